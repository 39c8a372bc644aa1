import { useEffect, useState } from "react";
import * as routes from "../api/routes";
import { loadOne } from "../live/refresh";
import { store } from "../store/store";
import type { SearchHit } from "../wire-figures";

const DELAY_MS = 200;
const SHORTEST = 2;
const none: SearchHit[] = [];

/** What the server finds for a text, a moment after the last letter was typed. */
export function useSearch(text: string, limit: number): SearchHit[] {
  const [found, setFound] = useState<{ text: string; hits: SearchHit[] }>({ text: "", hits: none });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted.length < SHORTEST) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      routes.search(wanted, limit).then((hits) => isCurrent && setFound({ text: wanted, hits }))
        .catch(() => undefined); // What the page itself holds is still found.
    }, DELAY_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [wanted, limit]);
  return found.text === wanted ? found.hits : none;
}

const LIST_LIMIT = 100;

/** The runs in which the server finds a text, in their words and events too; those the store has not are read. */
export function useFoundRuns(text: string, name: "executions" | "workflowRuns"): ReadonlySet<string> {
  const hits = useSearch(text, LIST_LIMIT);
  const ids = new Set(hits.map((hit) => (name === "executions" ? hit.execution_id : hit.workflow_execution_id)));
  const found = [...ids].filter((id): id is string => Boolean(id));
  useEffect(() => {
    const { byID } = store.getState()[name];
    for (const id of found) if (!byID[id]) void loadOne(name, id);
  }, [found.join()]);
  return new Set(found);
}

/** Where a hit is looked at. */
export function placeOf(hit: SearchHit): string {
  switch (hit.kind) {
    case "agent":
      return `/agents/${hit.id}`;
    case "task":
      return `/tasks/${hit.id}`;
    case "pattern":
      return `/orchestration/${hit.id}`;
    case "workflow_execution":
      return `/workflows/${hit.id}`;
    case "execution":
      return `/runs/${hit.id}`;
    case "event":
      return hit.execution_id
        ? `/runs/${hit.execution_id}?view=events`
        : `/workflows/${hit.workflow_execution_id}?view=events`;
  }
}

/** The agents, tasks or patterns in which the server finds a text. */
export function useFound(text: string, kind: "agent" | "task" | "pattern"): ReadonlySet<string> {
  const hits = useSearch(text, LIST_LIMIT);
  return new Set(hits.filter((hit) => hit.kind === kind).map((hit) => hit.id));
}
