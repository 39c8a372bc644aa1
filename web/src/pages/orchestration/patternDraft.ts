import { gather, json, text } from "../../forms/validation";
import type { JsonObject } from "../../wire";
import type { Pattern, PatternDraft } from "../../wire-workflows";

/** A pattern as a form holds it. */
export interface PatternForm {
  name: string;
  description: string;
  objective: string;
  agents: string[];
  tasks: string[];
  type: string;
  directory: string;
  configuration: string;
}

export function validatePattern(form: PatternForm) {
  return gather({
    name: text(form.name, 1, 100),
    agent_ids: form.agents.length > 0 ? null : "is required",
    task_ids: form.tasks.length > 0 ? null : "is required",
    configuration: json(form.configuration),
  });
}

export function draftOf(form: PatternForm): PatternDraft {
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    agent_ids: form.agents,
    task_ids: form.tasks,
    user_objective: form.objective.trim(),
    ...(form.type ? { workflow_type: form.type } : {}),
    ...(form.directory.trim() ? { project_directory: form.directory.trim() } : {}),
    ...(form.configuration.trim() ? { configuration: JSON.parse(form.configuration) as JsonObject } : {}),
  };
}

export function emptyForm(type: string): PatternForm {
  return { name: "", description: "", objective: "", agents: [], tasks: [], type, directory: "", configuration: "" };
}

/** A pattern as the form shows it; agents and tasks that are gone are left out when it is saved. */
export function formOf(pattern: Pattern): PatternForm {
  const configuration = pattern.configuration ?? {};
  return {
    name: pattern.name,
    description: pattern.description ?? "",
    objective: pattern.user_objective ?? "",
    agents: pattern.agent_ids,
    tasks: pattern.task_ids,
    type: pattern.workflow_type,
    directory: pattern.project_directory ?? "",
    configuration: Object.keys(configuration).length > 0 ? JSON.stringify(configuration, null, 2) : "",
  };
}

/** What a change sends: everything, so that what was emptied is emptied. */
export function changeOf(form: PatternForm): object {
  return {
    configuration: {},
    ...draftOf(form),
    project_directory: form.directory.trim() || null,
  };
}
