import { useEffect, useMemo } from "react";
import * as routes from "../api/routes";
import { link } from "../live/link";
import { loadOne } from "../live/refresh";
import { useExecutions } from "../store/selectors";
import { dispatch, useStore } from "../store/store";
import type { Execution } from "../wire";
import type { WorkflowRun } from "../wire-workflows";

const nothing: readonly never[] = [];

/** The executions of a workflow, in the order they began; those the store has not are read. */
export function usePartsOf(run: WorkflowRun): Execution[] {
  const executions = useExecutions();
  const named = (run.executions ?? []).map((execution) => execution.id).join();
  const isLoaded = useStore((state) => state.executions.loading === "yes");
  useEffect(() => {
    const present = new Set(executions.map((execution) => execution.id));
    for (const id of named.split(",")) if (id && isLoaded && !present.has(id)) void loadOne("executions", id);
  }, [named, isLoaded]);
  const parts = useMemo(() => {
    const ids = new Set(named.split(","));
    return executions.filter((execution) => execution.workflow_execution_id === run.id || ids.has(execution.id))
      .reverse();
  }, [executions, named, run.id]);
  useEffect(() => {
    for (const part of parts) if (part.needs_interaction && !part.interactions) void loadOne("executions", part.id);
  }, [parts]);
  return parts;
}

/** No route lists a workflow's events: the WebSocket replays them. */
export function useWorkflowEvents(id: string) {
  useEffect(() => {
    dispatch({ type: "journalOpened", id });
    link.follow(`workflow:${id}`);
    return () => {
      link.unfollow(`workflow:${id}`);
      dispatch({ type: "journalClosed", id });
    };
  }, [id]);
  useEffect(() => {
    // The messages are part of the run; this route tells them where the run's answer is an older one.
    routes.workflows.communications(id)
      .then((agent_communications) =>
        dispatch({ type: "stored", name: "workflowRuns", item: { id, agent_communications } as { id: string } })
      )
      .catch(() => undefined);
  }, [id]);
  return useStore((state) => state.live.journals[id]?.events) ?? nothing;
}
