// What an action wants to know: a comment, a name, a moment in a time zone, a status.
import { useState } from 'preact/hooks';
import type { Action, Arguments } from '../api/act';
import { exact, inZone, wallClock, zone } from '../parts/times';
import { texts } from '../texts';
import type { RecordData } from './documents';

type Props = { action: Action; record: RecordData; given: Arguments; onChange: (given: Arguments) => void };
const SCHEDULED: Action[] = ['GO_LIVE', 'STOP', 'PAUSE', 'RESUME'];
const STATUSES = ['DRAFT', 'READY_TO_PUBLISH', 'IN_PROGRESS', 'PUBLISHED', 'CANCELLED'] as const;

export function ActionFields({ action, record, given, onChange }: Props) {
  const set = (part: Partial<Arguments>) => onChange({ ...given, ...part });
  const known = record.availableActions.map((each) => each.action);
  switch (action) {
    case 'SAVE':
      return <Text id="comment" label={texts.dialog.comment} onChange={(comment) => set({ comment: comment || undefined })} />;
    case 'COPY':
    case 'SAVE_AS_TEMPLATE':
      return <Text id="copy-name" label={texts.dialog.name} onChange={(name) => set({ name: name || undefined })} />;
    case 'PAUSE':
      return <Moment label={texts.dialog.resumeAt} onChange={(resumeAt) => set({ resumeAt })} />;
    case 'SET_PUBLISH_STATUS':
      return <Choice id="publish-status" label={texts.dialog.status} values={STATUSES} names={texts.states} onChange={(publishStatus) => set({ publishStatus })} />;
    case 'SCHEDULE':
      return (
        <>
          <Choice id="scheduled" label={texts.dialog.which} values={SCHEDULED.filter((each) => known.includes(each))} names={texts.actions} onChange={(scheduled) => set({ action: scheduled })} />
          <Moment label={texts.dialog.at} required onChange={(at) => set({ at })} />
        </>
      );
    case 'UNSCHEDULE':
      return <Choice id="scheduled" label={texts.dialog.which} values={record.scheduled.map((each) => each.action)} names={texts.actions} onChange={(scheduled) => set({ action: scheduled })} />;
    default:
      return null;
  }
}

function Text({ id, label, onChange }: { id: string; label: string; onChange: (value: string) => void }) {
  return (
    <div class="stack">
      <label for={id}>{label}</label>
      <input id={id} data-focus onInput={(event) => onChange(event.currentTarget.value)} />
    </div>
  );
}

function Choice<Value extends string>({ id, label, values, names, onChange }: { id: string; label: string; values: readonly Value[]; names: Record<string, string>; onChange: (value: Value) => void }) {
  return (
    <div class="stack">
      <label for={id}>{label}</label>
      <select id={id} required data-focus onChange={(event) => onChange(event.currentTarget.value as Value)}>
        <option value="">{texts.form.choose}</option>
        {values.map((value) => (
          <option key={value} value={value}>{names[value] ?? value}</option>
        ))}
      </select>
    </div>
  );
}

const ZONES = Intl.supportedValuesOf('timeZone');

/** A wall clock and the time zone that it hangs in; told as a moment in UTC. */
export function Moment({ label, required, onChange }: { label: string; required?: boolean; onChange: (at: string | undefined) => void }) {
  const [local, setLocal] = useState('');
  const [where, setWhere] = useState(zone);
  const tell = (time: string, timeZone: string) => {
    setLocal(time);
    setWhere(timeZone);
    onChange(time ? inZone(time, timeZone) : undefined);
  };
  const soonest = wallClock(new Date(Date.now() + 2 * 60_000).toISOString(), where);
  return (
    <div class="stack">
      <label for="moment">{label}</label>
      <div class="moment">
        <input id="moment" type="datetime-local" required={required} min={soonest} value={local} onInput={(event) => tell(event.currentTarget.value, where)} />
        <label for="zone" class="visually-hidden">{texts.dialog.zone}</label>
        <select id="zone" value={where} onChange={(event) => tell(local, event.currentTarget.value)}>
          {[...new Set(['UTC', zone, ...ZONES])].map((each) => <option key={each}>{each}</option>)}
        </select>
      </div>
      {local && <p class="hint" title={exact(inZone(local, where))}>{texts.dialog.utc(inZone(local, where).slice(0, 16).replace('T', ' '))}</p>}
    </div>
  );
}
