import { title } from "../format/format";

/** Which colour a status has; the word beside the dot says the same. */
export type Tone = "idle" | "live" | "good" | "bad" | "wait" | "off";

const tones: Record<string, Tone> = {
  idle: "idle",
  executing: "live",
  error: "bad",
  stopped: "off",
  pending: "idle",
  in_progress: "live",
  completed: "good",
  failed: "bad",
  cancelled: "off",
  running: "live",
  pausing: "wait",
  paused: "wait",
  waiting: "wait",
  aborting: "off",
  aborted: "off",
  started: "live",
  active: "good",
  inactive: "off",
  archived: "off",
  ok: "good",
  warn: "wait",
  fail: "bad",
  low: "off",
  medium: "idle",
  high: "wait",
  urgent: "bad",
};

const words: Record<string, string> = { waiting: "Needs you", ok: "Well", warn: "Warning", fail: "Failed" };

export function toneOf(status: string): Tone {
  return tones[status] ?? "idle";
}

export function statusWord(status: string): string {
  return words[status] ?? title(status);
}

export function Status({ status, large }: { status: string; large?: boolean }) {
  return (
    <span className={`status tone-${toneOf(status)} ${large ? "large" : ""}`}>
      <span className="dot" aria-hidden="true" />
      {statusWord(status)}
    </span>
  );
}

export function Tag({ children, tone = "idle" }: { children: string; tone?: Tone }) {
  return <span className={`tag tone-${tone}`}>{children}</span>;
}
