// What an action would do: who is inside, what is queued, which records use it, and before going live the checklist.
import { useAsk, Waiting } from '../parts/load';
import { Findings, Links } from '../parts/refused';
import { texts } from '../texts';
import type { Action } from '../api/act';
import { Checklist, ImpactOf, type RecordData } from './documents';

const WITHOUT = new Set(['COPY', 'SAVE_AS_TEMPLATE', 'SCHEDULE', 'UNSCHEDULE']);

export function Consequences({ record, action, version }: { record: RecordData; action: Action; version?: number }) {
  const leads = action === 'GO_LIVE' || action === 'SAVE';
  const { data, error } = useAsk(ImpactOf, { id: record.id, action, version }, WITHOUT.has(action));
  const checklist = useAsk(Checklist, { id: record.id }, !leads);
  if (WITHOUT.has(action)) return null;
  if (!data) return <Waiting error={error} />;
  const { peopleInside, overdue, queued, handedOver, affected, availability } = data.impact;
  const lines = [
    peopleInside && `${texts.dialog.inside(peopleInside)}${texts.dialog.insideThen[action] ?? ''}`,
    overdue && texts.dialog.overdue(overdue),
    queued && texts.dialog.queued(queued),
    handedOver && texts.dialog.handedOver(handedOver),
  ].filter(Boolean);
  return (
    <div class="stack consequences">
      {action === 'DELETE' && <p>{texts.dialog.deleted}</p>}
      {action === 'RESTORE_VERSION' && <p>{texts.record.restoreOf}</p>}
      {action === 'DISCARD' && <p>{texts.dialog.discarded}</p>}
      {availability?.confirmNeeded && <p class="notice warn">{availability.message}</p>}
      {leads && checklist.data && <ListOf checklist={checklist.data.publishChecklist} />}
      {!leads && <h3>{texts.dialog.consequences}</h3>}
      {lines.length > 0 && <ul class="plain">{lines.map((line) => <li key={String(line)}>{line}</li>)}</ul>}
      <Links title={texts.dialog.affected} records={affected.nodes} />
      {!leads && !lines.length && !affected.nodes.length && <p class="hint">{texts.dialog.nobody}</p>}
    </div>
  );
}

type Item = { kind: string; state: string; message: string; findings: { code: string; severity: string; message: string }[] };
const NAMES: Record<string, string> = { READY: texts.dialog.ready, WARNING: texts.dialog.warning, BLOCKED: texts.dialog.blocked };

function ListOf({ checklist }: { checklist: { ready: boolean; items: Item[] } }) {
  return (
    <>
      <h3>{texts.dialog.checklist}</h3>
      <ul class="checklist">
        {checklist.items.map((item) => (
          <li key={item.kind} class={item.state.toLowerCase()}>
            <span class="mark">{NAMES[item.state] ?? item.state}</span>
            <span>
              <b>{texts.dialog.items[item.kind] ?? item.kind}:</b> {item.message}
              <Findings findings={item.findings.filter((finding) => !item.message.includes(finding.message))} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
