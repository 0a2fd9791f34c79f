// JSON as text; where any value will do, what isn't JSON is a text itself.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Json } from '../api/graphql';
import { texts } from '../texts';

type Props = { id: string; disabled: boolean; 'aria-describedby'?: string; value: Json; bare: boolean; onChange: (value: Json) => void };

export function JsonInput({ value, bare, onChange, ...common }: Props) {
  const [text, setText] = useState(written(value));
  const told = useRef<Json>(value);
  useEffect(() => {
    if (JSON.stringify(value) !== JSON.stringify(told.current)) setText(written(value));
    told.current = value;
  }, [value]);
  const read = (typed: string) => {
    setText(typed);
    told.current = typed.trim() === '' ? null : (parsed(typed) ?? typed);
    onChange(told.current);
  };
  const bad = !bare && typeof value === 'string'; // and the server refuses it
  return (
    <>
      <textarea {...common} class="mono" rows={2} aria-invalid={bad} value={text} onInput={(event) => read(event.currentTarget.value)} />
      {bad && <p class="hint bad" role="alert">{texts.form.badJson}</p>}
    </>
  );
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A text without quotes, unless it would be taken for something else. */
const written = (value: Json): string => (value === null ? '' : typeof value === 'string' && parsed(value) === undefined ? value : JSON.stringify(value, null, 1));
