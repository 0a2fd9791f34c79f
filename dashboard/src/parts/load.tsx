// Asking the server for what a page shows, and showing that it is on its way or failed.
import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../api/client';
import { texts } from '../texts';

export type Loaded<Data> = { data: Data | undefined; error: string | undefined; again: () => void };

/** Ask now, and again whenever a variable is another or `again` is called; what was there stays until the answer comes. */
export function useAsk<Data, Variables extends AnyVariables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, skip = false): Loaded<Data> {
  const key = JSON.stringify(variables);
  const [state, set] = useState<{ key?: string; data?: Data; error?: string }>({});
  const asked = useRef(0);
  const again = useCallback(() => {
    if (skip) return;
    const mine = ++asked.current;
    ask(document, variables).then(
      (data) => mine === asked.current && set({ key, data }),
      (error: Error) => mine === asked.current && set((before) => ({ ...before, key, error: error.message })),
    );
  }, [document, key, skip]);
  useEffect(again, [again]);
  return { data: state.data, error: state.error, again };
}

export function Waiting({ error, children }: { error?: string; children?: ComponentChildren }) {
  if (error) return <p class="notice bad" role="alert">{error}</p>;
  return <p class="waiting" role="status">{children ?? texts.loading}</p>;
}
