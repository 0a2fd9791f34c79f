// A value that components follow.
import { useEffect, useReducer } from 'preact/hooks';

export class Store<Value> {
  private readonly followers = new Set<() => void>();

  constructor(private value: Value) {}

  get(): Value {
    return this.value;
  }

  set(value: Value): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const follower of [...this.followers]) follower();
  }

  follow(follower: () => void): () => void {
    this.followers.add(follower);
    return () => void this.followers.delete(follower);
  }
}

export function useStore<Value>(store: Store<Value>): Value {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    again(undefined as never); // it may have changed between drawing and following
    return store.follow(() => again(undefined as never));
  }, [store]);
  return store.get();
}
