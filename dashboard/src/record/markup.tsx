// The HTML of a mail or a page, and how it looks but for what its templates fill in.
import { useState } from 'preact/hooks';
import { Sandbox } from '../parts/sandbox';
import { texts } from '../texts';

type Props = { id: string; disabled: boolean; 'aria-describedby'?: string; value: string; onInput: (event: { currentTarget: { value: string } }) => void };

export function Markup({ value, ...common }: Props) {
  const [shown, show] = useState(false);
  return (
    <div class="stack">
      <textarea {...common} class="mono tall" value={value} spellcheck={false} />
      {value && !value.trimStart().startsWith('<mjml') && (
        <details onToggle={(event) => show(event.currentTarget.open)}>
          <summary>{texts.record.preview}</summary>
          {shown && <Sandbox html={value} title={texts.record.preview} />}
        </details>
      )}
    </div>
  );
}
