// Figures, search and re-runs on the wire; see wire.ts.
import type { Usage } from "./wire";

export interface UsagePart {
  /** The agent's id, or the model; null for decisions of workflows themselves, and for a model that is not known. */
  id: string | null;
  name: string | null;
  model_calls: number;
  usage: Usage;
}

export interface UsageDay {
  /** UTC, such as 2026-11-25. */
  date: string;
  total: UsagePart;
  agents: UsagePart[];
  models: UsagePart[];
}

export interface UsageReport {
  total: UsagePart;
  /** Oldest first, today last. */
  days: UsageDay[];
}

export interface SearchHit {
  kind: "agent" | "task" | "pattern" | "workflow_execution" | "execution" | "event";
  /** For an event, the id of the run in which it happened. */
  id: string;
  title: string;
  /** The text around the first place; empty where the title says it all. */
  snippet: string;
  status?: string;
  execution_id?: string;
  workflow_execution_id?: string;
  timestamp: string;
}

/** What a re-run would do with the executions of the original. */
export interface RerunPlan {
  kept_executions: string[];
  kept_usage: Usage;
  repeated_executions: string[];
  repeated_usage: Usage;
}

/** From where a run is repeated: paths of steps, or ids of tasks; neither repeats everything. */
export interface RerunStart {
  from_step?: string[];
  from_task?: string[];
}

/** How the server is: `ok`, `warn` or `fail`, and the same of each check. */
export interface Readiness {
  status: string;
  checks: { name: string; status: string; detail: string }[];
}
