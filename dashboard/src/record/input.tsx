// The input that fits a field's type, whatever type it is: texts, numbers, choices, moments, records, and what nests them.
import type { Json } from '../api/graphql';
import type { Spec } from '../api/spec';
import { Chooser } from '../parts/chooser';
import { inZone, wallClock, zone } from '../parts/times';
import { humanized, labelled, texts } from '../texts';
import { AttributeInput } from './attribute-input';
import { Condition } from './condition';
import { Duration } from './duration';
import { JsonInput } from './json-input';
import { Markup } from './markup';
import { ChoiceOfKind, Many, Nested } from './nested';
import { StepChooser } from './steps';
import { ZoneInput } from './zone-input';

export type InputProps = { id: string; spec: Spec; value: Json; names: Map<string, string>; locked: boolean; describedBy?: string; onChange: (value: Json) => void };

/** Whether a label stands before one input, or a legend around several. */
export const isSimple = (spec: Spec): boolean => !spec.list && spec.kind !== 'Object' && spec.kind !== 'OneOf';

/** What stands before a field; a reference is called as what it refers to. */
export const labelFor = (spec: Spec): string => (spec.kind === 'Reference' && spec.name !== 'staticMembers' ? humanized(spec.name) : labelled(spec.name));

export function Input(props: InputProps) {
  const { id, spec, value, names, locked, describedBy, onChange } = props;
  if (spec.list) return spec.kind === 'Enum' ? <Several {...props} /> : <Many {...props} />;
  const common = { id, disabled: locked, 'aria-describedby': describedBy };
  const text = value === null ? (spec.default ?? '') : String(value);
  const typed = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value === '' && !spec.required ? null : event.currentTarget.value);
  switch (spec.kind) {
    case 'Object':
      return <Nested {...props} />;
    case 'OneOf':
      return <ChoiceOfKind {...props} />;
    case 'Reference':
      return <Chooser id={id} refers={spec.refers!} value={text || null} name={names.get(text)} disabled={locked} describedBy={describedBy} onChange={onChange} />;
    case 'Boolean':
      return <input {...common} type="checkbox" checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'Int':
      return <input {...common} class="short" type="number" step="1" value={text} onInput={(event) => onChange(event.currentTarget.value === '' ? null : Math.trunc(Number(event.currentTarget.value)))} />;
    case 'Enum':
      return (
        <select {...common} value={text} onChange={typed}>
          {!spec.required && !text && <option value="">{texts.form.nothing}</option>}
          {!spec.values!.includes(text) && text && <option>{text}</option>}
          {spec.values!.map((each) => <option key={each} value={each}>{labelled(each)}</option>)}
        </select>
      );
    case 'DateTime':
      return (
        <span class="moment">
          <input {...common} type="datetime-local" value={text && wallClock(text, zone)} onInput={(event) => onChange(event.currentTarget.value ? inZone(event.currentTarget.value, zone) : null)} />
          <small>{texts.form.time(zone)}</small>
        </span>
      );
    case 'Duration':
      return <Duration {...common} value={text} onChange={onChange} />;
    case 'Condition':
      return <Condition {...common} value={text} onChange={onChange} />;
    case 'Text':
      return spec.name === 'source' || spec.name === 'content' ? <Markup {...common} value={text} onInput={typed} /> : <textarea {...common} value={text} onInput={typed} />;
    case 'JSON':
    case 'JSONObject':
      return <JsonInput {...common} value={value} bare={spec.kind === 'JSON'} onChange={onChange} />;
    case 'ID':
      if (spec.name === 'next' || spec.name === 'stepId') return <StepChooser {...common} value={text} none={spec.name === 'next' ? texts.form.toTheEnd : texts.form.nothing} onChange={onChange} />;
      break;
    case 'String':
      if (CLOCKS.has(spec.name)) return <input {...common} type="time" class="clock" value={text} onInput={typed} />;
      if (spec.name === 'attribute') return <AttributeInput {...common} value={text} onInput={typed} />;
      if (spec.name === 'timeZone') return <ZoneInput {...common} value={text} onInput={typed} />;
  }
  return <input {...common} value={text} onInput={typed} />;
}

/** Texts that are times of day. */
const CLOCKS = new Set(['at', 'from', 'until', 'time']);

/** Some of a few values. */
function Several({ spec, value, locked, onChange }: InputProps) {
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <div class="several">
      {spec.values!.map((each) => (
        <label key={each} class="check">
          <input type="checkbox" disabled={locked} checked={chosen.includes(each)} onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, each] : chosen.filter((one) => one !== each))} />
          {humanized(each)}
        </label>
      ))}
    </div>
  );
}
