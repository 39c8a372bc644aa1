import type { Json, JsonObject } from "../wire";

export interface AskedChoice {
  question: string;
  options: { label: string; description: string }[];
}

/** The questions with options that an agent's question tool sends along; none where it asks freely. */
export function choicesIn(input: Json | undefined): AskedChoice[] {
  if (!isObject(input) || !Array.isArray(input.questions)) return [];
  return input.questions.flatMap((entry) => {
    if (!isObject(entry) || typeof entry.question !== "string" || !Array.isArray(entry.options)) return [];
    const options = entry.options.flatMap((option) => {
      if (typeof option === "string") return [{ label: option, description: "" }];
      if (!isObject(option) || typeof option.label !== "string") return [];
      return [{ label: option.label, description: typeof option.description === "string" ? option.description : "" }];
    });
    return [{ question: entry.question, options }];
  });
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
