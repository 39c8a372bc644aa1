import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { Dialog } from "../kit/Dialog";
import { Icon, type IconName } from "../kit/Icon";
import { statusWord } from "../kit/Status";
import { navigate } from "../router/router";
import { placeOf, useSearch } from "../search/useSearch";
import { all } from "../store/collection";
import { type State, useStore } from "../store/store";
import type { SearchHit } from "../wire-figures";
import { keyLabel, useRegistry } from "./registry";

interface Entry {
  title: string;
  detail: string;
  icon: IconName;
  /** Where it leads, for what is a place. */
  to?: string;
  keys?: string | undefined;
  run: () => void;
}

const LONGEST = 40;
/** Of each kind. */
const HITS = 5;
/** For so long after Enter what is found is opened: who knows the name types faster than a server answers. */
const ENTER_MS = 3000;

/** Everything that can be done or opened, found by a few letters of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const entries = useEntries();
  const hits = useSearch(text, HITS);
  const found = useMemo(
    () => withHits(search(entries, text).slice(0, LONGEST), hits),
    [entries, text, hits],
  );
  const list = useId();
  const enteredAt = useRef(0);
  useEffect(() => {
    if (Date.now() - enteredAt.current < ENTER_MS) open(found[0]);
  }, [found]);
  const open = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    // After the dialog gave the focus back, so that what the command focuses keeps it.
    setTimeout(entry.run, 0);
  };
  const move = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (found.length === 0) enteredAt.current = Date.now();
      open(found[chosen]);
      return;
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || found.length === 0) return;
    event.preventDefault();
    const next = (chosen + step + found.length) % found.length;
    setChosen(next);
    document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Dialog title="Command palette" onClose={onClose} className="palette">
      <input
        className="palette-input"
        data-focus=""
        value={text}
        placeholder="Search or jump to…"
        role="combobox"
        aria-label="Search"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={`${list}-${chosen}`}
        onKeyDown={move}
        onChange={(event) => {
          enteredAt.current = 0;
          setText(event.target.value);
          setChosen(0);
        }}
      />
      <ul className="palette-list" id={list} role="listbox" aria-label="Results">
        {found.map((entry, index) => (
          <li
            key={`${entry.title} ${entry.detail} ${entry.to ?? ""} ${index}`}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onMouseMove={() => setChosen(index)}
            onClick={() => open(entry)}
          >
            <Icon name={entry.icon} />
            <span className="grow">{entry.title}</span>
            <small>{entry.detail}</small>
            {entry.keys && keyLabel(entry.keys).map((key) => <kbd key={key}>{key}</kbd>)}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="palette-none">Nothing is called that.</p>}
    </Dialog>
  );
}

function useEntries(): Entry[] {
  const commands = useRegistry();
  const state = useStore((whole) => whole);
  return useMemo(() => {
    const actions = commands.map((command) => ({
      title: command.title,
      detail: command.group,
      icon: "spark" as const,
      keys: command.keys,
      run: command.run,
    }));
    return [...actions, ...things(state)];
  }, [commands, state.agents, state.tasks, state.patterns, state.executions, state.workflowRuns]);
}

function things(state: State): Entry[] {
  const go = (to: string) => ({ to, run: () => navigate(to) });
  const titleOf = (id: string) => state.tasks.byID[id]?.title ?? id;
  return [
    ...all(state.agents).map((a) => ({
      title: a.name,
      detail: `Agent, ${a.role}`,
      icon: "agent" as const,
      ...go(`/agents/${a.id}`),
    })),
    ...all(state.tasks).map((t) => ({
      title: t.title,
      detail: `Task, ${statusWord(t.status)}`,
      icon: "task" as const,
      ...go(`/tasks/${t.id}`),
    })),
    ...all(state.patterns).map((p) => ({
      title: p.name,
      detail: "Pattern",
      icon: "flow" as const,
      ...go(`/orchestration/${p.id}`),
    })),
    ...all(state.workflowRuns).map((r) => ({
      title: r.pattern_name ?? "Workflow",
      detail: `Workflow run ${r.id.slice(-8)}, ${statusWord(r.status)}`,
      icon: "run" as const,
      ...go(`/workflows/${r.id}`),
    })),
    ...all(state.executions).map((e) => ({
      title: titleOf(e.task_id),
      detail: `Run ${e.id.slice(-8)}, ${statusWord(e.status)}`,
      icon: "run" as const,
      ...go(`/runs/${e.id}`),
    })),
  ];
}

const hitIcons: Record<SearchHit["kind"], IconName> = {
  agent: "agent",
  task: "task",
  pattern: "flow",
  workflow_execution: "run",
  execution: "run",
  event: "list",
};

/** What only the server found comes after what the page knew. */
function withHits(entries: Entry[], hits: SearchHit[]): Entry[] {
  const known = new Set(entries.map((entry) => entry.to));
  const others = hits.filter((hit) => !known.has(placeOf(hit))).map((hit) => ({
    title: hit.kind === "event" ? `Event ${statusWord(hit.title)}` : hit.title,
    detail: hit.snippet || statusWord(hit.status ?? ""),
    icon: hitIcons[hit.kind],
    to: placeOf(hit),
    run: () => navigate(placeOf(hit)),
  }));
  return [...entries, ...others];
}

/** Best first: the name begins with it, a word begins with it, it is somewhere. */
function search(entries: Entry[], text: string): Entry[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return entries;
  const rank = (entry: Entry) => {
    const title = entry.title.toLowerCase();
    if (title.startsWith(wanted)) return 0;
    if (title.includes(` ${wanted}`)) return 1;
    if (title.includes(wanted)) return 2;
    return entry.detail.toLowerCase().includes(wanted) ? 3 : 4;
  };
  return entries.map((entry) => ({ entry, rank: rank(entry) })).filter(({ rank }) => rank < 4)
    .sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}
