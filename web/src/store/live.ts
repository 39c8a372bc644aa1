import type { JournalEvent, JsonObject, LiveEvent, Step } from "../wire";

/** What an agent is saying right now; the journal takes over when a message is whole. */
export interface LiveOutput {
  text: string;
  thinking: string;
  inputTokens: number;
  outputTokens: number;
  cost: number;
}

/** The events and steps of one execution or workflow that somebody looks at. */
export interface Journal {
  events: readonly LiveEvent[];
  steps: readonly Step[];
  isLoaded: boolean;
}

export type Link = "connecting" | "live" | "reconnecting" | "paused";

export interface LiveState {
  link: Link;
  /** The newest event seen: a new connection continues after it. */
  cursor: number;
  feed: readonly LiveEvent[];
  output: Readonly<Record<string, LiveOutput>>;
  journals: Readonly<Record<string, Journal>>;
}

export type LiveAction =
  | { type: "linked"; link: Link; cursor?: number }
  | { type: "frames"; events: LiveEvent[] }
  | { type: "journalOpened"; id: string }
  | { type: "journalClosed"; id: string }
  | { type: "journalLoaded"; id: string; events: JournalEvent[]; isLoaded: boolean }
  | { type: "stepsLoaded"; id: string; steps: Step[] };

const FEED_LENGTH = 500;
const LIVE_TEXT_LENGTH = 64_000;

const start: LiveState = { link: "connecting", cursor: 0, feed: [], output: {}, journals: {} };

export function live(state: LiveState = start, action: LiveAction | { type: "other" }): LiveState {
  switch (action.type) {
    case "linked":
      return { ...state, link: action.link, cursor: action.cursor ?? state.cursor };
    case "frames":
      return takeFrames(state, action.events);
    case "journalOpened":
      if (state.journals[action.id]) return state;
      return withJournal(state, action.id, { events: [], steps: [], isLoaded: false });
    case "journalClosed": {
      const { [action.id]: _, ...journals } = state.journals;
      return { ...state, journals };
    }
    case "journalLoaded":
      return changeJournal(state, action.id, (journal) => ({
        ...journal,
        events: join(journal.events, action.events),
        isLoaded: action.isLoaded,
      }));
    case "stepsLoaded":
      return changeJournal(state, action.id, (journal) => ({ ...journal, steps: action.steps }));
    default:
      return state;
  }
}

function withJournal(state: LiveState, id: string, journal: Journal): LiveState {
  return { ...state, journals: { ...state.journals, [id]: journal } };
}

function changeJournal(state: LiveState, id: string, change: (journal: Journal) => Journal): LiveState {
  const journal = state.journals[id];
  return journal ? withJournal(state, id, change(journal)) : state;
}

/** All frames of one animation frame become one new state. */
function takeFrames(state: LiveState, events: LiveEvent[]): LiveState {
  const fresh = events.filter((event) => (event.cursor ?? 0) > state.cursor);
  return {
    ...state,
    cursor: fresh.reduce((cursor, event) => Math.max(cursor, event.cursor ?? 0), state.cursor),
    feed: fresh.length === 0 ? state.feed : [...state.feed, ...fresh].slice(-FEED_LENGTH),
    output: takeOutput(state.output, events),
    journals: takeJournals(state.journals, events),
  };
}

function takeJournals(journals: LiveState["journals"], events: LiveEvent[]): LiveState["journals"] {
  let next = journals;
  for (const id of Object.keys(journals)) {
    const own = events.filter((event) => event.cursor !== undefined && isAbout(event, id));
    const journal = journals[id];
    if (own.length === 0 || !journal) continue;
    next = { ...next, [id]: { ...journal, events: join(journal.events, own) } };
  }
  return next;
}

export function isAbout(event: LiveEvent, id: string): boolean {
  const { execution_id, workflow_execution_id, run_id } = event.data;
  return execution_id === id || workflow_execution_id === id || run_id === id;
}

/** Joins events by cursor: a replay and a page may hold what is there already. */
export function join(present: readonly LiveEvent[], more: readonly LiveEvent[]): readonly LiveEvent[] {
  const last = present[present.length - 1]?.cursor ?? 0;
  const isPlain = more.every((event, index) => (event.cursor ?? 0) > (more[index - 1]?.cursor ?? last));
  if (isPlain) return more.length === 0 ? present : [...present, ...more];
  const byCursor = new Map<number, LiveEvent>();
  for (const event of [...present, ...more]) byCursor.set(event.cursor ?? 0, event);
  return [...byCursor.values()].sort((a, b) => (a.cursor ?? 0) - (b.cursor ?? 0));
}

const silence: LiveOutput = { text: "", thinking: "", inputTokens: 0, outputTokens: 0, cost: 0 };
const ENDINGS = new Set(["completed", "failed", "aborted", "step_completed", "step_failed", "step_retried"]);

function takeOutput(output: LiveState["output"], events: LiveEvent[]): LiveState["output"] {
  let next = output;
  for (const event of events) {
    const id = event.data.execution_id;
    if (typeof id !== "string") continue;
    const present = next[id] ?? silence;
    const changed = event.type === "output_event" ? spoken(present, event) : settled(present, event);
    if (changed !== present) next = { ...next, [id]: changed };
  }
  return next;
}

function spoken(output: LiveOutput, event: LiveEvent): LiveOutput {
  switch (event.event) {
    case "text":
      return { ...output, thinking: "", text: (output.text + textOf(event.data)).slice(-LIVE_TEXT_LENGTH) };
    case "thinking":
      return { ...output, thinking: (output.thinking + textOf(event.data)).slice(-LIVE_TEXT_LENGTH) };
    case "usage":
      return {
        ...output,
        inputTokens: figure(event.data.input_tokens, output.inputTokens),
        outputTokens: figure(event.data.output_tokens, output.outputTokens),
        cost: figure(event.data.cost_usd, output.cost),
      };
    default:
      return output;
  }
}

function settled(output: LiveOutput, event: LiveEvent): LiveOutput {
  if (ENDINGS.has(event.event)) return silence;
  if (event.event === "message" || event.event === "tool_use") return { ...output, text: "", thinking: "" };
  return output;
}

function textOf(data: JsonObject): string {
  return typeof data.text === "string" ? data.text : "";
}

function figure(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
