import type { Agent, JsonObject } from "../../wire";
import { gather, type Issues, json, lines, number, text } from "../../forms/validation";

/** An agent as a form holds it: everything is text. */
export interface AgentForm {
  name: string;
  role: string;
  description: string;
  system_prompt: string;
  capabilities: string;
  tools: string;
  objectives: string;
  constraints: string;
  backend: string;
  model: string;
  max_budget_usd: string;
  max_turns: string;
  timeout: string;
  permission_mode: string;
  execution_settings: string;
  memory_settings: string;
}

const OWN_FIELDS = ["backend", "model", "max_budget_usd", "max_turns", "timeout", "permission_mode"] as const;
const NUMBERS = new Set<string>(["max_budget_usd", "max_turns", "timeout"]);

/** - Parameter agent: an agent, or what a file says about one. */
export function formOf(agent: Partial<Agent> = {}): AgentForm {
  const settings = agent.execution_settings ?? {};
  const own = Object.fromEntries(
    OWN_FIELDS.map((name) => [name, settings[name] == null ? "" : String(settings[name])]),
  );
  const others = Object.entries(settings).filter(([name]) => !(OWN_FIELDS as readonly string[]).includes(name));
  return {
    name: agent.name ?? "",
    role: agent.role ?? "",
    description: agent.description ?? "",
    system_prompt: agent.system_prompt ?? "",
    capabilities: joined(agent.capabilities),
    tools: joined(agent.tools),
    objectives: joined(agent.objectives),
    constraints: joined(agent.constraints),
    ...(own as Record<(typeof OWN_FIELDS)[number], string>),
    execution_settings: pretty(Object.fromEntries(others)),
    memory_settings: pretty(agent.memory_settings ?? {}),
  };
}

export function validateAgent(form: AgentForm): Issues {
  return gather({
    name: text(form.name, 1, 255),
    role: text(form.role, 1, 255),
    description: text(form.description),
    system_prompt: text(form.system_prompt, 10),
    max_budget_usd: number(form.max_budget_usd, 0.0001, 1_000_000),
    max_turns: number(form.max_turns, 1, 10_000),
    timeout: number(form.timeout, 1, 31_536_000),
    execution_settings: json(form.execution_settings),
    memory_settings: json(form.memory_settings),
  });
}

export function draftOf(form: AgentForm): object {
  const settings: JsonObject = parsed(form.execution_settings);
  for (const name of OWN_FIELDS) {
    const value = form[name].trim();
    if (value !== "") settings[name] = NUMBERS.has(name) ? Number(value) : value;
  }
  return {
    name: form.name.trim(),
    role: form.role.trim(),
    description: form.description.trim(),
    system_prompt: form.system_prompt.trim(),
    capabilities: lines(form.capabilities),
    tools: lines(form.tools),
    objectives: lines(form.objectives),
    constraints: lines(form.constraints),
    execution_settings: settings,
    memory_settings: parsed(form.memory_settings),
  };
}

/** The agents in a file: one, a list, or an object with `agents`. - Throws: what is wrong, in words. */
export function agentsIn(file: string): Partial<Agent>[] {
  const content = JSON.parse(file) as unknown;
  const found = Array.isArray(content) ? content : (content as { agents?: unknown[] }).agents ?? [content];
  for (const agent of found as Partial<Agent>[]) {
    const missing = (["name", "role", "description", "system_prompt"] as const).filter((field) => !agent[field]);
    if (missing.length > 0) throw new Error(`Invalid agent JSON: missing required fields (${missing.join(", ")})`);
  }
  return found as Partial<Agent>[];
}

function joined(list: string[] | undefined): string {
  return (list ?? []).join("\n");
}

function pretty(object: JsonObject): string {
  return Object.keys(object).length === 0 ? "" : JSON.stringify(object, null, 2);
}

function parsed(text: string): JsonObject {
  return text.trim() === "" ? {} : (JSON.parse(text) as JsonObject);
}
