// A condition, with what it may ask of contacts, and with whom it holds for, or where its mistake is, while it is written.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../api/client';
import { graphql } from '../api/graphql';
import { may } from '../api/session';
import { useAsk } from '../parts/load';
import { texts } from '../texts';
import { BUILT_IN } from './attribute-input';
import { Attributes } from './documents';

const Preview = graphql(`query Preview($condition: Condition!) { conditionPreview(condition: $condition, first: 1) { count findings { severity message line column } } }`);
type Props = { id: string; disabled: boolean; 'aria-describedby'?: string; value: string; onChange: (value: string | null) => void };

export function Condition({ value, onChange, ...common }: Props) {
  const [told, tell] = useState<{ good: boolean; text: string }>();
  const [helping, help] = useState(false);
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    tell(undefined);
    // A condition on what happened (`event.amount`) holds for nobody in general.
    if (!value.trim() || /\bevent\./.test(value) || !may('EDITOR')) return;
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
  const insert = (name: string) => {
    const { selectionStart: from, selectionEnd: to } = text.current!;
    onChange(`${value.slice(0, from)}contact.${name}${value.slice(to)}`);
    text.current!.focus();
  };
  return (
    <div class="condition">
      <textarea {...common} ref={text} class="mono" spellcheck={false} value={value} rows={2} placeholder={texts.form.condition} onInput={(event) => onChange(event.currentTarget.value || null)} />
      {told && <p class={told.good ? 'hint' : 'hint bad'} role="status">{told.text}</p>}
      {!common.disabled && (
        <details onToggle={(event) => help(event.currentTarget.open)}>
          <summary>{texts.form.conditionHelp}</summary>
          {helping && <Help onInsert={insert} />}
        </details>
      )}
    </div>
  );
}

function Help({ onInsert }: { onInsert: (name: string) => void }) {
  const { data } = useAsk(Attributes, {});
  const types = new Map(data?.attributes.map((each) => [each.name, texts.contacts.types[each.type]]));
  return (
    <div class="help">
      <p class="hint">{texts.form.insert}</p>
      <div class="chips">
        {[...BUILT_IN, ...types.keys()].map((name) => (
          <button key={name} type="button" class="chip" onClick={() => onInsert(name)}>
            {name} <span class="count">{types.get(name) ?? texts.contacts.types.STRING}</span>
          </button>
        ))}
      </div>
      <ul class="plain hint">{texts.form.examples.map((example) => <li key={example}><code>{example}</code></li>)}</ul>
    </div>
  );
}
