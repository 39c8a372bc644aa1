/** Whether a list is there: `absent` means that this server has no such route. */
export type Loading = "no" | "yes" | "absent" | "failed";

/** Things by id, in the order the server lists them. */
export interface Collection<Item> {
  byID: Readonly<Record<string, Item>>;
  ids: readonly string[];
  loading: Loading;
  /** How many there are on the server; more than `ids` where only the newest are held. */
  total: number;
  error?: string;
}

export type CollectionName = "agents" | "tasks" | "executions" | "patterns" | "workflowRuns";

export type CollectionAction =
  | { type: "listed"; name: CollectionName; items: { id: string }[]; total: number }
  | { type: "listFailed"; name: CollectionName; isAbsent: boolean; error: string }
  | { type: "stored"; name: CollectionName; item: { id: string } }
  | { type: "removed"; name: CollectionName; id: string };

export function emptyCollection<Item>(): Collection<Item> {
  return { byID: {}, ids: [], loading: "no", total: 0 };
}

export function collectionReducer<Item extends { id: string }>(name: CollectionName, newestFirst: boolean) {
  return (state: Collection<Item> = emptyCollection<Item>(), action: CollectionAction | { type: "other" }) => {
    if (action.type === "other" || !("name" in action) || action.name !== name) return state;
    return reduce(state, action, newestFirst);
  };
}

function reduce<Item extends { id: string }>(
  state: Collection<Item>,
  action: CollectionAction,
  newestFirst: boolean,
): Collection<Item> {
  switch (action.type) {
    case "listed":
      return listed(state, action.items as Item[], action.total);
    case "listFailed":
      // What is shown stays; a list that was never there says why.
      return {
        ...state,
        loading: state.loading === "yes" ? "yes" : action.isAbsent ? "absent" : "failed",
        error: action.error,
      };
    case "stored":
      return stored(state, action.item as Item, newestFirst);
    case "removed":
      return removed(state, action.id);
  }
}

function listed<Item extends { id: string }>(state: Collection<Item>, items: Item[], total: number): Collection<Item> {
  const byID: Record<string, Item> = {};
  for (const item of items) byID[item.id] = merge(state.byID[item.id], item);
  return { byID, ids: items.map((item) => item.id), loading: "yes", total };
}

/** A list tells less of each item than the item's own route: what it leaves out stays. */
function merge<Item extends { id: string }>(present: Item | undefined, item: Item): Item {
  return present ? { ...present, ...item } : item;
}

function stored<Item extends { id: string }>(
  state: Collection<Item>,
  item: Item,
  newestFirst: boolean,
): Collection<Item> {
  const isNew = !(item.id in state.byID);
  const ids = !isNew ? state.ids : newestFirst ? [item.id, ...state.ids] : [...state.ids, item.id];
  return {
    ...state,
    ids,
    byID: { ...state.byID, [item.id]: merge(state.byID[item.id], item) },
    total: state.total + (isNew ? 1 : 0),
  };
}

function removed<Item extends { id: string }>(state: Collection<Item>, id: string): Collection<Item> {
  if (!(id in state.byID)) return state;
  const { [id]: _, ...byID } = state.byID;
  return { ...state, byID, ids: state.ids.filter((other) => other !== id), total: state.total - 1 };
}

export function all<Item>(collection: Collection<Item>): Item[] {
  return collection.ids.map((id) => collection.byID[id] as Item);
}
