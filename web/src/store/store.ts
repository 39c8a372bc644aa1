import { useSyncExternalStore } from "react";
import { combineReducers, createStore, type Reducer } from "redux";
import type { Agent, Execution, Health, RunStatus, Task } from "../wire";
import type { Pattern, WorkflowRun, WorkflowType } from "../wire-workflows";
import { type Collection, type CollectionAction, collectionReducer } from "./collection";
import { live, type LiveAction, type LiveState } from "./live";

export interface ServerState {
  health: Health | null;
  /** Null until they are known; empty where the server has none. */
  types: WorkflowType[] | null;
}

export interface State {
  agents: Collection<Agent>;
  tasks: Collection<Task>;
  executions: Collection<Execution>;
  patterns: Collection<Pattern>;
  workflowRuns: Collection<WorkflowRun>;
  live: LiveState;
  server: ServerState;
}

export type Action =
  | CollectionAction
  | LiveAction
  | { type: "health"; health: Health | null }
  | { type: "types"; types: WorkflowType[] }
  | { type: "statusHeard"; statuses: Record<string, RunStatus> };

function server(state: ServerState = { health: null, types: null }, action: Action): ServerState {
  if (action.type === "health") return { ...state, health: action.health };
  if (action.type === "types") return { ...state, types: action.types };
  return state;
}

const listedExecutions = collectionReducer<Execution>("executions", true);

/** An event tells a new status before the execution itself is read again. */
function executions(state: Collection<Execution> | undefined, action: Action): Collection<Execution> {
  if (state && action.type === "statusHeard") {
    const byID = { ...state.byID };
    for (const [id, status] of Object.entries(action.statuses)) {
      const present = byID[id];
      if (present) byID[id] = { ...present, status };
    }
    return { ...state, byID };
  }
  return listedExecutions(state, action as CollectionAction);
}

const root = combineReducers({
  agents: collectionReducer<Agent>("agents", false),
  tasks: collectionReducer<Task>("tasks", false),
  executions,
  patterns: collectionReducer<Pattern>("patterns", true),
  workflowRuns: collectionReducer<WorkflowRun>("workflowRuns", true),
  live,
  server,
}) as unknown as Reducer<State, Action>;

export const store = createStore(root);
export const dispatch = store.dispatch;

/** Reads the store. - Parameter select: gives the same object while what it reads is the same. */
export function useStore<Selected>(select: (state: State) => Selected): Selected {
  return useSyncExternalStore(store.subscribe, () => select(store.getState()));
}
