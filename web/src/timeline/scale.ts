/** A stretch of time in milliseconds. */
export interface Stretch {
  from: number;
  to: number;
}

export interface Segment extends Stretch {
  isIdle: boolean;
  /** Where it is drawn, in percent of the width. */
  left: number;
  width: number;
}

export interface Scale {
  segments: Segment[];
  /** Where a time is drawn, in percent of the width. */
  at: (time: number) => number;
  /** The time that is drawn at a percentage. */
  time: (percent: number) => number;
}

/** Idle time is drawn this wide, however long it was. */
const IDLE_WIDTH = 4;
const SHORTEST_IDLE_MS = 10_000;
const IDLE_SHARE = 0.2;

/** Time from left to right, in which long stretches with nothing at work take little room. */
export function makeScale(window: Stretch, busy: Stretch[]): Scale {
  const length = Math.max(1, window.to - window.from);
  const shortest = Math.max(SHORTEST_IDLE_MS, length * IDLE_SHARE);
  const idle = gaps(window, busy).filter((gap) => gap.to - gap.from >= shortest);
  const segments = withWidths(split(window, idle), idle.length);
  return { segments, at: (time) => position(segments, time), time: (percent) => timeAt(segments, percent) };
}

/** What of a window no stretch covers. */
export function gaps(window: Stretch, busy: Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  let end = window.from;
  for (const { from, to } of [...busy].sort((a, b) => a.from - b.from)) {
    if (from > end) found.push({ from: end, to: Math.min(from, window.to) });
    end = Math.max(end, to);
    if (end >= window.to) return found;
  }
  if (end < window.to) found.push({ from: end, to: window.to });
  return found;
}

function split(window: Stretch, idle: Stretch[]): (Stretch & { isIdle: boolean })[] {
  const parts: (Stretch & { isIdle: boolean })[] = [];
  let from = window.from;
  for (const gap of idle) {
    if (gap.from > from) parts.push({ from, to: gap.from, isIdle: false });
    parts.push({ ...gap, isIdle: true });
    from = gap.to;
  }
  if (from < window.to || parts.length === 0) parts.push({ from, to: Math.max(window.to, from + 1), isIdle: false });
  return parts;
}

function withWidths(parts: (Stretch & { isIdle: boolean })[], idleCount: number): Segment[] {
  const busyTime = parts.filter((part) => !part.isIdle).reduce((sum, part) => sum + part.to - part.from, 0);
  const room = busyTime === 0 ? 0 : 100 - idleCount * IDLE_WIDTH;
  const idleWidth = busyTime === 0 ? 100 / parts.length : IDLE_WIDTH;
  let left = 0;
  return parts.map((part) => {
    const width = part.isIdle ? idleWidth : ((part.to - part.from) / busyTime) * room;
    const segment = { ...part, left, width };
    left += width;
    return segment;
  });
}

function position(segments: Segment[], time: number): number {
  for (const segment of segments) {
    if (time > segment.to) continue;
    const share = (time - segment.from) / (segment.to - segment.from);
    return segment.left + Math.max(0, share) * segment.width;
  }
  return 100;
}

function timeAt(segments: Segment[], percent: number): number {
  for (const segment of segments) {
    if (percent > segment.left + segment.width) continue;
    return segment.from + ((percent - segment.left) / segment.width) * (segment.to - segment.from);
  }
  return segments[segments.length - 1]?.to ?? 0;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400].map((s) =>
  s * 1000
);
const MOST_TICKS = 7;

/** Round times since the beginning, few enough to read. */
export function ticks(scale: Scale, origin: number): { percent: number; ms: number }[] {
  const busy = scale.segments.filter((segment) => !segment.isIdle);
  const shown = busy.reduce((sum, segment) => sum + segment.to - segment.from, 0);
  const step = shown < 2000 ? 250 : STEPS.find((one) => shown / one <= MOST_TICKS) ?? 86_400_000;
  const found: { percent: number; ms: number }[] = [];
  for (const segment of busy) {
    for (let time = Math.ceil((segment.from - origin) / step) * step; origin + time <= segment.to; time += step) {
      const percent = scale.at(origin + time);
      const last = found[found.length - 1];
      if (percent <= 96 && (!last || percent - last.percent >= 7)) found.push({ percent, ms: time });
    }
  }
  return found;
}
