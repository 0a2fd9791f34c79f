// What happens in the workspace, as it happens: the newest changes, for everybody who wants to tell of them.
import { ask } from '../api/client';
import { Changes, Recent, WhoAmI, type Change } from '../api/documents';
import { follow } from '../api/follow';
import { viewer } from '../api/session';
import { Store } from '../api/store';

const KEPT = 50;
export const activity = new Store<Change[]>([]);

type Listener = (change: Change) => void;
const listeners = new Set<Listener>();

export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Ask who is signed in, and follow the workspace's log from there on. Raises `Failure` where the token is not valid. */
export async function begin(): Promise<() => void> {
  const { viewer: me } = await ask(WhoAmI, {});
  const { statusHistory } = await ask(Recent, {});
  activity.set([...statusHistory.nodes].reverse());
  viewer.set(me);
  let cursor = me.cursor;
  return follow(Changes, () => ({ after: cursor }), {
    onData: ({ statusChanged }) => {
      cursor = statusChanged.cursor;
      const known = activity.get();
      if (!known.some((change) => change.id === statusChanged.id)) activity.set([statusChanged, ...known].slice(0, KEPT));
      for (const listener of [...listeners]) listener(statusChanged);
    },
  });
}
