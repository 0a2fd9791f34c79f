// What is typed into a record and not saved yet: kept while other pages are looked at; what others change meanwhile comes in beside it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { tell } from '../api/client';
import { seen } from '../api/cursor';
import type { Refusal } from '../api/documents';
import { token } from '../api/session';
import type { Spec } from '../api/spec';
import { own } from '../generated/own';
import { useAsk } from '../parts/load';
import { toast } from '../parts/toasts';
import { texts } from '../texts';
import type { RecordData } from './documents';
import { namesIn, same, valuesOf, type Values } from './values';

type Own = (typeof own)['MARKETING_EMAIL'];
type Base = { revision: number; values: Values; names: Map<string, string> };
type Unsaved = { base: Base; edited: Values };

const unsaved = new Map<string, Unsaved>();
token.follow(() => unsaved.clear());
addEventListener('beforeunload', (event) => unsaved.size && event.preventDefault());

export type Fields = {
  specs: Spec[];
  base: Base | undefined;
  error: string | undefined;
  edited: Values;
  changed: number;
  /** What others set fields to that are edited here. */
  theirs: Values;
  refusal: Refusal | undefined;
  busy: boolean;
  set: (name: string, value: Values[string]) => void;
  undo: () => void;
  /** Save what was typed; false if it was refused. Raises `Failure`. */
  save: () => Promise<boolean>;
};

/** What matters comes first, what is seldom touched last. */
const ORDER = ['name', 'subject', 'fromName', 'fromAddress', 'entry', 'entryRules', 'contentSettingsId', 'design', 'steps', '', 'ownerId', 'templateId'];
const rank = ({ name }: Spec): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.indexOf(''));
const sorted = (specs: Spec[]): Spec[] => [...specs].sort((a, b) => rank(a) - rank(b));

export function useFields({ id, type }: RecordData, cursor: string | undefined): Fields {
  const { fields: specs, read, update } = own[type as keyof typeof own] as unknown as Own;
  const loaded = useAsk(read, { id, atLeast: cursor });
  const [base, setBase] = useState<Base | undefined>(() => unsaved.get(id)?.base);
  const [edited, setEdited] = useState<Values>(() => unsaved.get(id)?.edited ?? {});
  const [theirs, setTheirs] = useState<Values>({});
  const [refusal, refuse] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const mine = useRef(0); // the revision that our own saving led to

  const edit = (values: Values, on = base!) => {
    if (Object.keys(values).length) unsaved.set(id, { base: on, edited: values });
    else unsaved.delete(id);
    setBase(on);
    setEdited(values);
  };
  const answer = loaded.data?.record;
  useEffect(() => {
    if (!answer || (base && answer.revision < base.revision)) return;
    const values = valuesOf(specs, answer);
    const kept = Object.fromEntries(Object.entries(edited).filter(([name, value]) => !same(value, values[name])));
    if (base && answer.revision > base.revision && answer.revision > mine.current) {
      const other = Object.fromEntries(Object.keys(kept).filter((name) => !same(base.values[name], values[name])).map((name) => [name, values[name]!]));
      setTheirs((before) => ({ ...before, ...other }));
    }
    edit(kept, { revision: answer.revision, values, names: namesIn(answer) });
  }, [answer]);

  const undo = () => {
    edit({});
    setTheirs({});
    refuse(undefined);
  };
  const save = async () => {
    setBusy(true);
    try {
      const { answer: told } = await tell(update, { id, input: edited as never, revision: base!.revision });
      if (told?.__typename === 'GuardError') {
        refuse(told);
        return false;
      }
      mine.current = base!.revision + 1;
      edit({}, { ...base!, revision: mine.current, values: { ...base!.values, ...edited } });
      refuse(undefined);
      setTheirs({});
      toast(texts.record.savedChange);
      seen(told!.cursor);
      return true;
    } finally {
      setBusy(false);
    }
  };
  const set = (name: string, value: Values[string]) => {
    const next = { ...edited, [name]: value };
    if (same(value, base!.values[name])) delete next[name];
    edit(next);
  };
  return { specs: sorted(specs), base, error: loaded.error, edited, changed: Object.keys(edited).length, theirs, refusal, busy, set, undo, save };
}
