import { words } from "../../api/client";
import * as routes from "../../api/routes";
import { confirm } from "../../kit/confirm";
import { toast } from "../../kit/toasts";
import { navigate } from "../../router/router";
import { all } from "../../store/collection";
import { isEnded } from "../../store/selectors";
import { dispatch, store } from "../../store/store";
import type { JsonObject } from "../../wire";
import type { Pattern } from "../../wire-workflows";

export async function executePattern(id: string, overrides: JsonObject = {}): Promise<void> {
  try {
    const run = await routes.patterns.execute(id, overrides);
    dispatch({ type: "stored", name: "workflowRuns", item: run });
    toast({ kind: "success", title: "Workflow execution started", text: run.pattern_name });
    navigate(`/workflows/${run.id}`);
  } catch (error) {
    toast({ kind: "error", title: "Failed to execute workflow", text: words(error) });
  }
}

export async function deletePattern(pattern: Pattern): Promise<boolean> {
  const live = all(store.getState().workflowRuns).filter((run) =>
    run.pattern_id === pattern.id && !isEnded(run.status)
  );
  const answer = await confirm({
    title: `Delete “${pattern.name}”?`,
    action: live.length > 0 ? "Abort and delete" : "Delete",
    danger: true,
    consequence: (
      <p>
        {live.length > 0 ? `${live.length} of its runs are under way and will be aborted. ` : ""}Its agents and tasks
        stay, and so does the history of its runs.
      </p>
    ),
  });
  if (!answer) return false;
  try {
    await routes.patterns.remove(pattern.id, live.length > 0);
    dispatch({ type: "removed", name: "patterns", id: pattern.id });
    toast({
      kind: "success",
      title: "Workflow pattern deleted",
      action: { label: "Undo", run: () => void restore(pattern) },
    });
    return true;
  } catch (error) {
    toast({ kind: "error", title: "Failed to delete workflow pattern", text: words(error) });
    return false;
  }
}

async function restore(pattern: Pattern): Promise<void> {
  const { name, description, agent_ids, task_ids, user_objective, workflow_type, project_directory, configuration } =
    pattern;
  try {
    const item = await routes.patterns.create({
      name,
      agent_ids,
      task_ids,
      workflow_type,
      description: description ?? "",
      user_objective: user_objective ?? "",
      ...(project_directory ? { project_directory } : {}),
      ...(configuration ? { configuration } : {}),
    });
    dispatch({ type: "stored", name: "patterns", item });
    toast({ kind: "success", title: "The pattern is back", text: "It has a new id." });
  } catch (error) {
    toast({ kind: "error", title: "Failed to restore workflow pattern", text: words(error) });
  }
}
