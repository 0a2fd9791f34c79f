// The record's own fields: read, edited and saved together; what others change meanwhile comes in, save where one is editing.
import { useEffect, useRef, useState } from 'preact/hooks';
import { tell } from '../api/client';
import { seen } from '../api/cursor';
import type { Refusal } from '../api/documents';
import { may } from '../api/session';
import type { Spec } from '../api/spec';
import { own } from '../generated/own';
import { useAsk, Waiting } from '../parts/load';
import { Refused } from '../parts/refused';
import { failed, toast } from '../parts/toasts';
import { Padlock } from '../parts/padlock';
import { texts } from '../texts';
import type { RecordData } from './documents';
import { Field } from './field';
import { LiveDiff } from './live-diff';
import { namesIn, same, valuesOf, type Values } from './values';

type Own = (typeof own)['MARKETING_EMAIL'];
type Base = { revision: number; values: Values; names: Map<string, string> };

export function Content({ record, cursor }: { record: RecordData; cursor: string | undefined }) {
  const { fields, read, update } = own[record.type as keyof typeof own] as unknown as Own;
  const loaded = useAsk(read, { id: record.id, atLeast: cursor });
  const [base, setBase] = useState<Base>();
  const [edited, edit] = useState<Values>({});
  const [stale, setStale] = useState(false);
  const [refusal, refuse] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const mine = useRef(0); // the revision that our own saving led to

  const answer = loaded.data?.record;
  useEffect(() => {
    if (!answer || (base && answer.revision < base.revision)) return;
    const values = valuesOf(fields, answer);
    const kept = Object.fromEntries(Object.entries(edited).filter(([name, value]) => !same(value, values[name])));
    if (base && answer.revision > base.revision && answer.revision > mine.current && Object.keys(kept).some((name) => !same(base.values[name], values[name]))) setStale(true);
    edit(kept);
    setBase({ revision: answer.revision, values, names: namesIn(answer) });
  }, [answer]);
  useEffect(() => {
    if (!Object.keys(edited).length) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', stay);
    return () => removeEventListener('beforeunload', stay);
  }, [edited]);
  if (!base) return <Waiting error={loaded.error} />;

  const locks = new Map(record.fieldLocks.map((lock) => [lock.field, lock]));
  const locked = record.fieldLocks.filter((lock) => !lock.editable);
  const readOnly = !may('EDITOR');
  const allLocked = readOnly || (locked.length > 0 && locked.length === record.fieldLocks.length);
  const changed = Object.keys(edited).length;
  const set = (spec: Spec) => (value: Values[string]) => {
    const next = { ...edited, [spec.name]: value };
    if (same(value, base.values[spec.name])) delete next[spec.name];
    edit(next);
  };
  const undo = () => {
    edit({});
    setStale(false);
    refuse(undefined);
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { answer: told } = await tell(update, { id: record.id, input: edited as never, revision: base.revision });
      if (told?.__typename === 'GuardError') return refuse(told);
      mine.current = base.revision + 1;
      refuse(undefined);
      setStale(false);
      setBase({ ...base, revision: base.revision + 1, values: { ...base.values, ...edited } });
      edit({});
      toast(texts.record.savedChange);
      seen(told!.cursor);
    } finally {
      setBusy(false);
    }
  };
  const findings = [...record.errorCheck.findings, ...(refusal?.findings ?? [])];
  return (
    <form class="content stack" onSubmit={(event) => void save(event).catch(failed)} noValidate>
      {allLocked && (
        <p class="notice lock">
          <Padlock /> <span>{readOnly ? texts.record.readOnly : record.allowedActions.includes('EDIT') ? texts.record.chooseEdit : texts.record.allLocked}</span>
        </p>
      )}
      <LiveDiff record={record} cursor={cursor} />
      {refusal && <Refused refusal={refusal} />}
      {stale && <p class="notice warn" role="status">{texts.record.stale}</p>}
      <div class="card fields">
        {fields.map((spec) => (
          <Field
            key={spec.name}
            spec={spec}
            value={spec.name in edited ? edited[spec.name]! : (base.values[spec.name] ?? null)}
            lock={locks.get(spec.name)}
            quietLock={allLocked}
            readOnly={readOnly}
            changed={spec.name in edited}
            names={base.names}
            findings={findings.filter((finding) => finding.path[0] === spec.name)}
            onChange={set(spec)}
          />
        ))}
      </div>
      {changed > 0 && (
        <div class="save-bar" role="region" aria-label={texts.record.unsaved(changed)}>
          <span role="status">{texts.record.unsaved(changed)}</span>
          <button type="button" onClick={undo}>{texts.record.undo}</button>
          <button class="primary" disabled={busy}>{texts.record.save}</button>
        </div>
      )}
    </form>
  );
}
