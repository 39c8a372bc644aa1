import { useEffect, useState } from "react";
import * as routes from "../../api/routes";
import { Panel } from "../../kit/parts";
import { Status } from "../../kit/Status";
import { title } from "../../format/format";
import { useStore } from "../../store/store";
import type { Readiness } from "../../wire-figures";

const PERIOD_MS = 30_000;

/** How the server is, check by check; nothing until it is known. */
export function ServerChecks() {
  const readiness = useReadiness();
  if (!readiness) return null;
  return (
    <Panel title="Server" aside={<Status status={readiness.status} />}>
      <ul className="plain-list">
        {readiness.checks.map((check) => (
          <li key={check.name}>
            <span className="grow named">
              <span>
                <strong>{title(check.name)}</strong>
                <small>{check.detail}</small>
              </span>
            </span>
            <Status status={check.status} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Asks now and then, and again when the connection comes back. */
function useReadiness(): Readiness | null {
  const [readiness, setReadiness] = useState<Readiness | null>(null);
  const link = useStore((state) => state.live.link);
  useEffect(() => {
    let isCurrent = true;
    const ask = () =>
      routes.readiness().then((next) => isCurrent && setReadiness(next))
        .catch(() => undefined); // The next round asks again.
    ask();
    const timer = setInterval(ask, PERIOD_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [link]);
  return readiness;
}
