import type { Usage } from "../wire";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** `4.2s`, `3m 05s`, `2h 10m`, `3d 4h`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "0s";
  if (ms < SECOND) return `${Math.round(ms)}ms`;
  if (ms < MINUTE) return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m ${two(Math.floor((ms % MINUTE) / SECOND))}s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h ${two(Math.floor((ms % HOUR) / MINUTE))}m`;
  return `${Math.floor(ms / DAY)}d ${Math.floor((ms % DAY) / HOUR)}h`;
}

/** `now`, `12s ago`, `5m ago`, `in 2h`, `3d ago`. */
export function relative(then: number, now: number): string {
  const ms = now - then;
  const amount = Math.abs(ms);
  if (amount < 5 * SECOND) return "now";
  const words = amount < MINUTE
    ? `${Math.floor(amount / SECOND)}s`
    : amount < HOUR
    ? `${Math.floor(amount / MINUTE)}m`
    : amount < DAY
    ? `${Math.floor(amount / HOUR)}h`
    : amount < 2 * YEAR
    ? `${Math.floor(amount / DAY)}d`
    : `${Math.floor(amount / YEAR)}y`;
  return ms > 0 ? `${words} ago` : `in ${words}`;
}

/** `920`, `26.4k`, `1.3M`. */
export function count(number: number): string {
  if (number < 1000) return String(Math.round(number));
  if (number < 999_950) return `${(number / 1000).toFixed(number < 99_950 ? 1 : 0)}k`;
  return `${(number / 1_000_000).toFixed(1)}M`;
}

/** Dollars with as many digits as mean something: `$0`, `$0.0042`, `$0.159`, `$12.40`. */
export function money(dollars: number): string {
  if (dollars === 0) return "$0";
  if (dollars < 0.01) return `$${dollars.toFixed(4)}`;
  return `$${dollars.toFixed(dollars < 1 ? 3 : 2)}`;
}

export function clock(iso: string): string {
  const time = new Date(iso);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

export function exact(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

/** `in_progress` is "In progress". */
export function title(name: string): string {
  const text = name.replace(/_/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

export function tokens(usage: Usage | undefined): number {
  return (usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0);
}

export function shortID(id: string): string {
  return id.length > 13 ? id.slice(-8) : id;
}

/** A number of minutes as people say it; other words stay as they are. */
export function estimate(value: number | string | null): string {
  if (value === null) return "";
  return typeof value === "number" ? duration(value * MINUTE).replace(/ 0+[sm]$/, "") : value;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
