// A subscription that goes on: over lost connections and restarted servers, from the cursor where it was.
import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { client, codes } from './client';
import { isBehind } from './connection';
import { token } from './session';

const FIRST_WAIT = 150; // ms
const LONGEST_WAIT = 2000;
const HOPELESS = ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'NOT_FOUND'];

export type Following<Data> = {
  /** What came; `first` of it after each connection. */
  onData: (data: Data, first: boolean) => void;
  /** The server ended it for good; `message` where it says why. */
  onEnd?: (message?: string) => void;
  /** Whether the page is behind until something came. */
  catchesUp?: boolean;
};

/** Follow until the returned function is called. `variables` is asked anew at each connection. */
export function follow<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: () => Variables,
  { onData, onEnd, catchesUp = false }: Following<Data>,
): () => void {
  const me = Symbol();
  let over = false;
  let tries = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let stop = () => {};

  const end = () => {
    over = true;
    clearTimeout(waiting);
    isBehind(me, false);
    removeEventListener('online', now);
    stop();
  };
  const now = () => {
    clearTimeout(waiting);
    if (!over) begin();
  };
  const again = () => {
    clearTimeout(waiting);
    if (over || !token.get()) return;
    if (catchesUp) isBehind(me, true);
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries++);
    waiting = setTimeout(begin, wait * (0.75 + Math.random() / 2));
  };

  function begin(): void {
    stop();
    let first = true;
    let dead = false;
    if (catchesUp) isBehind(me, true);
    const source = client.subscription(document, variables());
    const running = source.subscribe((result) => {
      if (over || dead) return;
      if (result.error) {
        dead = true;
        const named = codes(result.error);
        if (named.some((code) => HOPELESS.includes(code))) {
          end();
          onEnd?.(result.error.graphQLErrors[0]?.message);
        } else queueMicrotask(again);
      } else if (!result.hasNext) {
        end(); // and what it carries was told already
        onEnd?.();
      } else if (result.data) {
        tries = 0;
        isBehind(me, false);
        onData(result.data, first);
        first = false;
      }
    });
    stop = () => {
      dead = true;
      running.unsubscribe();
    };
  }

  addEventListener('online', now);
  begin();
  return end;
}
