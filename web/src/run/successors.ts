import { isEnded } from "../store/selectors";
import type { Agent, Execution } from "../wire";
import type { WorkflowRun } from "../wire-workflows";

/** Only a swarm hands over, and only while it lives. */
export function canHandOver({ workflow_type, status }: WorkflowRun): boolean {
  return workflow_type === "swarm" && !isEnded(status) && status !== "aborting";
}

/** The turn of the agent that has the task now: a swarm has one at a time, and none while it asks a person itself. */
export function presentTurn(run: WorkflowRun, executions: Execution[]): Execution | undefined {
  return executions.find((execution) => execution.workflow_execution_id === run.id && !isEnded(execution.status));
}

/** Who can go on instead: those in service who take part, but for the one who has it. */
export function successors(
  run: WorkflowRun,
  turn: Execution | undefined,
  agents: Readonly<Record<string, Agent>>,
): Agent[] {
  return (run.agent_ids ?? [])
    .map((id) => agents[id])
    .filter((agent): agent is Agent => !!agent && agent.id !== turn?.agent_id && agent.status !== "stopped");
}
