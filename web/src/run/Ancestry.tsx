import { Icon } from "../kit/Icon";
import { plural, shortID } from "../format/format";
import { Link } from "../router/router";
import type { Execution } from "../wire";
import type { WorkflowRun } from "../wire-workflows";

/** Which run this one repeats, and which ones repeat it. */
export function Ancestry({ run, executions }: { run: WorkflowRun; executions: Execution[] }) {
  const kept = executions.filter((execution) => execution.workflow_execution_id !== run.id).length;
  return (
    <>
      {run.rerun_of && (
        <p className="banner" role="note">
          <Icon name="again" />
          <span>
            A re-run of <Link href={`/workflows/${run.rerun_of}`}>run {shortID(run.rerun_of)}</Link>
            {kept > 0 ? `: ${plural(kept, "execution")} kept from it, and not paid again.` : ", from the beginning."}
          </span>
        </p>
      )}
      {run.reruns?.map((id) => (
        <p className="banner" role="note" key={id}>
          <Icon name="again" />
          <span>
            It was repeated by <Link href={`/workflows/${id}`}>run {shortID(id)}</Link>.
          </span>
        </p>
      ))}
    </>
  );
}
