import { useMemo, useState } from "react";
import { eventKind, eventTone, eventWords } from "../events/eventWords";
import { clock, duration } from "../format/format";
import { Button } from "../kit/Button";
import { Code, download } from "../kit/parts";
import { Segments } from "../kit/Tabs";
import { VirtualList } from "../kit/VirtualList";
import { setQuery, usePlace } from "../router/router";
import type { LiveEvent } from "../wire";

type Depth = "compact" | "timeline" | "full";

const ROW_HEIGHT = 28;
const hidden: Record<Depth, ReadonlySet<string>> = {
  compact: new Set(["tools", "messages", "steps"]),
  timeline: new Set(["messages"]),
  full: new Set(),
};

/** Every event there is about a run, as much of it as somebody wants, and each as it was sent. */
export function EventHistory({ id, events }: { id: string; events: readonly LiveEvent[] }) {
  const { query } = usePlace();
  const depth = (query.get("depth") ?? "full") as Depth;
  const kind = query.get("kind") ?? "";
  const [opened, setOpened] = useState<number | null>(null);
  const [isFollowing, setFollowing] = useState(true);
  const shown = useMemo(
    () => events.filter((event) => !hidden[depth].has(eventKind(event)) && (!kind || eventKind(event) === kind)),
    [events, depth, kind],
  );
  const origin = Date.parse(events[0]?.timestamp ?? "");
  const event = events.find((other) => other.cursor === opened);
  return (
    <div className="history">
      <div className="log-tools">
        <Segments
          label="Depth"
          chosen={depth}
          onChoose={(name) => setQuery({ depth: name === "full" ? null : name })}
          options={[{ name: "compact", label: "Compact" }, { name: "timeline", label: "Timeline" }, {
            name: "full",
            label: "Full",
          }]}
        />
        <select aria-label="Kind of event" value={kind} onChange={(change) => setQuery({ kind: change.target.value })}>
          <option value="">Every kind</option>
          {["state", "steps", "tools", "messages", "questions"].map((name) => (
            <option key={name} value={name}>{name}</option>
          ))}
        </select>
        <span className="muted figures">{shown.length} of {events.length}</span>
        <span className="grow" />
        <Button
          small
          look="ghost"
          icon="download"
          onClick={() => download(`events-${id}.json`, JSON.stringify(events, null, 2), "application/json")}
        >
          Export
        </Button>
      </div>
      {shown.length === 0 && (
        <p className="padded muted">{events.length === 0 ? "Nothing has happened yet." : "No event matches."}</p>
      )}
      <VirtualList
        label="Events"
        className="event-list"
        items={shown}
        rowHeight={ROW_HEIGHT}
        follow={isFollowing}
        onFollowChange={setFollowing}
        render={(one) => (
          <button
            key={one.cursor}
            type="button"
            className={`event ${one.cursor === opened ? "chosen" : ""}`}
            aria-pressed={one.cursor === opened}
            onClick={() => setOpened(one.cursor === opened ? null : one.cursor ?? null)}
          >
            <time
              dateTime={one.timestamp}
              title={`${duration(Date.parse(one.timestamp) - origin)} after the beginning`}
            >
              {clock(one.timestamp)}
            </time>
            <span className={`tag tone-${eventTone(one)}`}>{one.event.replace(/_/g, " ")}</span>
            <span className="clip grow">{eventWords(one)}</span>
          </button>
        )}
      />
      {event && <Code label="The event as it was sent" text={JSON.stringify(event, null, 2)} />}
    </div>
  );
}
