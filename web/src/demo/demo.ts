import { words } from "../api/client";
import * as routes from "../api/routes";
import { toast } from "../kit/toasts";
import { loadList } from "../live/refresh";
import { navigate } from "../router/router";
import { demoTeam } from "./demoTeam";

/** Makes the demo team with its tasks and lets it work as a workflow. */
export async function runDemo(): Promise<void> {
  try {
    const { agentIDs, taskIDs } = await makeTeam();
    await Promise.all([loadList("agents"), loadList("tasks")]);
    await start(agentIDs, taskIDs);
  } catch (error) {
    toast({ kind: "error", title: "The demo could not begin", text: words(error) });
  }
}

async function makeTeam(): Promise<{ agentIDs: string[]; taskIDs: string[] }> {
  const agentIDs: string[] = [];
  const taskIDs: string[] = [];
  for (const { task, after, script, ...member } of demoTeam) {
    const agent = await routes.agents.create({ ...member, execution_settings: { backend: "scripted", script } });
    const dependencies = after.map((index) => taskIDs[index]);
    const made = await routes.tasks.create({ ...task, dependencies, assigned_agent_ids: [agent.id] });
    agentIDs.push(agent.id);
    taskIDs.push(made.id);
  }
  return { agentIDs, taskIDs };
}

async function start(agentIDs: string[], taskIDs: string[]): Promise<void> {
  const pattern = await routes.patterns.create({
    name: `Demo: word counter ${new Date().toISOString().slice(0, 19)}`,
    description: "A scripted team builds a word counter.",
    agent_ids: agentIDs,
    task_ids: taskIDs,
    user_objective: "Build a small word counter with tests and a manual.",
    workflow_type: "sequential",
  });
  const run = await routes.patterns.execute(pattern.id, {});
  toast({ kind: "success", title: "The demo is running", text: "It will ask you one thing." });
  navigate(`/workflows/${run.id}`);
}
