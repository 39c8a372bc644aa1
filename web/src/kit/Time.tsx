import { useSyncExternalStore } from "react";
import { duration, exact, relative } from "../format/format";

/** One clock for the whole page: it ticks once a second, and only while somebody looks at it. */
let now = Date.now();
let timer = 0;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) timer = window.setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function tick(): void {
  if (document.hidden) return;
  now = Date.now();
  for (const listener of [...listeners]) listener();
}

const still = () => () => undefined;

/** The present; a thing that is over has no need of it. */
export function useNow(isTicking = true): number {
  return useSyncExternalStore(isTicking ? subscribe : still, () => now);
}

/** `5m ago`, and the exact time on hover. */
export function Ago({ time, none = "never" }: { time: string | null | undefined; none?: string }) {
  const present = useNow();
  if (!time) return <span className="muted">{none}</span>;
  return (
    <time dateTime={time} title={exact(time)}>{relative(Date.parse(time), Math.max(present, Date.now() - 1000))}</time>
  );
}

/** How long something has taken so far, or took. */
export function Elapsed({ from, to }: { from: string | null | undefined; to: string | null | undefined }) {
  const present = useNow(!to);
  if (!from) return <span className="muted">not started</span>;
  return (
    <span className="mono-figures">
      {duration((to ? Date.parse(to) : Math.max(present, Date.parse(from))) - Date.parse(from))}
    </span>
  );
}
