import * as routes from "../api/routes";
import { ApiError, type Listed, words } from "../api/client";
import type { CollectionName } from "../store/collection";
import { dispatch, store } from "../store/store";
import type { LiveEvent } from "../wire";

interface Source {
  list: () => Promise<Listed<{ id: string }>>;
  show: (id: string) => Promise<{ id: string }>;
}

const sources: Record<CollectionName, Source> = {
  agents: routes.agents,
  tasks: routes.tasks,
  executions: routes.executions,
  patterns: routes.patterns,
  workflowRuns: routes.workflows,
};

const names = Object.keys(sources) as CollectionName[];

/** Reads everything that the pages show; on every connection, because events may have been missed. */
export async function loadEverything(): Promise<void> {
  await Promise.all([...names.map(loadList), loadHealth(), loadTypes(), ...openJournals().map(loadJournal)]);
}

export async function loadList(name: CollectionName): Promise<void> {
  try {
    const { items, total } = await sources[name].list();
    dispatch({ type: "listed", name, items, total });
  } catch (error) {
    const isAbsent = error instanceof ApiError && error.isMissing;
    dispatch({ type: "listFailed", name, isAbsent, error: words(error) });
  }
}

export async function loadOne(name: CollectionName, id: string): Promise<void> {
  try {
    dispatch({ type: "stored", name, item: await sources[name].show(id) });
  } catch (error) {
    // Unreachable: the next connection reads everything anew.
    if (error instanceof ApiError && error.isMissing) dispatch({ type: "removed", name, id });
  }
}

export async function loadHealth(): Promise<void> {
  dispatch({ type: "health", health: await routes.health().catch(() => null) });
}

async function loadTypes(): Promise<void> {
  dispatch({ type: "types", types: await routes.workflows.types().catch(() => []) });
}

function openJournals(): string[] {
  return Object.keys(store.getState().live.journals);
}

/** All events and steps of an execution, page by page. */
export async function loadJournal(id: string): Promise<void> {
  try {
    let after = 0;
    for (;;) {
      const events = await routes.executions.events(id, after);
      const isLoaded = events.length < routes.EVENTS_PER_PAGE;
      dispatch({ type: "journalLoaded", id, events, isLoaded });
      if (isLoaded) break;
      after = events[events.length - 1]?.seq ?? 0;
    }
    await loadSteps(id);
  } catch {
    // A workflow has no such route, and its events come over the WebSocket; a dead server is read on reconnection.
    dispatch({ type: "journalLoaded", id, events: [], isLoaded: true });
  }
}

async function loadSteps(id: string): Promise<void> {
  dispatch({ type: "stepsLoaded", id, steps: await routes.executions.steps(id) });
}

/** Reads again what events say has changed, a little later and each thing once. */
export class Refresher {
  private dirty = new Map<CollectionName, Set<string>>();
  private journals = new Set<string>();
  private isScheduled = false;

  note(events: LiveEvent[]): void {
    for (const event of events) this.mark(event);
    if (this.isScheduled || (this.dirty.size === 0 && this.journals.size === 0)) return;
    this.isScheduled = true;
    setTimeout(() => void this.flush(), DELAY_MS);
  }

  private mark(event: LiveEvent): void {
    for (const [name, id] of subjects(event)) {
      if (event.event === "deleted") {
        dispatch({ type: "removed", name, id });
        continue;
      }
      const ids = this.dirty.get(name) ?? new Set();
      this.dirty.set(name, ids.add(id));
      if (name === "executions" && store.getState().live.journals[id]) this.journals.add(id);
    }
  }

  private async flush(): Promise<void> {
    const dirty = this.dirty;
    const journals = this.journals;
    this.dirty = new Map();
    this.journals = new Set();
    const reads = [...dirty].flatMap(([name, ids]) =>
      ids.size > MOST_SINGLE_READS ? [loadList(name)] : [...ids].map((id) => loadOne(name, id))
    );
    await Promise.all([...reads, ...[...journals].map((id) => loadSteps(id).catch(() => undefined))]);
    this.isScheduled = false;
    // What became dirty meanwhile.
    this.note([]);
  }
}

const DELAY_MS = 150;
const MOST_SINGLE_READS = 6;
/** Events that change nothing which a list shows. */
const TALK = new Set(["message", "tool_use", "tool_result", "warning", "progress"]);

export function subjects({ type, event, data }: LiveEvent): [CollectionName, string][] {
  const id = (field: string) => (typeof data[field] === "string" ? (data[field] as string) : null);
  const found: [CollectionName, string | null][] = [];
  if (type === "agent_event") found.push(["agents", id("id")]);
  if (type === "task_event") found.push(["tasks", id("id")]);
  if (type === "execution_event" && !TALK.has(event)) {
    found.push(["executions", id("execution_id") ?? id("id")]);
    if (event !== "deleted") found.push(["agents", id("agent_id")], ["tasks", id("task_id")]);
  }
  const workflow = id("workflow_execution_id");
  if (type === "workflow_event") {
    found.push(
      workflow || id("run_id")
        ? ["workflowRuns", workflow ?? id("run_id")]
        : ["patterns", id("pattern_id") ?? id("id")],
    );
  } else if (workflow && event !== "deleted" && !TALK.has(event)) found.push(["workflowRuns", workflow]);
  return found.filter((subject): subject is [CollectionName, string] => subject[1] !== null);
}
