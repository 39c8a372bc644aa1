import { ApiError, words } from "../../api/client";
import * as routes from "../../api/routes";
import { plural } from "../../format/format";
import { confirm } from "../../kit/confirm";
import { toast } from "../../kit/toasts";
import { isEnded } from "../../store/selectors";
import { all } from "../../store/collection";
import { dispatch, store } from "../../store/store";
import type { Agent } from "../../wire";

/** Shows what hangs on an agent, then deletes it. - Returns: whether it is gone. */
export async function deleteAgent(agent: Agent): Promise<boolean> {
  const { tasks, executions } = store.getState();
  const assigned = all(tasks).filter((task) => task.assigned_agent_ids.includes(agent.id));
  const orphans = assigned.filter((task) => task.assigned_agent_ids.length === 1);
  const running = all(executions).filter((run) => run.agent_id === agent.id && !isEnded(run.status));
  const answer = await confirm({
    title: `Delete ${agent.name}?`,
    action: running.length > 0 ? "Abort and delete" : "Delete",
    danger: true,
    consequence: (
      <ul>
        {running.length > 0 && <li>{plural(running.length, "running execution")} will be aborted.</li>}
        {assigned.length > 0 && (
          <li>
            {plural(assigned.length, "task")} will lose this agent{orphans.length > 0
              ? `; ${orphans.length} of them go back to pending, with no agent left.`
              : "."}
          </li>
        )}
        <li>What it did before stays in the history.</li>
      </ul>
    ),
  });
  if (!answer) return false;
  try {
    const deletion = await routes.agents.remove(agent.id, running.length > 0);
    dispatch({ type: "removed", name: "agents", id: agent.id });
    toast({
      kind: "success",
      title: deletion.message,
      text: summary(deletion.affected_tasks, deletion.cancelled_executions),
      action: { label: "Undo", run: () => void restore(agent, assigned.map((task) => task.id)) },
    });
    return true;
  } catch (error) {
    const suggestion = error instanceof ApiError ? error.body.suggestion ?? "" : "";
    toast({ kind: "error", title: "Error deleting agent", text: `${words(error)} ${suggestion}`.trim() });
    return false;
  }
}

function summary(tasks: number, executions: number): string {
  return `${plural(tasks, "task")} changed, ${plural(executions, "execution")} aborted.`;
}

/** Makes the agent again (under a new id) and gives it its tasks back. */
async function restore(agent: Agent, taskIDs: string[]): Promise<void> {
  try {
    const again = await routes.agents.create(agent);
    dispatch({ type: "stored", name: "agents", item: again });
    for (const id of taskIDs) {
      const present = (await routes.tasks.show(id)).assigned_agent_ids;
      await routes.tasks.update(id, { assigned_agent_ids: [...present, again.id] });
    }
    toast({ kind: "success", title: `${agent.name} is back`, text: "It has a new id." });
  } catch (error) {
    toast({ kind: "error", title: "Error restoring agent", text: words(error) });
  }
}
