import { eventTone, eventWords, withoutColours } from "../events/eventWords";
import { title } from "../format/format";
import type { LiveEvent } from "../wire";

export type Level = "info" | "warning" | "error";

export interface LogRow {
  key: string;
  /** Empty for the further lines of one message. */
  time: string;
  level: Level;
  text: string;
}

const prefixes: Record<string, string> = {
  tool_use: "→ ",
  tool_result: "← ",
  step_started: "Step ",
  step_completed: "Step done: ",
  needs_input: "Asks: ",
  input_given: "Answer: ",
};

/** The log is the journal told in lines. */
export function logRows(events: readonly LiveEvent[]): LogRow[] {
  return events.flatMap((event) => {
    const words = (prefixes[event.event] ?? "") + (eventWords(event) || title(event.event));
    return withoutColours(words).split("\n").map((text, index) => ({
      key: `${event.cursor}.${index}`,
      time: index === 0 ? event.timestamp : "",
      level: levelOf(event),
      text,
    }));
  });
}

function levelOf(event: LiveEvent): Level {
  const tone = eventTone(event);
  return tone === "bad" ? "error" : tone === "wait" ? "warning" : "info";
}
