import { useEffect, useState } from "react";
import { words } from "../../api/client";
import * as routes from "../../api/routes";
import type { AuditEntry } from "../../wire-audit";

/** What the log can be narrowed by; all of it lives in the address. */
export const filters = [
  { name: "user", label: "User", type: "search" },
  { name: "action", label: "Action, such as startExecution", type: "search" },
  { name: "run", label: "Id of a run", type: "search" },
  { name: "after", label: "Not before", type: "date" },
  { name: "until", label: "Not after", type: "date" },
];

const PAGE = 100;
const EVERY_MS = 5000;
const TYPING_MS = 250;

interface Audit {
  entries: AuditEntry[] | null;
  total: number;
  failure: string | null;
  /** Null when all of them are shown. */
  more: (() => void) | null;
}

/** The entries that fit the filters, newest first, read again from time to time. */
export function useAudit(query: URLSearchParams): Audit {
  const [found, setFound] = useState<{ items: AuditEntry[] | null; total: number }>({ items: null, total: 0 });
  const [failure, setFailure] = useState<string | null>(null);
  const [limit, setLimit] = useState(PAGE);
  const wanted = filterQuery(query);
  useEffect(() => {
    let isCurrent = true;
    const read = () =>
      routes.audit(`${wanted}&limit=${limit}`).then(
        (next) => {
          if (!isCurrent) return;
          setFound(next);
          setFailure(null);
        },
        (error) => isCurrent && setFailure(words(error)),
      );
    const first = setTimeout(() => void read(), found.items ? TYPING_MS : 0);
    const timer = setInterval(() => document.hidden || void read(), EVERY_MS);
    return () => {
      isCurrent = false;
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [wanted, limit]);
  const isAll = found.total <= limit || limit >= 1000;
  const more = isAll ? null : () => setLimit(Math.min(1000, limit + 300));
  return { entries: found.items, total: found.total, failure, more };
}

export function exportAddress(query: URLSearchParams, format: "csv" | "jsonl"): string {
  return `/api/audit?format=${format}${filterQuery(query)}`;
}

/** A day counts to its end. */
function filterQuery(query: URLSearchParams): string {
  return filters.map(({ name }) => {
    const value = query.get(name);
    const whole = value && name === "until" && value.length === 10 ? `${value}T23:59:59.999Z` : value;
    return whole ? `&${name}=${encodeURIComponent(whole)}` : "";
  }).join("");
}
