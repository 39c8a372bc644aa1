import type { ReactNode } from "react";
import { words } from "../api/client";
import * as routes from "../api/routes";
import { money } from "../format/format";
import { confirm } from "../kit/confirm";
import { toast } from "../kit/toasts";
import { navigate } from "../router/router";
import { dispatch, store } from "../store/store";
import type { Execution, Step, Usage } from "../wire";
import type { RerunPlan, RerunStart } from "../wire-figures";
import type { WorkflowRun } from "../wire-workflows";
import { newestByTask } from "./workflowParts";

interface Way {
  label: string;
  from: RerunStart;
  plan: RerunPlan;
}

/** Repeats a finished workflow as a new run: what failed, all of it, or from one part on. */
export async function rerunWorkflow(run: WorkflowRun, executions: Execution[], part?: Execution): Promise<void> {
  try {
    const ways = await waysToRerun(run, executions, part);
    const first = ways[0] as Way;
    const choice = await confirm({
      title: part ? `Re-run from “${titleOf(part.task_id)}”?` : "Re-run the workflow?",
      action: "Re-run",
      consequence: (
        <>
          {ways.length === 1 && <Plan plan={first.plan} executions={executions} />}
          <p>
            A new run begins, with the agents and the words of the tasks as they are now. It finds the files as the last
            run left them. This run stays as it is.
          </p>
        </>
      ),
      ...(ways.length > 1
        ? {
          choices: ways.map(({ label, plan }, index) => ({
            value: String(index),
            label,
            hint: <Plan plan={plan} executions={executions} />,
          })),
        }
        : {}),
    });
    if (choice === null) return;
    const chosen = ways[Number(choice)] ?? first;
    const again = await routes.workflows.rerun(run.id, chosen.from);
    dispatch({ type: "stored", name: "workflowRuns", item: again });
    toast({ kind: "success", title: "The re-run has begun", text: run.pattern_name });
    navigate(`/workflows/${again.id}`);
  } catch (error) {
    toast({ kind: "error", title: "The workflow was not repeated", text: words(error) });
  }
}

async function waysToRerun(run: WorkflowRun, executions: Execution[], part?: Execution): Promise<Way[]> {
  const way = async (label: string, from: RerunStart): Promise<Way> => ({
    label,
    from,
    plan: await routes.workflows.rerunPlan(run.id, from),
  });
  if (part) return [await way("From here", { from_step: [stepOf(part, await routes.workflows.steps(run.id))] })];
  const unfinished = [...newestByTask(executions).values()].filter((execution) => execution.status !== "completed");
  const all = await way("All of it, from the beginning", {});
  if (unfinished.length === 0) return [all];
  const tasks = unfinished.map((execution) => execution.task_id);
  return [await way("What did not succeed, and what follows from it", { from_task: tasks }), all];
}

/** The step of the workflow that started an execution. */
function stepOf(execution: Execution, steps: Step[]): string {
  const step = steps.find(({ call_id }) => call_id === execution.id);
  if (!step) throw new Error("The workflow's journal does not name this execution any more.");
  return step.path;
}

function Plan({ plan, executions }: { plan: RerunPlan; executions: Execution[] }) {
  return (
    <span className="rerun-plan">
      {plan.kept_executions.length > 0 && (
        <span>
          <b>Kept</b>, not run or paid again{cost(plan.kept_usage)}: {names(plan.kept_executions, executions)}.
        </span>
      )}
      <span>
        <b>Repeated</b>: {names(plan.repeated_executions, executions) || "everything"}
        {costThen(plan.repeated_usage)}.
      </span>
    </span>
  );
}

function cost({ cost_usd }: Usage): string {
  return cost_usd ? ` (${money(cost_usd)})` : "";
}

function costThen({ cost_usd }: Usage): string {
  return cost_usd ? `, which cost ${money(cost_usd)}` : "";
}

const MOST_NAMES = 6;

function names(ids: string[], executions: Execution[]): ReactNode {
  const chosen = executions.filter((execution) => ids.includes(execution.id));
  const titles = [...new Set(chosen.map((execution) => titleOf(execution.task_id)))];
  const more = titles.length - MOST_NAMES;
  return titles.slice(0, MOST_NAMES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function titleOf(task: string): string {
  return store.getState().tasks.byID[task]?.title ?? "a deleted task";
}
