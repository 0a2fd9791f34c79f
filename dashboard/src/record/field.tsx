// One field of a record: its label, its lock and why, what the check says of it, and the input that fits its type.
import type { Json } from '../api/graphql';
import type { Spec } from '../api/spec';
import { Findings, type Told } from '../parts/refused';
import { Padlock } from '../parts/padlock';
import { texts } from '../texts';
import { written } from './comparison';
import type { Lock } from './documents';
import { Input, isSimple, labelFor } from './input';

type Props = { spec: Spec; value: Json; lock: Lock | undefined; quietLock: boolean; readOnly: boolean; changed: boolean; theirs: Json | undefined; names: Map<string, string>; findings: Told[]; onChange: (value: Json) => void };

export function Field({ spec, value, lock, quietLock, readOnly, changed, theirs, names, findings, onChange }: Props) {
  const id = `field-${spec.name}`;
  const locked = readOnly || (lock ? !lock.editable : false);
  const simple = isSimple(spec);
  const why = lock && !lock.editable && (lock.message || lock.permanent);
  const note = `${id}-note`;
  const inside = <Input id={id} spec={spec} value={value} names={names} locked={locked} describedBy={note} onChange={onChange} />;
  const notes = (
    <div id={note}>
      {why && (!quietLock || lock.permanent) && (
        <p class="hint lock">
          <Padlock /> {lock.permanent ? <b>{texts.record.forEver}. </b> : null}
          {lock.message?.startsWith(`${lock.field} `) ? labelFor(spec) + lock.message.slice(lock.field.length) : lock.message}
        </p>
      )}
      {theirs !== undefined && (
        <div class="notice warn">
          <p>{texts.record.theirs}</p>
          <pre>{written(theirs, names).join('\n')}</pre>
          <p><button type="button" onClick={() => onChange(theirs)}>{texts.record.reload}</button></p>
        </div>
      )}
      <Findings findings={findings} />
    </div>
  );
  if (simple) {
    return (
      <div class={`field ${changed ? 'changed' : ''} ${spec.kind === 'Boolean' ? 'boolean' : ''}`} data-field={spec.name}>
        <label for={id}>{labelFor(spec)}</label>
        {inside}
        {notes}
      </div>
    );
  }
  return (
    <fieldset id={id} class={`field ${changed ? 'changed' : ''}`} data-field={spec.name}>
      <legend>{labelFor(spec)}</legend>
      {inside}
      {notes}
    </fieldset>
  );
}
