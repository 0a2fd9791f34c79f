// A condition, with whom it holds for, or where its mistake is, while it is written.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/client';
import { graphql } from '../api/graphql';
import { texts } from '../texts';

const Preview = graphql(`query Preview($condition: Condition!) { conditionPreview(condition: $condition, first: 1) { count findings { severity message line column } } }`);
type Props = { id: string; disabled: boolean; 'aria-describedby'?: string; value: string; onInput: (event: { currentTarget: { value: string } }) => void };

export function Condition({ value, ...common }: Props) {
  const [told, tell] = useState<{ good: boolean; text: string }>();
  useEffect(() => {
    tell(undefined);
    if (!value.trim()) return;
    let gone = false;
    const timer = setTimeout(() => {
      ask(Preview, { condition: value }).then(
        ({ conditionPreview: { count, findings } }) => {
          const worst = findings[0];
          if (!gone) tell(worst && count === null ? { good: false, text: `${worst.line}:${worst.column} ${worst.message}` } : { good: true, text: texts.form.matches(count ?? 0) });
        },
        () => {}, // the preview is a help; the check says the same
      );
    }, 400);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [value]);
  return (
    <div class="condition">
      <textarea {...common} class="mono" spellcheck={false} value={value} rows={2} />
      {told && <p class={told.good ? 'hint' : 'hint bad'} role="status">{told.text}</p>}
    </div>
  );
}
