import { Icon } from "../kit/Icon";
import type { Execution } from "../wire";

/** Why nothing happens, where nothing happens. */
export function Why({ execution }: { execution: Execution }) {
  const words = reason(execution);
  if (!words) return null;
  return (
    <p className={`banner ${execution.status === "failed" ? "bad" : "wait"}`} role="note">
      <Icon name="alert" />
      {words}
    </p>
  );
}

function reason({ status, error_message, needs_interaction, waiting_for }: Execution): string | null {
  switch (status) {
    case "pending":
      return waiting_for?.detail ?? "It waits for a free place: only so many executions run at once.";
    case "pausing":
      return "It was asked to pause and finishes what it is doing.";
    case "paused":
      return needs_interaction
        ? "It is paused, and keeps its question: resume it to answer."
        : "It is paused. Everything done so far is kept; resume it to go on.";
    case "aborting":
      return "It was asked to abort; its process is being ended.";
    case "failed":
      return error_message ?? "It failed.";
    case "running":
    case "waiting":
    case "completed":
    case "aborted":
      return null;
  }
}
