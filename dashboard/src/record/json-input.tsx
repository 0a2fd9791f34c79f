// JSON as text, kept while it isn't JSON yet.
import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../api/graphql';
import { texts } from '../texts';

type Props = { id: string; disabled: boolean; 'aria-describedby'?: string; value: Json; onChange: (value: Json) => void };

export function JsonInput({ value, onChange, ...common }: Props) {
  const written = value === null ? '' : JSON.stringify(value, null, 1);
  const [text, setText] = useState(written);
  const [bad, setBad] = useState(false);
  useEffect(() => setText(written), [written]);
  const read = () => {
    try {
      onChange(text.trim() === '' ? null : (JSON.parse(text) as Json));
      setBad(false);
    } catch {
      setBad(true);
    }
  };
  return (
    <>
      <textarea {...common} class="mono" aria-invalid={bad} value={text} onInput={(event) => setText(event.currentTarget.value)} onBlur={read} />
      {bad && <p class="hint" role="alert">{texts.form.badJson}</p>}
    </>
  );
}
