import { useEffect } from "react";
import { loadJournal, loadOne } from "../live/refresh";
import type { Journal } from "../store/live";
import { dispatch, useStore } from "../store/store";

const readers = new Map<string, number>();
const nothing: Journal = { events: [], steps: [], isLoaded: false };

/** The events and steps of an execution, live, for as long as somebody looks at them. */
export function useJournal(id: string | null): Journal {
  useEffect(() => {
    if (!id) return;
    open(id);
    return () => close(id);
  }, [id]);
  return useStore((state) => (id ? state.live.journals[id] : undefined)) ?? nothing;
}

function open(id: string): void {
  const count = readers.get(id) ?? 0;
  readers.set(id, count + 1);
  if (count > 0) return;
  dispatch({ type: "journalOpened", id });
  void loadOne("executions", id);
  void loadJournal(id);
}

function close(id: string): void {
  const count = (readers.get(id) ?? 1) - 1;
  readers.set(id, count);
  if (count === 0) dispatch({ type: "journalClosed", id });
}
