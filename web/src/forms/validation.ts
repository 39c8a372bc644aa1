import { ApiError, fieldName } from "../api/client";

/** What is wrong with each field, in the server's words. */
export type Issues = Record<string, string>;

/** A required text as the server reads it: the same rule, the same words. */
export function text(value: string, shortest = 1, longest = 1_000_000): string | null {
  const length = Array.from(value.trim()).length;
  if (length < shortest) return shortest === 1 ? "should not be blank" : `should have at least ${shortest} characters`;
  return length > longest ? `should have at most ${longest} characters` : null;
}

export const SHORTEST_PASSWORD = 12;

export const password = (value: string) => text(value, SHORTEST_PASSWORD, 256);

export function number(value: string, smallest: number, largest: number): string | null {
  if (value.trim() === "") return null;
  const read = Number(value);
  return Number.isFinite(read) && read >= smallest && read <= largest
    ? null
    : `should be between ${smallest} and ${largest}`;
}

export function json(value: string): string | null {
  if (value.trim() === "") return null;
  try {
    const read = JSON.parse(value) as unknown;
    return read !== null && typeof read === "object" && !Array.isArray(read) ? null : "should be a JSON object";
  } catch {
    return "should be valid JSON";
  }
}

/** Only the fields that something is wrong with. */
export function gather(findings: Record<string, string | null>): Issues {
  return Object.fromEntries(Object.entries(findings).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The server's own findings, by the first part of the field's name. */
export function issuesOf(error: unknown): Issues {
  if (!(error instanceof ApiError)) return {};
  const issues: Issues = {};
  for (const issue of error.issues) {
    const [field = ""] = fieldName(issue).split(".");
    issues[field] = issues[field] ? `${issues[field]}; ${issue.msg}` : issue.msg;
  }
  return issues;
}

export function lines(value: string): string[] {
  return value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
