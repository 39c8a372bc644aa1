import { dispatch, store } from "../store/store";
import type { LiveEvent, RunStatus } from "../wire";
import { FrameBatcher } from "./frames";
import { loadEverything, Refresher } from "./refresh";

/** The one WebSocket of the page: reconnects for ever, and continues after the newest event it saw. */
class Link {
  private socket: WebSocket | null = null;
  private attempts = 0;
  private timer = 0;
  private isWanted = true;
  private lastHeard = 0;
  private readonly refresher = new Refresher();
  private readonly batcher = new FrameBatcher((events) => this.deliver(events));
  private readonly followed = new Set<string>();
  private onLost: () => void = () => undefined;

  connect(): void {
    clearTimeout(this.timer);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws`);
    this.socket = socket;
    this.lastHeard = Date.now();
    socket.onmessage = (message) => this.heard(JSON.parse(message.data as string));
    socket.onclose = () => this.lost(socket);
  }

  /** Called whenever the line is lost that should not be. */
  whenLost(action: () => void): void {
    this.onLost = action;
  }

  pause(): void {
    this.isWanted = false;
    clearTimeout(this.timer);
    this.socket?.close();
    dispatch({ type: "linked", link: "paused" });
  }

  resume(): void {
    this.isWanted = true;
    dispatch({ type: "linked", link: "reconnecting" });
    this.connect();
  }

  /** Replays and follows one workflow's events, which no route lists. */
  follow(subscription: string): void {
    this.followed.add(subscription);
    this.say({ type: "subscribe", subscription, after: 0 });
  }

  unfollow(subscription: string): void {
    this.followed.delete(subscription);
  }

  /** A dead line closes without a word when the machine slept: ask, and give up on silence. */
  checkPulse(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    if (Date.now() - this.lastHeard > SILENCE_MS) this.socket.close();
    else this.say({ type: "ping" });
  }

  private say(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private heard(message: LiveEvent | { type: string; cursor?: number }): void {
    this.lastHeard = Date.now();
    if (message.type === "connection_established") this.established(message.cursor ?? 0);
    else if (isResync(message)) void loadEverything();
    else if (message.type.endsWith("_event")) this.batcher.add(message as LiveEvent);
  }

  private established(cursor: number): void {
    this.attempts = 0;
    const seen = store.getState().live.cursor;
    // A cursor behind ours is another database: what we know is not its history. A new page begins with the last events.
    const after = seen === 0 || seen > cursor ? Math.max(0, cursor - RECENT_EVENTS) : seen;
    dispatch({ type: "linked", link: "live", cursor: after });
    this.say({ type: "subscribe", subscription: "all", after });
    for (const subscription of this.followed) this.say({ type: "subscribe", subscription, after: 0 });
    void loadEverything();
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket || !this.isWanted) return;
    dispatch({ type: "linked", link: "reconnecting" });
    this.attempts += 1;
    this.onLost();
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(this.attempts - 1, 5));
    // Spread out, so that a hundred tabs do not knock at once.
    this.timer = window.setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
  }

  private deliver(events: LiveEvent[]): void {
    const seen = store.getState().live.cursor;
    dispatch({ type: "frames", events });
    const fresh = events.filter((event) => (event.cursor ?? 0) > seen);
    const statuses = statusesIn(fresh);
    if (Object.keys(statuses).length > 0) dispatch({ type: "statusHeard", statuses });
    this.refresher.note(fresh);
  }
}

/** What was heard is not all that happened: events were pruned, or a backup was restored. */
function isResync(message: { type: string; event?: string }): boolean {
  return message.type === "server_event" && ["resync", "restored"].includes(message.event ?? "");
}

const STATUS_OF: Record<string, RunStatus> = {
  queued: "pending",
  started: "running",
  continued: "running",
  resumed: "pending",
  pausing: "pausing",
  paused: "paused",
  waiting: "waiting",
  aborting: "aborting",
  aborted: "aborted",
  completed: "completed",
  failed: "failed",
};

function statusesIn(events: LiveEvent[]): Record<string, RunStatus> {
  const statuses: Record<string, RunStatus> = {};
  for (const { type, event, data } of events) {
    const status = STATUS_OF[event];
    if (type === "execution_event" && status && typeof data.execution_id === "string") {
      statuses[data.execution_id] = status;
    }
  }
  return statuses;
}

const RECENT_EVENTS = 60;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;
const PULSE_MS = 15_000;
const SILENCE_MS = 40_000;

export const link = new Link();

export function startLink(): void {
  link.connect();
  setInterval(() => link.checkPulse(), PULSE_MS);
  // Back from sleep or from another tab: do not wait for the next attempt.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && store.getState().live.link === "reconnecting") link.connect();
  });
  window.addEventListener("online", () => {
    if (store.getState().live.link === "reconnecting") link.connect();
  });
}
