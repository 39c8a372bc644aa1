import { useSyncExternalStore } from "react";
import { ApiError, whenUnauthorized } from "../api/client";
import { access as routes } from "../api/routes";
import { link, startLink } from "../live/link";
import type { Role, WhoAmI } from "../wire-access";

/** Null until the server has said; a stranger sees nothing but the way in. */
type Standing = WhoAmI | "stranger" | null;

let standing: Standing = null;
/** Whether somebody was in before: then it is the end of a session that needs words. */
let wasIn = false;
let isLinked = false;
/** While one password takes another's place, a refusal says nothing about who is in. */
let isRenewing = false;
const listeners = new Set<() => void>();

function become(next: Standing): void {
  standing = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useStanding(): Standing {
  return useSyncExternalStore(subscribe, () => standing);
}

export const hasSessionEnded = () => wasIn;

/** Asks the server who this is, and follows its events if it may. */
export async function enter(): Promise<void> {
  try {
    become(await routes.me());
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return turnAway();
    // Unreachable: the link tries for ever, and says so.
  }
  follow();
}

export async function logIn(credentials: { username: string; password: string } | { token: string }): Promise<void> {
  await routes.logIn(credentials);
  wasIn = false;
  await enter();
}

/** Ends the login, here and in every other tab. */
export async function logOut(): Promise<void> {
  await routes.logOut();
  // Whatever this page knew is not for whoever sits down here next.
  location.assign("/");
}

/** A new password ends every session of the old one; this one begins anew with it. */
export async function changePassword(current: string, next: string): Promise<void> {
  if (standing === null || standing === "stranger") return;
  const username = standing.user.name;
  isRenewing = true;
  try {
    await routes.changePassword({ current_password: current, new_password: next });
    // Where it fails, the login page asks for the new password.
    await routes.logIn({ username, password: next }).catch(() => undefined);
  } catch (error) {
    throw error instanceof ApiError && error.status === 401 ? wrongPassword(error) : error;
  } finally {
    isRenewing = false;
    await checkLogin();
  }
}

function wrongPassword({ status, message }: ApiError): ApiError {
  return new ApiError(status, message, {
    errors: [{ loc: ["body", "current_password"], msg: "is not your password", type: "wrong" }],
  });
}

function turnAway(): void {
  if (isRenewing) return;
  wasIn = wasIn || (standing !== null && standing !== "stranger");
  if (isLinked) link.pause();
  become("stranger");
}

function follow(): void {
  if (isLinked) link.resume();
  else startLink();
  isLinked = true;
}

/** A line that is lost may be lost because the login is over. */
export async function checkLogin(): Promise<void> {
  if (standing === "stranger") return;
  try {
    become(await routes.me());
  } catch {
    // Refused: `turnAway` has been called. Unreachable: nothing is known.
  }
}

whenUnauthorized(turnAway);
link.whenLost(() => void checkLogin());

const ranks: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

/** Why the person may not do what needs a role; null when they may. */
export function useObstacle(needed: Role | undefined): string | null {
  return whyNot(useStanding(), needed);
}

export function whyNot(me: Standing, needed: Role | undefined): string | null {
  if (!needed || me === null || me === "stranger" || ranks[me.user.role] >= ranks[needed]) return null;
  return `This needs the role ${needed}; you are ${me.user.role}.`;
}
