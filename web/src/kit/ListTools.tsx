import { type ReactNode, useEffect, useState } from "react";
import { useCommands } from "../keys/registry";
import { loadList } from "../live/refresh";
import { setQuery, usePlace } from "../router/router";
import type { CollectionName, Loading } from "../store/collection";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { Empty, Skeleton } from "./parts";
import { statusWord } from "./Status";

/** The filters over a list; they live in the address, so that a filtered list can be sent to somebody. */
export function ListTools({ placeholder, statuses, children }: {
  placeholder: string;
  statuses: string[];
  children?: ReactNode;
}) {
  const { query } = usePlace();
  return (
    <div className="list-tools">
      <label className="filter">
        <Icon name="search" size={14} />
        <span className="hidden">{placeholder}</span>
        <input
          id="list-filter"
          type="search"
          value={query.get("q") ?? ""}
          placeholder={placeholder}
          onChange={(event) => setQuery({ q: event.target.value })}
        />
      </label>
      <label className="pick">
        <span className="hidden">Status</span>
        <select value={query.get("status") ?? ""} onChange={(event) => setQuery({ status: event.target.value })}>
          <option value="">Any status</option>
          {statuses.map((status) => <option key={status} value={status}>{statusWord(status)}</option>)}
        </select>
      </label>
      {children}
    </div>
  );
}

interface ListBodyProps {
  name: CollectionName;
  loading: Loading;
  total: number;
  shown: number;
  empty: ReactNode;
  children: ReactNode;
}

/** A list, or the true reason why there is none: loading, failed, absent, empty, or filtered away. */
export function ListBody({ name, loading, total, shown, empty, children }: ListBodyProps) {
  if (loading === "no") return <Skeleton />;
  if (loading === "absent") {
    return (
      <Empty icon="alert" title="This server cannot do that yet">It has no such route. A newer one may have it.</Empty>
    );
  }
  if (loading === "failed") {
    return (
      <Empty
        icon="alert"
        title="The list could not be read"
        action={<Button icon="again" onClick={() => void loadList(name)}>Try again</Button>}
      >
        The server did not answer as it should.
      </Empty>
    );
  }
  if (total === 0) return <>{empty}</>;
  if (shown === 0) {
    const clear = () => setQuery({ q: null, status: null, agent: null, priority: null });
    return (
      <Empty
        icon="search"
        title="Nothing matches the filters"
        action={<Button onClick={clear}>Clear the filters</Button>}
      />
    );
  }
  return <div className="table-box">{children}</div>;
}

const FIRST_ROWS = 200;

/** The first rows of a long list, and a button for the others: drawing thousands of rows nobody looks at is slow. */
export function useRows<Item>(items: Item[], total = items.length): { rows: Item[]; more: ReactNode } {
  const [most, setMost] = useState(FIRST_ROWS);
  const hidden = items.length - most;
  const older = total - items.length;
  const more = hidden > 0
    ? (
      <p className="more-rows">
        <Button onClick={() => setMost(most + 1000)}>{`Show ${Math.min(1000, hidden)} more`}</Button>
      </p>
    )
    : older > 0
    ? <p className="more-rows muted">{`${older} older ones are not shown here.`}</p>
    : null;
  return { rows: items.slice(0, most), more };
}

/** `j` and `k` walk through a list, Enter opens. - Returns: the index of the chosen row. */
export function useListKeys<Item>(items: Item[], open: (item: Item) => void): number {
  const [chosen, setChosen] = useState(-1);
  useEffect(() => setChosen((index) => Math.min(index, items.length - 1)), [items.length]);
  useEffect(() => {
    document.querySelector("tr.chosen, li.chosen")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  useCommands(() => [
    {
      title: "Next row",
      group: "Lists",
      keys: "j",
      run: () => setChosen((index) => Math.min(items.length - 1, index + 1)),
    },
    { title: "Previous row", group: "Lists", keys: "k", run: () => setChosen((index) => Math.max(0, index - 1)) },
    {
      title: "Open the row",
      group: "Lists",
      keys: "o",
      run: () => {
        const item = items[chosen];
        if (item) open(item);
      },
    },
    { title: "Filter the list", group: "Lists", keys: "f", run: () => document.getElementById("list-filter")?.focus() },
  ], [items, chosen]);
  return chosen;
}
