import type { GraphNode } from "../graph/Graph";
import { duration } from "../format/format";
import { patternEdges } from "../pages/orchestration/patternShape";
import type { Agent, Execution, Task } from "../wire";
import type { WorkflowRun } from "../wire-workflows";

/** The newest execution of each task. */
export function newestByTask(executions: Execution[]): Map<string, Execution> {
  const newest = new Map<string, Execution>();
  for (const execution of executions) {
    const present = newest.get(execution.task_id);
    if (!present || execution.id > present.id) newest.set(execution.task_id, execution);
  }
  return newest;
}

/** The work of a workflow as a graph: its tasks, each as its newest execution left it. */
export function workGraph(
  run: WorkflowRun,
  taskIDs: string[],
  tasks: Record<string, Task>,
  agents: Record<string, Agent>,
  executions: Execution[],
) {
  const newest = newestByTask(executions);
  const ids = [...new Set([...taskIDs, ...newest.keys()])];
  const nodes: GraphNode[] = ids.map((id) => {
    const execution = newest.get(id);
    return {
      id,
      title: tasks[id]?.title ?? "A deleted task",
      status: execution?.status ?? "pending",
      detail: agents[execution?.agent_id ?? ""]?.name ?? tasks[id]?.assigned_agents[0]?.name ?? "",
      figure: execution?.duration_seconds ? duration(execution.duration_seconds * 1000) : undefined,
    };
  });
  return { nodes, edges: patternEdges(run.workflow_type, ids, tasks) };
}
