import { link } from "../live/link";
import type { Link } from "../store/live";
import { useStore } from "../store/store";

const words: Record<Link, string> = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting…",
  paused: "Paused",
};

/** Whether what is shown is the present; a click holds it still, and lets it go on. */
export function LinkState() {
  const state = useStore((whole) => whole.live.link);
  const isPaused = state === "paused";
  return (
    <button
      type="button"
      className={`link-state ${state}`}
      onClick={() => (isPaused ? link.resume() : link.pause())}
      title={isPaused ? "Resume live updates" : "Pause live updates"}
    >
      <span className="dot" aria-hidden="true" />
      <span role="status">{words[state]}</span>
    </button>
  );
}
