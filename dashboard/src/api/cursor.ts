// Read your writes: the cursor of the last change made here, which no later answer may be older than.
import type { Row } from './documents';

type Listener = (cursor: string, records: Row[]) => void;
const listeners = new Set<Listener>();
let last: string | undefined;

/** What `atLeast` should say. */
export function atLeast(): string | undefined {
  return last;
}

/** A change of our own was committed; lists that show these records take them over at once. */
export function seen(cursor: string, records: Row[] = []): void {
  last = cursor;
  for (const listener of [...listeners]) listener(cursor, records);
}

export function onOwnChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Another session's or workspace's cursors mean nothing here. */
export function forget(): void {
  last = undefined;
}
