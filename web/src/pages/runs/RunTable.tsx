import { count, money, tokens } from "../../format/format";
import { Status, Tag } from "../../kit/Status";
import { Ago, Elapsed } from "../../kit/Time";
import { Link } from "../../router/router";
import { useAgentName, useTaskTitle } from "../../store/selectors";
import type { Execution } from "../../wire";

/** Executions, one a row. */
export function RunTable({ runs, empty, chosen }: { runs: Execution[]; empty: string; chosen?: number }) {
  const titleOf = useTaskTitle();
  const nameOf = useAgentName();
  if (runs.length === 0) return <p className="padded muted">{empty}</p>;
  return (
    <div className="table-box">
      <table className="table">
        <thead>
          <tr>
            <th>Run</th>
            <th>Status</th>
            <th className="right">Took</th>
            <th className="right">Tokens</th>
            <th className="right">Cost</th>
            <th className="right">Started</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run, index) => (
            <tr key={run.id} className={index === chosen ? "chosen" : ""}>
              <td className="wide">
                <Link href={`/runs/${run.id}`} className="named">
                  <span>
                    <strong className="clip">{titleOf(run.task_id)}</strong>
                    <small>{nameOf(run.agent_id)}{run.workflow_execution_id ? ", in a workflow" : ""}</small>
                  </span>
                </Link>
                {run.degraded && <Tag tone="wait">degraded</Tag>}
              </td>
              <td>
                <Status status={run.status} />
              </td>
              <td className="right">
                <Elapsed from={run.start_time} to={run.end_time} />
              </td>
              <td className="right figures">{count(tokens(run.usage))}</td>
              <td className="right figures">{money(run.usage.cost_usd ?? 0)}</td>
              <td className="right">
                <Ago time={run.start_time} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
