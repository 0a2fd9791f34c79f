// Who is signed in: the token, kept in this browser, and what the server says of it.
import { Store } from './store';
import type { Viewer } from './documents';

const KEY = 'golive.token';

export const token = new Store<string | null>(localStorage.getItem(KEY));
export const viewer = new Store<Viewer | null>(null);
/** Why the last session ended, for the sign-in page to say. */
export const ended = new Store<string | null>(null);

export function signIn(secret: string): void {
  localStorage.setItem(KEY, secret);
  ended.set(null);
  token.set(secret);
}

export function signOut(why: string | null = null): void {
  localStorage.removeItem(KEY);
  ended.set(why);
  viewer.set(null);
  token.set(null);
}

// Signing out in one tab signs out all.
addEventListener('storage', (event) => {
  if (event.key === KEY && event.newValue !== token.get()) location.reload();
});

const RANKS = ['VIEWER', 'EDITOR', 'PUBLISHER', 'ADMIN'];

/** Whether the signed-in role includes `role`. */
export function may(role: string): boolean {
  return RANKS.indexOf(viewer.get()?.role ?? '') >= RANKS.indexOf(role);
}
