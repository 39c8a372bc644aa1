import { words } from "../api/client";
import { money } from "../format/format";
import * as routes from "../api/routes";
import { confirm } from "../kit/confirm";
import { toast } from "../kit/toasts";
import { loadOne } from "../live/refresh";
import { navigate } from "../router/router";
import { dispatch } from "../store/store";
import type { ControlAnswer, Execution } from "../wire";

/** What can be paused, resumed and aborted: executions and workflows alike. */
export interface Controlled {
  noun: "execution" | "workflow";
  id: string;
}

const kinds = {
  execution: { routes: routes.executions, name: "executions" },
  workflow: { routes: routes.workflows, name: "workflowRuns" },
} as const;

export async function pause({ noun, id }: Controlled): Promise<void> {
  const mode = await confirm({
    title: `Pause the ${noun}?`,
    action: "Pause",
    consequence: <p>Everything that is done is kept. Resuming continues the same conversation where it stopped.</p>,
    choices: [
      { value: "step", label: "After what it is doing", hint: "The tool or message under way is finished first." },
      { value: "now", label: "At once", hint: "What is being written is cut off; the words so far are kept." },
    ],
  });
  if (mode) await control({ noun, id }, "Paused", () => kinds[noun].routes.pause(id, mode as routes.PauseMode));
}

export async function resume({ noun, id }: Controlled): Promise<void> {
  await control({ noun, id }, "Resumed", () => kinds[noun].routes.resume(id));
}

export async function abort({ noun, id }: Controlled): Promise<void> {
  const answer = await confirm({
    title: `Abort the ${noun}?`,
    action: "Abort",
    danger: true,
    consequence: (
      <p>
        {noun === "workflow" ? "All its executions end, and so do their agents." : "The agent's process ends now."}{" "}
        What is finished stays in the history, but this {noun} can never go on. To stop for a while, pause it.
      </p>
    ),
  });
  if (answer) await control({ noun, id }, "Aborted", () => kinds[noun].routes.abort(id));
}

async function control({ noun, id }: Controlled, title: string, act: () => Promise<ControlAnswer>): Promise<void> {
  try {
    const { message } = await act();
    toast({ kind: "success", title, text: message });
  } catch (error) {
    toast({ kind: "error", title: `The ${noun} was not ${title.toLowerCase()}`, text: words(error) });
  }
  void loadOne(kinds[noun].name, id);
}

/** A new execution of the same task by the same agent in the same place. Part of a workflow, it is repeated there. */
export async function runAgain(execution: Execution): Promise<void> {
  const answer = await confirm({
    title: "Run it again?",
    action: "Run again",
    consequence: (
      <p>
        A new execution of the same task begins, by the same agent, with the words of both as they are now, in the same
        directory: it finds the files as they are now. Nothing of this run is kept, and its cost comes again
        {execution.usage.cost_usd ? ` (this time it was ${money(execution.usage.cost_usd)})` : ""}. This one stays as it
        is.
      </p>
    ),
  });
  if (!answer) return;
  try {
    const started = await routes.executions.rerun(execution.id);
    toast({ kind: "success", title: "Execution started" });
    navigate(`/runs/${started.execution_id}`);
  } catch (error) {
    toast({ kind: "error", title: "Error starting execution", text: words(error) });
  }
}

export async function remove({ noun, id }: Controlled): Promise<void> {
  const answer = await confirm({
    title: `Delete the ${noun}?`,
    action: "Delete",
    danger: true,
    consequence: <p>Its history, log and result are deleted for good. The task and the agent stay.</p>,
  });
  if (!answer) return;
  try {
    await kinds[noun].routes.remove(id);
    navigate(noun === "workflow" ? "/runs?kind=workflows" : "/runs");
    dispatch({ type: "removed", name: kinds[noun].name, id });
    toast({ kind: "success", title: `The ${noun} is deleted` });
  } catch (error) {
    toast({ kind: "error", title: `The ${noun} was not deleted`, text: words(error) });
  }
}
