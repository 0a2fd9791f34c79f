// The one WebSocket, whether the server answers over it, and what the badge says.
import { createClient } from 'graphql-ws';
import { Store } from './store';
import { token } from './session';

export type State = 'connecting' | 'catchingUp' | 'live' | 'offline';
export const connection = new Store<State>('connecting');

const ASK_EVERY = 1000; // ms between two questions whether the server is there
const ANSWER_WITHIN = 1500; // ms; both together keep the badge honest within 3 s

let connected = false;
let lost = false;
let unanswered: ReturnType<typeof setTimeout> | undefined;
const behind = new Set<symbol>();

function tell(): void {
  if (connected) connection.set(behind.size ? 'catchingUp' : 'live');
  else if (lost) connection.set('offline');
}

/** A list that has yet to get its first answer over this connection: until then the page isn't up to date. */
export function isBehind(who: symbol, yes: boolean): void {
  if (yes) behind.add(who);
  else behind.delete(who);
  tell();
}

export const socket = createClient({
  url: () => `${location.origin.replace(/^http/, 'ws')}/graphql`,
  connectionParams: () => ({ Authorization: `Bearer ${token.get() ?? ''}` }),
  lazyCloseTimeout: 2000,
  retryAttempts: 0, // `follow` tries again, from where it was
  keepAlive: ASK_EVERY,
  on: {
    connecting: () => {
      unanswered = setTimeout(() => {
        lost = true;
        tell();
      }, ANSWER_WITHIN);
    },
    connected: () => {
      clearTimeout(unanswered);
      connected = true;
      tell();
    },
    closed: () => {
      clearTimeout(unanswered);
      connected = false;
      lost = true;
      tell();
    },
    ping: (received) => {
      if (!received) unanswered = setTimeout(() => socket.terminate(), ANSWER_WITHIN);
    },
    pong: (received) => {
      if (received) clearTimeout(unanswered);
    },
  },
});

addEventListener('offline', () => socket.terminate());
