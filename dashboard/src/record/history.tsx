// The timeline of a record: every change of its state, the newest first.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/client';
import type { Change } from '../api/documents';
import { Waiting } from '../parts/load';
import { Findings } from '../parts/refused';
import { stateName, tone } from '../parts/state';
import { When } from '../parts/times';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import { History } from './documents';

export function HistoryOf({ id, cursor }: { id: string; cursor: string | undefined }) {
  const [changes, set] = useState<Change[]>();
  const [before, setBefore] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    ask(History, { id, atLeast: cursor }).then(({ record }) => {
      if (gone || !record) return;
      set((known) => merged(known ?? [], record.history.nodes));
      setBefore((known) => known ?? (record.history.pageInfo.hasPreviousPage ? record.history.pageInfo.startCursor : null));
    }, failed);
    return () => void (gone = true);
  }, [id, cursor]);
  const earlier = async () => {
    const { record } = await ask(History, { id, before });
    set((known) => merged(known ?? [], record?.history.nodes ?? []));
    setBefore(record?.history.pageInfo.hasPreviousPage ? record.history.pageInfo.startCursor : null);
  };
  if (!changes) return <Waiting />;
  return (
    <section class="card stack">
      <h2>{texts.history.title}</h2>
      <ol class="timeline">
        {[...changes].reverse().map((change) => <Entry key={change.id} change={change} />)}
      </ol>
      {before && <button type="button" onClick={() => earlier().catch(failed)}>{texts.history.earlier}</button>}
    </section>
  );
}

function merged(known: Change[], more: readonly Change[]): Change[] {
  const all = new Map([...known, ...more].map((change) => [change.id, change]));
  return [...all.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.revision - b.revision);
}

function Entry({ change }: { change: Change }) {
  const [from, to] = [change.fromStatusReason ?? change.fromPublishStatus, change.toStatusReason ?? change.toPublishStatus];
  const moved = to && to !== from;
  const asleep = change.toStatus !== change.fromStatus && change.fromStatus !== null;
  return (
    <li class={to ? tone(to) : ''}>
      <p>
        <strong>{change.action ? (texts.actions[change.action] ?? change.action) : texts.history.kinds[change.kind]}</strong>
        {change.kind === 'REFUSED' && <> · {texts.history.kinds.REFUSED}</>}
        {change.version != null && <> · {texts.history.version(change.version)}</>}
      </p>
      {moved && <p>{from ? texts.history.from(stateName(from), stateName(to)) : stateName(to)}</p>}
      {asleep && <p>{texts.history.from(change.fromStatus!.toLowerCase(), (change.toStatus ?? '').toLowerCase())}</p>}
      {change.error && <p class="why">{change.error}</p>}
      <Findings findings={change.findings} />
      <p class="hint">
        <When at={change.at} /> {change.actor ? texts.history.by(change.actor) : texts.history.causes[change.cause]}
      </p>
    </li>
  );
}
