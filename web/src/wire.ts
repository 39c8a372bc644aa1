// What goes over the wire, as API.md has it. `web/tests/wire.test.ts` checks these types against the server's golden
// files: a field that is missing here, or is here and not there, fails it.

import type { Author } from "./wire-audit";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export type AgentStatus = "idle" | "executing" | "error" | "stopped";
export type TaskStatus = "pending" | "in_progress" | "completed" | "failed" | "cancelled";
export type Priority = "low" | "medium" | "high" | "urgent";
export type RunStatus =
  | "pending"
  | "running"
  | "pausing"
  | "paused"
  | "waiting"
  | "aborting"
  | "completed"
  | "failed"
  | "aborted";
export type PatternStatus = "active" | "inactive" | "archived";

export interface Agent {
  id: string;
  name: string;
  role: string;
  description: string | null;
  system_prompt: string;
  capabilities: string[];
  tools: string[];
  objectives: string[];
  constraints: string[];
  memory_settings: JsonObject;
  execution_settings: JsonObject;
  status: AgentStatus;
  last_active: string | null;
  created_at: string;
  updated_at: string;
}

export interface AgentDeletion {
  message: string;
  affected_tasks: number;
  task_updates: { task_id: string; task_title: string; remaining_agents: number }[];
  cancelled_executions: number;
}

export interface Task {
  id: string;
  title: string;
  description: string;
  expected_output: string | null;
  resources: string[];
  dependencies: string[];
  priority: Priority;
  status: TaskStatus;
  deadline: string | null;
  estimated_duration: number | string | null;
  results: JsonObject;
  error_message: string | null;
  started_at: string | null;
  completed_at: string | null;
  created_at: string;
  updated_at: string;
  assigned_agent_ids: string[];
  assigned_agents: Agent[];
}

export interface Usage {
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_tokens: number | null;
  cost_usd: number | null;
}

export interface ModelCall {
  call_id: string;
  backend: string;
  model?: string | null;
  session_id?: string | null;
  outcome: string;
  usage: Usage;
  turns?: number | null;
  duration_ms?: number | null;
}

export interface Interaction {
  id: string;
  kind: "tool_approval" | "question";
  message: string;
  tool?: string | null;
  input?: Json;
  answers: string;
}

export interface OpenQuestion {
  interaction_id: string;
  /** Who asks, where a workflow lists the questions of its executions too. */
  execution_id?: string;
  question: Interaction;
  asked_at: string;
}

export interface LogLine {
  timestamp: string;
  level: "info" | "warning" | "error";
  message: string;
}

export interface Execution {
  id: string;
  execution_id: string;
  task_id: string;
  agent_id: string;
  workflow_execution_id: string | null;
  status: RunStatus;
  work_directory: string;
  output: JsonObject;
  agent_response: JsonObject;
  error_message: string | null;
  error_details: JsonObject;
  start_time: string;
  end_time: string | null;
  duration_seconds: number | null;
  needs_interaction: boolean;
  usage: Usage;
  api_calls_made: ModelCall[];
  method: string | null;
  degraded: boolean;
  /** The execution that it repeats. */
  rerun_of?: string | null;
  /** Who started it; null for nobody, and where it was not kept. */
  started_by?: Author | null;
  /** Why it does not go on; null while it runs, and when it is over. */
  waiting_for?: Waiting | null;
  /** Only in the answer about one execution. */
  logs?: LogLine[];
  /** Only in the answer about one execution. */
  interactions?: OpenQuestion[];
}

export interface Waiting {
  kind: string;
  detail: string;
  until?: string | null;
}

export interface ExecutionStart {
  execution_id: string;
  task_id: string;
  agent_id: string;
  status: "started";
  message: string;
  started_at: string;
}

export interface ControlAnswer {
  status: RunStatus;
  execution_id: string;
  message: string;
  success: boolean;
}

export interface Deletion {
  message: string;
}

export interface Step {
  path: string;
  kind: string;
  attempt: number;
  call_id: string;
  status: "started" | "completed" | "failed";
  started_at: string;
  ended_at?: string | null;
  retry_at?: string | null;
  output?: Json;
  error?: string | null;
  cause?: string | null;
}

export type EventTopic = "agent_event" | "task_event" | "execution_event" | "workflow_event" | "output_event";

/** An event of the journal: what `/api/execution/{id}/events` lists. */
export interface JournalEvent {
  type: EventTopic;
  event: string;
  data: JsonObject;
  seq: number;
  timestamp: string;
  cursor: number;
}

/** An event as the WebSocket sends it; one of a model's words as they come has no cursor. */
export interface LiveEvent {
  type: EventTopic;
  event: string;
  data: JsonObject;
  timestamp: string;
  cursor?: number;
  transient?: boolean;
}

export interface Health {
  status: string;
  timestamp: string;
  version: string;
  backend: string;
  degraded: boolean;
  system: {
    cpu_percent: number;
    memory_percent: number;
    disk_percent: number;
    active_connections: number;
    uptime_seconds: number;
  };
}

export interface FieldIssue {
  loc: (string | number)[];
  msg: string;
  type: string;
}

export interface ErrorBody {
  detail: string;
  type: string;
  error_id: string;
  timestamp: string;
  errors?: FieldIssue[];
  message?: string;
  state?: string;
  running_executions?: Json;
  suggestion?: string;
}
