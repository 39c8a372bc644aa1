import type { GraphEdge } from "../../graph/layout";
import type { GraphNode } from "../../graph/Graph";
import type { Agent, Task } from "../../wire";

/** What each pattern is, in words; the server's own description takes precedence. */
export const patternWords: Record<string, { title: string; text: string }> = {
  sequential: { title: "Sequential", text: "One task after another; each gets what came before." },
  parallel: { title: "Parallel", text: "All tasks at once; the results are gathered." },
  orchestrator: { title: "Orchestrator", text: "One agent plans, the others work, the plan is adapted." },
  router: { title: "Router", text: "Each task goes to the agent that suits it best." },
  evaluator_optimizer: { title: "Evaluator–optimizer", text: "One writes, one judges, until it is good enough." },
  swarm: { title: "Swarm", text: "Agents hand the work over to each other." },
  adaptive: { title: "Adaptive", text: "Chooses a pattern, and changes it when it does not work." },
};

export const patternNames = Object.keys(patternWords);

/** What waits for what: the tasks' own dependencies, and one after another where a pattern says so. */
export function patternEdges(type: string, ids: string[], tasks: Record<string, Task>): GraphEdge[] {
  const known = new Set(ids);
  const own = ids.flatMap((id) =>
    (tasks[id]?.dependencies ?? []).filter((from) => known.has(from)).map((from) => ({ from, to: id }))
  );
  if (own.length > 0 || type.toLowerCase() !== "sequential") return own;
  return ids.slice(1).map((to, index) => ({ from: ids[index] ?? "", to }));
}

/** What a pattern would do with agents and tasks, before it does it. */
export function dryRun(
  type: string,
  agentIDs: string[],
  taskIDs: string[],
  agents: Record<string, Agent>,
  tasks: Record<string, Task>,
) {
  const name = (index: number) => agents[agentIDs[index % Math.max(1, agentIDs.length)] ?? ""]?.name ?? "Nobody";
  const work: GraphNode[] = taskIDs.map((id, index) => ({
    id,
    title: tasks[id]?.title ?? "?",
    status: "pending",
    figure: " ",
    detail: tasks[id]?.assigned_agents.find((agent) => agentIDs.includes(agent.id))?.name ?? name(index),
  }));
  const edges = patternEdges(type, taskIDs, tasks);
  const step = (id: string, title: string, detail: string): GraphNode => ({
    id,
    title,
    detail,
    status: "pending",
    figure: " ",
  });
  const first = taskIDs.filter((id) => !edges.some((edge) => edge.to === id));
  const last = taskIDs.filter((id) => !edges.some((edge) => edge.from === id));
  const from = (id: string) => first.map((to) => ({ from: id, to }));
  const to = (id: string) => last.map((from) => ({ from, to: id }));
  switch (type.toLowerCase()) {
    case "parallel":
      return { nodes: [...work, step("gather", "Gather results", "aggregator")], edges: [...edges, ...to("gather")] };
    case "orchestrator":
      return {
        nodes: [step("plan", "Plan", name(0)), ...work, step("join", "Put together", name(0))],
        edges: [...from("plan"), ...edges, ...to("join")],
      };
    case "router":
      return { nodes: [step("route", "Choose the agent", "router"), ...work], edges: [...from("route"), ...edges] };
    case "evaluator_optimizer":
      return {
        nodes: [...work, step("judge", "Judge, and again until good", name(1))],
        edges: [...edges, ...to("judge")],
      };
    case "swarm":
      return {
        nodes: [...work, step("hand", "Hand over until done", agentIDs.map((_, i) => name(i)).join(", "))],
        edges: [...edges, ...to("hand")],
      };
    case "adaptive":
      return {
        nodes: [step("choose", "Choose a pattern", "by evidence"), ...work],
        edges: [...from("choose"), ...edges],
      };
    default:
      return { nodes: work, edges };
  }
}
