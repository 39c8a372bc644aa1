import type { ErrorBody, FieldIssue } from "../wire";

/** What a request failed with: the server's own words, or that it cannot be reached. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string, readonly body: Partial<ErrorBody> = {}) {
    super(message);
  }

  /** The route, or what it names, does not exist. */
  get isMissing(): boolean {
    return this.status === 404;
  }

  /** A route that this server does not have, rather than a thing that is gone. */
  get isMissingRoute(): boolean {
    return this.status === 404 && this.message.startsWith("There is no route");
  }

  get issues(): FieldIssue[] {
    return this.body.errors ?? [];
  }
}

export const LOGIN = "/api/auth/login";
const UNREACHABLE = "The server cannot be reached. It may be starting again.";

export interface Listed<Item> {
  items: Item[];
  total: number;
}

export async function send<Answer>(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
  return (await request(method, path, body, key)).json() as Promise<Answer>;
}

/** A bare array, with the length of the whole list from its header. */
export async function list<Item>(path: string): Promise<Listed<Item>> {
  const response = await request("GET", path);
  const items = (await response.json()) as Item[];
  return { items, total: Number(response.headers.get("X-Total-Count") ?? items.length) };
}

let unauthorized: () => void = () => undefined;

/** What happens when the server does not know who is asking; a login that fails is the login page's own affair. */
export function whenUnauthorized(action: () => void): void {
  unauthorized = action;
}

async function request(method: string, path: string, body?: unknown, key?: string): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    throw new ApiError(0, UNREACHABLE);
  }
  if (response.status === 401 && path !== LOGIN) unauthorized();
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as Partial<ErrorBody>;
  return new ApiError(response.status, describe(body) ?? `${response.status} ${response.statusText}`, body);
}

function describe(body: Partial<ErrorBody>): string | undefined {
  const issues = (body.errors ?? []).map((issue) => `${fieldName(issue)} ${issue.msg}`);
  return issues.length > 0 ? issues.join("; ") : body.detail ?? body.message;
}

/** `["body", "execution_settings", "model"]` is the field `execution_settings.model`. */
export function fieldName(issue: FieldIssue): string {
  return issue.loc.filter((part, index) => index > 0 || part !== "body").join(".");
}

export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A key for one intention. (`crypto.randomUUID` is missing on plain http from other hosts.) */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
