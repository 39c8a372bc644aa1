import { type ComponentType, lazy } from "react";

const PAUSE_MS = 1000;
const QUIET_MS = 800;

/**
 * A component whose code is loaded when it is first needed, or when the page has nothing else to do: a server that is
 * away, or was replaced by a newer one, then takes nothing from a page that is open.
 */
export function later<Props>(load: () => Promise<ComponentType<Props>>) {
  let loading: Promise<{ default: ComponentType<Props> }> | null = null;
  const once = () => (loading ??= insist(load).then((component) => ({ default: component })));
  setTimeout(once, QUIET_MS);
  return lazy(once);
}

async function insist<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
