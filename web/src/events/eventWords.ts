import type { Tone } from "../kit/Status";
import type { JsonObject, LiveEvent } from "../wire";

/** Colour codes of terminals say nothing here. */
export function withoutColours(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
}

/** An event in words, with whoever caused it. */
export function eventWords(event: LiveEvent): string {
  const author = event.data.by;
  return [happened(event), typeof author === "string" ? `by ${author}` : ""].filter(Boolean).join(" · ");
}

function happened({ event, data }: LiveEvent): string {
  const text = (name: string) => (typeof data[name] === "string" ? (data[name] as string) : "");
  const named = text("name") || text("title");
  switch (event) {
    case "message":
      return text("text") || text("message");
    case "tool_use":
      return `${text("tool")} ${brief(data.input)}`;
    case "tool_result":
      return text("content");
    case "step_started":
    case "step_completed":
      return text("step");
    case "step_retried":
    case "step_failed":
      return `${text("step")}: ${text("error")}`;
    case "needs_input":
      return messageOf(data.question) || "Waits for an answer";
    case "input_given":
      return brief(data.answer);
    case "failed":
      return text("error");
    case "updated":
      return named ? `${named} is ${text("status").replace("_", " ")}` : "";
    default:
      return named || text("message") || text("error");
  }
}

const tones: Record<string, Tone> = {
  started: "live",
  continued: "live",
  step_started: "live",
  completed: "good",
  step_completed: "good",
  failed: "bad",
  step_failed: "bad",
  step_retried: "wait",
  needs_input: "wait",
  waiting: "wait",
  paused: "wait",
  pausing: "wait",
  warning: "wait",
  aborted: "off",
  aborting: "off",
};

export function eventTone({ event, data }: LiveEvent): Tone {
  if (event === "tool_result" && data.is_error === true) return "wait";
  return tones[event] ?? "idle";
}

/** The kinds of event a filter offers. */
export function eventKind({ event }: LiveEvent): string {
  if (event.startsWith("step_")) return "steps";
  if (event.startsWith("tool_")) return "tools";
  if (event === "message" || event === "warning") return "messages";
  if (event === "needs_input" || event === "input_given") return "questions";
  return "state";
}

export function brief(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function messageOf(question: unknown): string {
  const message = (question as JsonObject | undefined)?.message;
  return typeof message === "string" ? message : "";
}
