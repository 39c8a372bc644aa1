import { useCallback, useMemo } from "react";
import type { Agent, Execution, OpenQuestion, RunStatus, Task } from "../wire";
import type { WorkflowRun } from "../wire-workflows";
import { all } from "./collection";
import { useStore } from "./store";

const ENDED: ReadonlySet<RunStatus> = new Set<RunStatus>(["completed", "failed", "aborted"]);

export function isEnded(status: RunStatus): boolean {
  return ENDED.has(status);
}

export function useAgents(): Agent[] {
  const agents = useStore((state) => state.agents);
  return useMemo(() => all(agents), [agents]);
}

export function useTasks(): Task[] {
  const tasks = useStore((state) => state.tasks);
  return useMemo(() => all(tasks), [tasks]);
}

/** Newest first: ids rise with time, and older ones may have been read later. */
export function useExecutions(): Execution[] {
  const executions = useStore((state) => state.executions);
  return useMemo(() => all(executions).sort((a, b) => (a.id < b.id ? 1 : -1)), [executions]);
}

export function useWorkflowRuns(): WorkflowRun[] {
  const runs = useStore((state) => state.workflowRuns);
  return useMemo(() => all(runs), [runs]);
}

/** Executions that wait for a person, oldest first. */
export function useWaiting(): Execution[] {
  const executions = useExecutions();
  return useMemo(
    () => executions.filter((execution) => execution.needs_interaction && !isEnded(execution.status)).reverse(),
    [executions],
  );
}

/** Workflows that ask something themselves. */
export function useWaitingWorkflows(): WorkflowRun[] {
  const runs = useWorkflowRuns();
  return useMemo(
    () => runs.filter((run) => !isEnded(run.status) && (asksUnseen(run) || ownQuestions(run).length > 0)),
    [runs],
  );
}

/** How many runs cannot go on without a person. */
export function useWaitingCount(): number {
  return useWaiting().length + useWaitingWorkflows().length;
}

export function useAgentName(): (id: string | null | undefined) => string {
  const agents = useStore((state) => state.agents.byID);
  return useCallback((id) => (id ? agents[id]?.name ?? "A deleted agent" : ""), [agents]);
}

export function useTaskTitle(): (id: string | null | undefined) => string {
  const tasks = useStore((state) => state.tasks.byID);
  return useCallback((id) => (id ? tasks[id]?.title ?? "A deleted task" : ""), [tasks]);
}

/** The list of workflows says that one asks, not what: its own answer tells. */
function asksUnseen(run: WorkflowRun): boolean {
  return run.needs_interaction === true && run.interactions === undefined;
}

/** What a workflow asks itself; the questions of its executions, which it lists too, are told with those. */
export function ownQuestions(run: WorkflowRun): OpenQuestion[] {
  return (run.interactions ?? []).filter((question) => !question.execution_id || question.execution_id === run.id);
}
