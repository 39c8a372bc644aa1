import { useEffect, useState } from "react";
import * as routes from "../api/routes";
import { tokens } from "../format/format";
import { useStore } from "../store/store";
import type { UsageReport } from "../wire-figures";

const DELAY_MS = 400;

/** What each of the last days cost, read again when an execution's usage changes. - Returns: null until it is known. */
export function useUsage(days: number, agent?: string): UsageReport | null {
  const [report, setReport] = useState<UsageReport | null>(null);
  const spent = useStore((state) => state.executions.byID);
  const mark = Object.values(spent).reduce((sum, { usage }) => sum + tokens(usage) + (usage.cost_usd ?? 0), 0);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      routes.usage(days, agent).then((next) => isCurrent && setReport(next))
        .catch(() => undefined); // The next change, or the next connection, asks again.
    }, report ? DELAY_MS : 0);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [days, agent, mark]);
  return report;
}
