// The audit log on the wire; see wire.ts.

/** Who did something, as it is kept. */
export interface Author {
  id: string;
  name: string;
}

export interface AuditEntry {
  id: number;
  at: string;
  /** Null for somebody who did not get as far as saying who they are. */
  user_id: string | null;
  user: string | null;
  role: "viewer" | "operator" | "admin" | null;
  /** Empty for a command of `skein` on the data itself. */
  address: string;
  /** The operation's name in the API, such as `startExecution`. */
  action: string;
  method: string;
  route: string;
  target_kind: string | null;
  target_id: string | null;
  run_id: string | null;
  /** Null where the entry committed together with the change, before there was an answer. */
  status: number | null;
  outcome: "done" | "refused" | "failed";
  request_id: string;
}
