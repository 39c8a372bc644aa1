import { ApiError, words } from "../../api/client";
import * as routes from "../../api/routes";
import { plural } from "../../format/format";
import { confirm } from "../../kit/confirm";
import { toast } from "../../kit/toasts";
import { navigate } from "../../router/router";
import { all } from "../../store/collection";
import { isEnded } from "../../store/selectors";
import { dispatch, store } from "../../store/store";
import type { Task, TaskStatus } from "../../wire";

/** Starts an execution of a task, after asking where one is at it already. */
export async function startTask(task: Task): Promise<void> {
  if (task.assigned_agent_ids.length === 0) {
    toast({ kind: "warning", title: "Nobody is assigned", text: "Give the task an agent first." });
    return;
  }
  const live = all(store.getState().executions).filter((run) => run.task_id === task.id && !isEnded(run.status));
  if (live.length > 0) {
    const answer = await confirm({
      title: "Start it anew?",
      action: "Abort and start anew",
      danger: true,
      consequence: <p>It is being worked on. That execution will be aborted and a new one begins at the first step.</p>,
    });
    if (!answer) return;
  }
  try {
    const started = await routes.executions.start({ task_id: task.id, force_restart: live.length > 0 });
    toast({ kind: "success", title: "Execution started", text: task.title });
    navigate(`/runs/${started.execution_id}`);
  } catch (error) {
    toast({ kind: "error", title: "Error starting execution", text: words(error) });
  }
}

export async function deleteTask(task: Task): Promise<boolean> {
  const state = store.getState();
  const running = all(state.executions).filter((run) => run.task_id === task.id && !isEnded(run.status));
  const dependents = all(state.tasks).filter((other) => other.dependencies.includes(task.id));
  const answer = await confirm({
    title: `Delete “${task.title}”?`,
    action: running.length > 0 ? "Abort and delete" : "Delete",
    danger: true,
    consequence: (
      <ul>
        {running.length > 0 && <li>{plural(running.length, "running execution")} will be aborted.</li>}
        {dependents.length > 0 && (
          <li>
            {plural(dependents.length, "task")} that {dependents.length === 1 ? "waits" : "wait"}{" "}
            for it will wait for it no more.
          </li>
        )}
        <li>The task leaves the list and the board.</li>
      </ul>
    ),
  });
  if (!answer) return false;
  try {
    const { message } = await routes.tasks.remove(task.id, running.length > 0);
    dispatch({ type: "removed", name: "tasks", id: task.id });
    toast({
      kind: "success",
      title: "Task deleted",
      text: message,
      action: { label: "Undo", run: () => void restore(task) },
    });
    return true;
  } catch (error) {
    const suggestion = error instanceof ApiError ? error.body.suggestion ?? "" : "";
    toast({ kind: "error", title: "Error deleting task", text: `${words(error)} ${suggestion}`.trim() });
    return false;
  }
}

async function restore(task: Task): Promise<void> {
  try {
    const again = await routes.tasks.create(task);
    dispatch({ type: "stored", name: "tasks", item: again });
    toast({ kind: "success", title: "The task is back", text: "It has a new id." });
  } catch (error) {
    toast({ kind: "error", title: "Error restoring task", text: words(error) });
  }
}

export async function moveTask(task: Task, status: TaskStatus): Promise<void> {
  if (task.status === status) return;
  try {
    dispatch({ type: "stored", name: "tasks", item: await routes.tasks.update(task.id, { status }) });
    toast({
      kind: "success",
      title: "Task updated successfully",
      action: { label: "Undo", run: () => void moveTask({ ...task, status }, task.status) },
    });
  } catch (error) {
    toast({ kind: "error", title: "Error updating task", text: words(error) });
  }
}
