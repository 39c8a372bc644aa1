import { Icon } from "../kit/Icon";
import { Panel } from "../kit/parts";
import { Link } from "../router/router";
import { isEnded } from "../store/selectors";
import type { WorkflowRun } from "../wire-workflows";

/** Why a workflow does not go on, where it does not. */
export function WhyWorkflow({ run }: { run: WorkflowRun }) {
  if (isEnded(run.status) || !run.waiting_for) return null;
  return (
    <p className="banner wait" role="note">
      <Icon name="alert" />
      {run.waiting_for.detail}
    </p>
  );
}

const SHOWN = 12;

/** Tasks that nobody works on yet, and on what each waits. */
export function WaitingTasks({ run }: { run: WorkflowRun }) {
  const tasks = isEnded(run.status) ? [] : run.waiting_tasks ?? [];
  if (tasks.length === 0) return null;
  return (
    <Panel title={`Not begun yet (${tasks.length})`}>
      <ul className="plain-list roomy">
        {tasks.slice(0, SHOWN).map((task) => (
          <li key={task.task_id}>
            <Link href={`/tasks/${task.task_id}`} className="grow named">
              <span>
                <strong className="clip">{task.title}</strong>
                <small>{task.waiting_for.detail}</small>
              </span>
            </Link>
          </li>
        ))}
        {tasks.length > SHOWN && <li className="muted">{`and ${tasks.length - SHOWN} more`}</li>}
      </ul>
    </Panel>
  );
}
