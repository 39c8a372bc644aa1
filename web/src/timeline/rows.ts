import type { Tone } from "../kit/Status";
import { toneOf } from "../kit/Status";
import type { Execution, LiveEvent, RunStatus, Step } from "../wire";

export type SpanKind = "queue" | "work" | "wait" | "tool";

export interface Span {
  kind: SpanKind;
  from: number;
  /** Null while it goes on. */
  to: number | null;
  tone: Tone;
  label: string;
}

export interface Row {
  id: string;
  title: string;
  detail: string;
  depth: number;
  status: string;
  spans: Span[];
}

/** How the state of an execution changes with its events. */
const STATE_AFTER: Record<string, SpanKind | "end"> = {
  created: "queue",
  queued: "queue",
  started: "work",
  continued: "work",
  waiting: "wait",
  paused: "wait",
  resumed: "queue",
  needs_input: "wait",
  input_given: "queue",
  completed: "end",
  failed: "end",
  aborted: "end",
};

/** An execution as one bar: how long it queued, worked and waited. */
export function executionRow(execution: Execution, events: readonly LiveEvent[], title: string, detail: string): Row {
  const spans = stateSpans(execution, events);
  return {
    id: execution.id,
    title,
    detail,
    depth: 0,
    status: execution.status,
    spans: coloured(spans, execution.status),
  };
}

/** Work that led on was good; the last of it is what the execution came to. */
function coloured(spans: Span[], status: RunStatus): Span[] {
  const last = [...spans].reverse().find((span) => span.kind === "work");
  return spans.map((span) => {
    if (span.kind !== "work") return span;
    const ending = status === "failed" || status === "aborted" ? toneOf(status) : "good";
    return { ...span, tone: span.to === null ? "live" : span === last ? ending : "good" };
  });
}

function stateSpans(execution: Execution, events: readonly LiveEvent[]): Span[] {
  const spans: Span[] = [];
  const end = execution.end_time ? Date.parse(execution.end_time) : null;
  let open: Span = { kind: "queue", from: Date.parse(execution.start_time), to: null, tone: "idle", label: "Queued" };
  for (const event of events) {
    const next = STATE_AFTER[event.event];
    if (!next || event.data.execution_id !== execution.id || next === open.kind) continue;
    const time = Date.parse(event.timestamp);
    spans.push({ ...open, to: time });
    if (next === "end") return spans.filter(isLong);
    open = { kind: next, from: time, to: null, tone: next === "wait" ? "wait" : "idle", label: spanWords[next] };
  }
  // Without its events, an execution is one bar.
  if (spans.length === 0 && execution.status !== "pending") open = { ...open, kind: "work", label: "At work" };
  return [...spans, { ...open, to: end }].filter(isLong);
}

const spanWords: Record<SpanKind, string> = { queue: "Queued", work: "At work", wait: "Waits", tool: "Tool" };

function isLong(span: Span): boolean {
  return span.to === null || span.to > span.from;
}

/** The steps of an execution, the attempts of each in one row, and its tools below it. */
export function stepRows(
  steps: readonly Step[],
  events: readonly LiveEvent[],
  executionID: string,
  depth: number,
): Row[] {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    // A recorded value (a time, an id) took no time.
    if (step.kind === "value") continue;
    groups.set(step.path, [...(groups.get(step.path) ?? []), step]);
  }
  const tools = toolSpans(events, executionID);
  return [...groups].flatMap(([path, attempts]) => {
    const row = stepRow(path, attempts, executionID, depth);
    const own = tools.filter((tool) =>
      row.spans.some((span) => tool.from >= span.from && tool.from <= (span.to ?? Infinity))
    );
    return own.length === 0 ? [row] : [row, toolRow(row, own, depth + 1)];
  });
}

function stepRow(path: string, attempts: Step[], executionID: string, depth: number): Row {
  const last = attempts[attempts.length - 1];
  const status = last?.status === "started" ? "running" : last?.status ?? "pending";
  const isQuestion = last?.kind !== "step";
  return {
    id: `${executionID}:${path}`,
    title: path,
    depth,
    status,
    detail: attempts.length > 1 ? `${attempts.length} attempts` : "",
    spans: attempts.map((step) => ({
      kind: isQuestion ? "wait" : "work",
      from: Date.parse(step.started_at),
      to: step.ended_at ? Date.parse(step.ended_at) : null,
      tone: step.status === "completed" ? "good" : step.status === "failed" ? "bad" : isQuestion ? "wait" : "live",
      label: attempts.length > 1 ? `Attempt ${step.attempt}` : isQuestion ? "Waits" : "At work",
    })),
  };
}

function toolRow(step: Row, spans: Span[], depth: number): Row {
  return { id: `${step.id}:tools`, title: "tools", detail: `${spans.length} uses`, depth, status: step.status, spans };
}

function toolSpans(events: readonly LiveEvent[], executionID: string): Span[] {
  const open = new Map<string, Span>();
  const spans: Span[] = [];
  for (const { event, data, timestamp } of events) {
    if (data.execution_id !== executionID) continue;
    const id = String(data.tool_use_id ?? "");
    if (event === "tool_use") {
      const span: Span = {
        kind: "tool",
        from: Date.parse(timestamp),
        to: null,
        tone: "live",
        label: String(data.tool ?? "tool"),
      };
      open.set(id, span);
      spans.push(span);
    }
    const span = event === "tool_result" ? open.get(id) : undefined;
    if (span) {
      span.to = Date.parse(timestamp);
      span.tone = data.is_error === true ? "bad" : "good";
    }
  }
  return spans;
}
