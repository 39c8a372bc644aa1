import { useState } from "react";
import { count, duration, money, shortID, tokens } from "../../format/format";
import { Markdown } from "../../kit/Markdown";
import { Panel } from "../../kit/parts";
import { Status } from "../../kit/Status";
import { useAgentName, useTaskTitle } from "../../store/selectors";
import type { Execution } from "../../wire";

/** Two runs side by side: what they cost, how long they took, what came of them. */
export function ComparePanel({ runs }: { runs: Execution[] }) {
  const [pair, setPair] = useState<[string, string]>(["", ""]);
  const titleOf = useTaskTitle();
  if (runs.length < 2) return null;
  const choose = (index: 0 | 1) => (id: string) => setPair(index === 0 ? [id, pair[1]] : [pair[0], id]);
  return (
    <Panel title="Compare two runs">
      <div className="compare">
        {([0, 1] as const).map((index) => {
          const run = runs.find((other) => other.id === pair[index]);
          return (
            <div key={index}>
              <select
                aria-label={index === 0 ? "First run" : "Second run"}
                value={pair[index]}
                onChange={(event) => choose(index)(event.target.value)}
              >
                <option value="">Choose a run…</option>
                {runs.slice(0, 100).map((other) => (
                  <option key={other.id} value={other.id}>{`${titleOf(other.task_id)} · ${shortID(other.id)}`}</option>
                ))}
              </select>
              {run && <Side run={run} />}
            </div>
          );
        })}
      </div>
    </Panel>
  );
}

function Side({ run }: { run: Execution }) {
  const nameOf = useAgentName();
  const result = run.output.result;
  return (
    <>
      <dl className="facts">
        <div className="fact">
          <dt>Status</dt>
          <dd>
            <Status status={run.status} />
          </dd>
        </div>
        <div className="fact">
          <dt>Agent</dt>
          <dd>{nameOf(run.agent_id)}</dd>
        </div>
        <div className="fact">
          <dt>Took</dt>
          <dd>{run.duration_seconds === null ? "–" : duration(run.duration_seconds * 1000)}</dd>
        </div>
        <div className="fact">
          <dt>Tokens</dt>
          <dd>{count(tokens(run.usage))}</dd>
        </div>
        <div className="fact">
          <dt>Cost</dt>
          <dd>{money(run.usage.cost_usd ?? 0)}</dd>
        </div>
      </dl>
      <Markdown text={typeof result === "string" ? result : run.error_message ?? "No result."} />
    </>
  );
}
