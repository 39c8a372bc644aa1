import { useMemo } from "react";
import { money } from "../../format/format";
import { Panel } from "../../kit/parts";
import type { Execution } from "../../wire";

const DAYS = 14;
const DAY_MS = 86_400_000;

/** What each of the last two weeks' days cost, as far as the newest runs tell. */
export function CostByDay({ executions }: { executions: Execution[] }) {
  const days = useMemo(() => costs(executions, Date.now()), [executions]);
  const most = Math.max(0.0001, ...days.map((day) => day.cost));
  const total = days.reduce((sum, day) => sum + day.cost, 0);
  return (
    <Panel title="Cost by day" aside={<span className="muted figures">{money(total)} in two weeks</span>}>
      <div
        className="day-bars"
        role="img"
        aria-label={days.filter((day) => day.cost > 0).map((day) => `${day.label}: ${money(day.cost)}`).join(", ") ||
          "No costs in two weeks"}
      >
        {days.map((day) => (
          <div key={day.label} title={`${day.label}: ${money(day.cost)}`}>
            <span
              style={{ height: `${Math.max(2, (day.cost / most) * 100)}%` }}
              className={day.cost > 0 ? "some" : ""}
            />
            <small>{day.short}</small>
          </div>
        ))}
      </div>
    </Panel>
  );
}

function costs(executions: Execution[], now: number) {
  const byDay = new Map<string, number>();
  for (const run of executions) {
    const key = new Date(run.start_time).toDateString();
    byDay.set(key, (byDay.get(key) ?? 0) + (run.usage.cost_usd ?? 0));
  }
  return Array.from({ length: DAYS }, (_, index) => {
    const day = new Date(now - (DAYS - 1 - index) * DAY_MS);
    return {
      label: day.toLocaleDateString(undefined, { weekday: "short", day: "numeric", month: "short" }),
      short: String(day.getDate()),
      cost: byDay.get(day.toDateString()) ?? 0,
    };
  });
}
