import type {
  Agent,
  AgentDeletion,
  ControlAnswer,
  Deletion,
  Execution,
  ExecutionStart,
  Health,
  JournalEvent,
  Json,
  JsonObject,
  Step,
  Task,
} from "../wire";
import type { Analysis, Communication, Pattern, PatternDraft, WorkflowRun, WorkflowType } from "../wire-workflows";
import type { Readiness, RerunPlan, RerunStart, SearchHit, UsageReport } from "../wire-figures";
import type { AuditEntry } from "../wire-audit";
import type { ProjectLoad, ProjectSurvey } from "../wire-projects";
import type { Login, Token, User, WhoAmI } from "../wire-access";
import { ApiError, freshKey, list, LOGIN, send } from "./client";

const at = encodeURIComponent;

export const agents = {
  list: () => list<Agent>("/api/agents?limit=1000"),
  show: (id: string) => send<Agent>("GET", `/api/agents/${at(id)}`),
  create: (draft: object) => send<Agent>("POST", "/api/agents", draft),
  update: (id: string, change: object) => send<Agent>("PUT", `/api/agents/${at(id)}`, change),
  remove: (id: string, force: boolean) => send<AgentDeletion>("DELETE", `/api/agents/${at(id)}?force=${force}`),
};

export const tasks = {
  list: () => list<Task>("/api/tasks?limit=1000"),
  show: (id: string) => send<Task>("GET", `/api/tasks/${at(id)}`),
  create: (draft: object) => send<Task>("POST", "/api/tasks", draft),
  update: (id: string, change: object) => send<Task>("PUT", `/api/tasks/${at(id)}`, change),
  remove: (id: string, force: boolean) => send<Deletion>("DELETE", `/api/tasks/${at(id)}?force=${force}`),
};

export interface StartRequest {
  task_id: string;
  agent_ids?: string[];
  work_directory?: string;
  timeout?: number;
  force_restart?: boolean;
  model?: string;
  backend?: string;
}

export type PauseMode = "step" | "now";
export const EVENTS_PER_PAGE = 5000;

export const executions = {
  list: (query = "") => list<Execution>(`/api/execution/status?limit=300${query}`),
  show: (id: string) => send<Execution>("GET", `/api/execution/${at(id)}`),
  // The key makes a start that is sent twice, by a retry on a bad line, one start.
  start: (request: StartRequest) => send<ExecutionStart>("POST", "/api/execution/start", request, freshKey()),
  rerun: (id: string) => send<ExecutionStart>("POST", `/api/execution/${at(id)}/rerun`, {}, freshKey()),
  pause: (id: string, mode: PauseMode) => send<ControlAnswer>("POST", `/api/execution/${at(id)}/pause`, { mode }),
  resume: (id: string) => send<ControlAnswer>("POST", `/api/execution/${at(id)}/resume`),
  abort: (id: string) => send<ControlAnswer>("POST", `/api/execution/${at(id)}/abort`),
  answer: (id: string, interaction: string, answer: Json) =>
    send<ControlAnswer>("POST", `/api/execution/${at(id)}/input`, { interaction_id: interaction, answer }),
  remove: (id: string) => send<Deletion>("DELETE", `/api/execution/${at(id)}`),
  events: (id: string, after: number) =>
    send<JournalEvent[]>("GET", `/api/execution/${at(id)}/events?after=${after}&limit=${EVENTS_PER_PAGE}`),
  steps: (id: string) => send<Step[]>("GET", `/api/execution/${at(id)}/steps`),
};

export const patterns = {
  list: () => list<Pattern>("/api/workflows/patterns?limit=1000"),
  show: (id: string) => send<Pattern>("GET", `/api/workflows/patterns/${at(id)}`),
  create: (draft: PatternDraft) => send<Pattern>("POST", "/api/workflows/patterns", draft),
  update: (id: string, change: object) => send<Pattern>("PUT", `/api/workflows/patterns/${at(id)}`, change),
  remove: (id: string, force: boolean) => send<Deletion>("DELETE", `/api/workflows/patterns/${at(id)}?force=${force}`),
  execute: (id: string, overrides: JsonObject) =>
    send<WorkflowRun>("POST", `/api/workflows/execute/${at(id)}`, overrides, freshKey()),
};

export const workflows = {
  types: () => send<WorkflowType[]>("GET", "/api/workflows/types"),
  analyze: (agentIDs: string[], taskIDs: string[], objective: string) =>
    send<Analysis>("POST", "/api/workflows/analyze", {
      agent_ids: agentIDs,
      task_ids: taskIDs,
      user_objective: objective,
    }),
  list: () => list<WorkflowRun>("/api/workflows/executions?limit=200"),
  show: (id: string) => send<WorkflowRun>("GET", `/api/workflows/executions/${at(id)}`),
  pause: (id: string, mode: PauseMode) =>
    send<ControlAnswer>("POST", `/api/workflows/executions/${at(id)}/pause`, { mode }),
  resume: (id: string) => send<ControlAnswer>("POST", `/api/workflows/executions/${at(id)}/resume`),
  abort: (id: string) => send<ControlAnswer>("POST", `/api/workflows/executions/${at(id)}/abort`),
  answer: (id: string, interaction: string, answer: Json) =>
    send<ControlAnswer>("POST", `/api/workflows/executions/${at(id)}/input`, { interaction_id: interaction, answer }),
  remove: (id: string) => send<Deletion>("DELETE", `/api/workflows/executions/${at(id)}`),
  steps: (id: string) => send<Step[]>("GET", `/api/workflows/executions/${at(id)}/steps`),
  handOver: (id: string, handoff: object) =>
    send<ControlAnswer>("POST", `/api/workflows/executions/${at(id)}/handoff`, handoff),
  rerun: (id: string, from: RerunStart) =>
    send<WorkflowRun>("POST", `/api/workflows/executions/${at(id)}/rerun`, from, freshKey()),
  rerunPlan: (id: string, from: RerunStart) =>
    send<RerunPlan>("POST", `/api/workflows/executions/${at(id)}/rerun/preview`, from),
  communications: (id: string) => send<Communication[]>("GET", `/api/workflows/communications/${at(id)}`),
};

export const projects = {
  look: (directory: string) => send<ProjectSurvey>("GET", `/api/project/directory-info?directory=${at(directory)}`),
  load: (directory: string, isForced: boolean) =>
    send<ProjectLoad>("POST", "/api/project/load-from-directory", { directory, force_reload: isForced }),
};

export const access = {
  me: () => send<WhoAmI>("GET", "/api/auth/me"),
  logIn: (credentials: object) => send<Login>("POST", LOGIN, credentials),
  logOut: () => send<Deletion>("POST", "/api/auth/logout"),
  changePassword: (change: object) => send<Deletion>("POST", "/api/auth/password", change),
  users: () => send<User[]>("GET", "/api/users"),
  createUser: (draft: object) => send<User>("POST", "/api/users", draft),
  updateUser: (id: string, change: object) => send<User>("PUT", `/api/users/${at(id)}`, change),
  tokens: () => send<Token[]>("GET", "/api/tokens"),
  createToken: (draft: object) => send<Token>("POST", "/api/tokens", draft),
  revokeToken: (id: string) => send<Token>("DELETE", `/api/tokens/${at(id)}`),
};

export const usage = (days: number, agent?: string) =>
  send<UsageReport>("GET", `/api/usage/daily?days=${days}${agent ? `&agent_id=${at(agent)}` : ""}`);

export const search = (text: string, limit: number) =>
  send<SearchHit[]>("GET", `/api/search?q=${at(text)}&limit=${limit}`);

export const audit = (query: string) => list<AuditEntry>(`/api/audit?${query.replace(/^&/, "")}`);

export const health = () => send<Health>("GET", "/health");

/** A server that cannot work says with its error why. */
export async function readiness(): Promise<Readiness> {
  try {
    return await send<Readiness>("GET", "/health/ready");
  } catch (error) {
    const body = error instanceof ApiError ? error.body as Partial<Readiness> : {};
    if (body.status && body.checks) return { status: body.status, checks: body.checks };
    throw error;
  }
}
