import { Avatar } from "../../kit/parts";
import { Status } from "../../kit/Status";
import { Elapsed } from "../../kit/Time";
import { Link } from "../../router/router";
import { isEnded, useAgentName, useTaskTitle, useWorkflowRuns } from "../../store/selectors";
import { useStore } from "../../store/store";
import type { Execution } from "../../wire";

/** Everything that is under way, with an agent's last words. */
export function AtWork({ runs }: { runs: Execution[] }) {
  const titleOf = useTaskTitle();
  const nameOf = useAgentName();
  const output = useStore((state) => state.live.output);
  const workflows = useWorkflowRuns().filter((run) => !isEnded(run.status));
  if (runs.length + workflows.length === 0) {
    return <p className="padded muted">Nobody is at work. Start a task or execute a pattern.</p>;
  }
  return (
    <ul className="plain-list roomy">
      {workflows.map((run) => (
        <li key={run.id}>
          <Link href={`/workflows/${run.id}`} className="grow named">
            <span>
              <strong>{run.pattern_name}</strong>
              <small>Workflow, {run.workflow_type}</small>
            </span>
          </Link>
          <progress value={run.progress} max={1} aria-label="Progress" />
          <Status status={run.status} />
        </li>
      ))}
      {runs.slice(0, 12).map((run) => (
        <li key={run.id}>
          <Link href={`/runs/${run.id}`} className="grow named">
            <Avatar name={nameOf(run.agent_id)} />
            <span>
              <strong className="clip">{titleOf(run.task_id)}</strong>
              <small className="clip">{output[run.id]?.text.slice(-90) || nameOf(run.agent_id)}</small>
            </span>
          </Link>
          <Elapsed from={run.start_time} to={null} />
          <Status status={run.status} />
        </li>
      ))}
      {runs.length > 12 && (
        <li>
          <Link href="/runs">{`${runs.length - 12} more`}</Link>
        </li>
      )}
    </ul>
  );
}
