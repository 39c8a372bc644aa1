// The workflow half of the wire; see wire.ts.
import type { Author } from "./wire-audit";
import type { Execution, Json, JsonObject, OpenQuestion, PatternStatus, RunStatus, Usage, Waiting } from "./wire";

export interface Pattern {
  id: string;
  name: string;
  description: string | null;
  workflow_type: string;
  agent_ids: string[];
  task_ids: string[];
  user_objective: string | null;
  project_directory?: string | null;
  configuration?: JsonObject;
  dependencies?: JsonObject;
  status: PatternStatus;
  created_at: string;
  updated_at: string;
  metadata?: {
    agent_count: number;
    task_count: number;
    existing_agents: number;
    existing_tasks: number;
    integrity_check: { agents_valid: boolean; tasks_valid: boolean };
  };
}

export interface PatternDraft {
  name: string;
  description: string;
  agent_ids: string[];
  task_ids: string[];
  user_objective: string;
  workflow_type?: string;
  project_directory?: string;
  configuration?: JsonObject;
}

export interface Analysis {
  recommended_workflow: string;
  confidence_score: number;
  reasoning: string | string[];
  agent_compatibility: JsonObject;
  task_complexity_analysis: JsonObject;
  estimated_duration: number | string | null;
  resource_requirements: JsonObject;
  risk_factors: Json[];
  optimization_suggestions: Json[];
  analysis: JsonObject;
}

export interface WorkflowType {
  name: string;
  title?: string;
  description: string;
  use_cases: string[];
  advantages: string[];
  ideal_for: string;
  configuration_schema?: JsonObject;
}

export interface WorkflowRun {
  id: string;
  execution_id?: string;
  pattern_id: string | null;
  pattern_name: string;
  workflow_type: string;
  status: RunStatus;
  progress: number;
  progress_percentage: number;
  current_step: Json;
  total_steps: number;
  agent_ids?: string[];
  task_ids?: string[];
  work_directory?: string;
  waiting_for?: Waiting | null;
  active_agents: string[];
  completed_tasks: string[];
  failed_tasks: string[];
  /** Only in the answer about one workflow execution. */
  executions?: Execution[];
  /** Tasks that wait for others, or for a place. Only in the answer about one workflow execution. */
  waiting_tasks?: WaitingTask[];
  results: JsonObject;
  metrics: JsonObject;
  usage: Usage;
  /** Only in the answer about one workflow execution. */
  agent_communications?: Communication[];
  iteration_count: number;
  error_message: string | null;
  /** What it asks a person itself; the questions of its executions are theirs. */
  interactions?: OpenQuestion[];
  needs_interaction?: boolean;
  /** The workflow execution that it repeats, and the steps from which on; none means all of it. */
  rerun_of?: string | null;
  rerun_from?: string[];
  /** Who started it; null for nobody, and where it was not kept. */
  started_by?: Author | null;
  /** Those that repeat it. Only in the answer about one workflow execution. */
  reruns?: string[];
  started_at: string | null;
  completed_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface WaitingTask {
  task_id: string;
  title: string;
  waiting_for: Waiting;
}

export interface Communication {
  id: string;
  execution_id: string;
  from_agent_id: string | null;
  to_agent_id: string | null;
  message_type: "task_assignment" | "status_update" | "result_sharing" | "coordination" | "handoff";
  message: string;
  context: JsonObject;
  timestamp: string;
}
