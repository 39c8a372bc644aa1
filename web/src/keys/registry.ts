import { useEffect, useSyncExternalStore } from "react";

/** Something a person can do: in the palette by its title, by keys where it has some. */
export interface Command {
  title: string;
  group: string;
  /** Keys one after another, such as `g a`; `mod` is Ctrl, or Cmd on a Mac. */
  keys?: string;
  run: () => void;
}

let commands: readonly Command[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Command[]): void {
  commands = next;
  for (const listener of listeners) listener();
}

export function register(more: Command[]): () => void {
  change([...commands, ...more]);
  return () => change(commands.filter((command) => !more.includes(command)));
}

/** Commands that exist while a page is shown. - Parameter dependencies: what the commands close over. */
export function useCommands(make: () => Command[], dependencies: readonly unknown[]): void {
  useEffect(() => register(make()), dependencies);
}

export function useRegistry(): readonly Command[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, () => commands);
}

const SEQUENCE_MS = 900;
let typed: string[] = [];
let typedAt = 0;

/** One listener for all keys of the page. */
export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = nameOf(event);
    if (!key || (isTyping(event.target) && !key.startsWith("mod+"))) return;
    // A modal has the keyboard for itself.
    if (document.querySelector("dialog[open]")) return;
    const time = Date.now();
    typed = time - typedAt > SEQUENCE_MS ? [key] : [...typed, key].slice(-2);
    typedAt = time;
    const command = find(typed.join(" ")) ?? find(key);
    if (!command) return;
    event.preventDefault();
    typed = [];
    command.run();
  });
}

/** The command registered last wins: a page's own before the application's. */
function find(keys: string): Command | undefined {
  return [...commands].reverse().find((command) => command.keys === keys);
}

function nameOf(event: KeyboardEvent): string | null {
  if (event.altKey) return null;
  if (["Shift", "Control", "Meta"].includes(event.key)) return null;
  if (event.ctrlKey || event.metaKey) return `mod+${event.key.toLowerCase()}`;
  return event.key.length === 1 ? event.key : event.key.toLowerCase();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function keyLabel(keys: string): string[] {
  return keys.split(" ").map((key) =>
    key.replace("mod+", isMac ? "⌘" : "Ctrl ").replace(/^\w$/, (c) => c.toUpperCase())
  );
}
