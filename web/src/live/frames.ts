import type { LiveEvent } from "../wire";

/** Gathers what arrives and hands it over once per animation frame; by a timer in hidden tabs, which have no frames. */
export class FrameBatcher {
  private waiting: LiveEvent[] = [];
  private isScheduled = false;

  constructor(private readonly deliver: (events: LiveEvent[]) => void) {}

  add(event: LiveEvent): void {
    this.waiting.push(event);
    if (this.isScheduled) return;
    this.isScheduled = true;
    if (document.hidden) setTimeout(() => this.flush(), HIDDEN_MS);
    else requestAnimationFrame(() => this.flush());
  }

  private flush(): void {
    const events = this.waiting;
    this.waiting = [];
    this.isScheduled = false;
    this.deliver(events);
  }
}

const HIDDEN_MS = 500;
