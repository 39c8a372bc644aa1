import { EventLine } from "../../events/EventLine";
import { Panel } from "../../kit/parts";
import { useStore } from "../../store/store";

const SHOWN = 40;

/** The newest events of everything, newest first. */
export function LiveFeed() {
  const feed = useStore((state) => state.live.feed);
  const newest = feed.slice(-SHOWN).reverse();
  return (
    <Panel title="Live events">
      {newest.length === 0 && <p className="padded muted">Events appear here as they happen.</p>}
      <div className="feed" tabIndex={0} role="log" aria-label="Live events" aria-live="off">
        {newest.map((event) => <EventLine key={event.cursor} event={event} isLinked />)}
      </div>
    </Panel>
  );
}
