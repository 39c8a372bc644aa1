import { shortID } from "../../format/format";
import { Tag } from "../../kit/Status";
import { Ago } from "../../kit/Time";
import { Link } from "../../router/router";
import type { AuditEntry } from "../../wire-audit";

const pages: Record<string, string> = {
  agent: "/agents",
  task: "/tasks",
  execution: "/runs",
  workflow: "/workflows",
  pattern: "/orchestration",
};

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  return (
    <div className="table-box" tabIndex={0} role="region" aria-label="Entries">
      <table className="table">
        <thead>
          <tr>
            <th>When</th>
            <th>Who</th>
            <th>From</th>
            <th>Did</th>
            <th>To</th>
            <th>Outcome</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td>
                <Ago time={entry.at} />
              </td>
              <td>{entry.user ?? <span className="muted">nobody known</span>}</td>
              <td>{entry.address || <span className="muted">here</span>}</td>
              <td title={`${entry.method} ${entry.route}`}>{entry.action}</td>
              <td>
                <Target entry={entry} />
              </td>
              <td>
                <Tag tone={entry.outcome === "done" ? "good" : entry.outcome === "refused" ? "wait" : "bad"}>
                  {`${entry.outcome}${entry.status === null ? "" : ` ${entry.status}`}`}
                </Tag>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Target({ entry: { target_kind: kind, target_id: id } }: { entry: AuditEntry }) {
  if (!kind || !id) return <span className="muted">–</span>;
  const page = pages[kind];
  const words = `${kind} ${kind === "secret" ? id : shortID(id)}`;
  return page ? <Link href={`${page}/${encodeURIComponent(id)}`}>{words}</Link> : <>{words}</>;
}
