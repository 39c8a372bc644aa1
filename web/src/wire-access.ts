// Who may use the server, as it goes over the wire.

export type Role = "viewer" | "operator" | "admin";

export interface Principal {
  id: string;
  name: string;
  role: Role;
}

export interface WhoAmI {
  user: Principal;
  /** Whether the server lets nobody in without. */
  login_required: boolean;
  /** Whether there is something to sign out of. */
  logged_in: boolean;
  /** Whether a password let them in, and not a token. */
  by_password: boolean;
  expires_at: string | null;
}

export interface Login {
  access_token: string;
  token_type: string;
  expires_in: number;
  user: Principal;
}

export interface Ticket {
  ticket: string;
  expires_in: number;
}

export interface User {
  id: string;
  name: string;
  role: Role;
  has_password: boolean;
  disabled: boolean;
  created_at: string;
  updated_at: string;
}

export interface Token {
  id: string;
  user_id: string;
  name: string;
  role: string | null;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
  /** Only in the answer to its making. */
  token?: string;
}
