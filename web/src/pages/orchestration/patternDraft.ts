import { gather, json, text } from "../../forms/validation";
import type { JsonObject } from "../../wire";
import type { PatternDraft } from "../../wire-workflows";

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
