import { clock, exact } from "../format/format";
import { Link } from "../router/router";
import { useStore } from "../store/store";
import type { LiveEvent } from "../wire";
import { eventTone, eventWords } from "./eventWords";

/** One event on one line. - Parameter isLinked: what it is about leads there. */
export function EventLine({ event, isLinked }: { event: LiveEvent; isLinked?: boolean }) {
  return (
    <div className="event">
      <time dateTime={event.timestamp} title={exact(event.timestamp)}>{clock(event.timestamp)}</time>
      <span className={`tag tone-${eventTone(event)}`}>{event.event.replace(/_/g, " ")}</span>
      {isLinked && <Subject event={event} />}
      <span className="clip grow">{eventWords(event)}</span>
    </div>
  );
}

function Subject({ event: { type, data } }: { event: LiveEvent }) {
  const taskID = typeof data.task_id === "string" ? data.task_id : "";
  const title = useStore((state) => state.tasks.byID[taskID]?.title);
  if (type !== "execution_event" || typeof data.execution_id !== "string") return null;
  return <Link href={`/runs/${data.execution_id}`} className="event-subject clip">{title ?? "A run"}</Link>;
}
