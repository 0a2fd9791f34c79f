// What can be done with the record now, and what can't, with the reason.
import { useEffect, useState } from 'preact/hooks';
import { act, type Action } from '../api/act';
import type { Refusal } from '../api/documents';
import PlanDialog from '../board/plan';
import { usePolling } from '../parts/polling';
import { Links, Refused } from '../parts/refused';
import { failed, toast } from '../parts/toasts';
import { texts } from '../texts';
import { ActionDialog } from './action-dialog';
import type { RecordData } from './documents';
import type { Fields } from './fields';

const AT_ONCE = new Set(['EDIT', 'ACTIVATE', 'RUN_NOW']);
const LIVE = new Set(['GO_LIVE', 'SAVE']);
const FIRST = ['GO_LIVE', 'SAVE', 'EDIT', 'RESUME', 'RUN_NOW', 'FULL_RUN', 'PAUSE', 'STOP', 'DISCARD', 'REVERT', 'SET_PUBLISH_STATUS', 'ACTIVATE', 'DEACTIVATE', 'SCHEDULE', 'UNSCHEDULE', 'COPY', 'SAVE_AS_TEMPLATE', 'DELETE'];
const rank = (action: string): number => (FIRST.indexOf(action) + FIRST.length + 1) % (FIRST.length + 1);

type Props = { record: RecordData; fields: Fields; again: () => void; onRefused: () => void };

export function Actions({ record, fields, again, onRefused }: Props) {
  const [asking, ask] = useState<Action>();
  const [refusal, refuse] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const [wanted, want] = useState<Action>();
  const [planning, plan] = useState(false);
  // What was typed is saved first, and the dialog speaks of the record as it then is.
  const ready = !fields.changed && record.revision >= (fields.base?.revision ?? 0);
  useEffect(() => {
    if (!wanted || !ready) return;
    want(undefined);
    ask(wanted);
  }, [wanted, ready]);
  const known = [...record.availableActions].filter((each) => each.action !== 'RESTORE_VERSION').sort((a, b) => rank(a.action) - rank(b.action));
  // The end of a run is no change of the record's, and so nobody tells of it.
  usePolling(again, known.some((each) => each.code === 'RUN_IN_PROGRESS'));
  const unscheduled = !record.scheduled.length;
  const possible = known.filter((each) => each.allowed && !(each.action === 'UNSCHEDULE' && unscheduled));
  const impossible = known.filter((each) => !each.allowed);
  const needy = impossible.some((each) => each.action === 'GO_LIVE' && each.code === 'DEPENDENCY_NOT_LIVE');
  const primary = possible.find((each) => ['GO_LIVE', 'SAVE', 'RESUME', 'RUN_NOW'].includes(each.action))?.action;

  const take = async (action: Action) => {
    refuse(undefined);
    if (LIVE.has(action) && fields.changed) return (await fields.save()) ? want(action) : onRefused();
    if (!AT_ONCE.has(action)) return ask(action);
    setBusy(true);
    try {
      const outcome = await act(action, record.id, { expectedRevision: record.revision });
      if (outcome.done) toast(texts.done(action, record.name));
      else refuse(outcome.refusal);
      again();
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="stack" aria-label={texts.record.actions}>
      <div class="actions">
        {needy && <button type="button" class="primary" data-plan onClick={() => plan(true)}>{texts.plan.title}</button>}
        {possible.map(({ action }) => (
          <button key={action} type="button" data-action={action} class={action === primary ? 'primary' : action === 'DELETE' ? 'danger' : ''} disabled={busy} onClick={() => take(action).catch(failed)}>
            {texts.actions[action] ?? action}
          </button>
        ))}
      </div>
      {refusal && <Refused refusal={refusal} />}
      {impossible.length > 0 && (
        <details class="impossible">
          <summary>{texts.record.notNow(impossible.length)}</summary>
          <ul>
            {impossible.map(({ action, message, blockedBy }) => (
              <li key={action} data-impossible={action}>
                <button type="button" disabled aria-describedby={`why-${action}`}>{texts.actions[action] ?? action}</button>
                <div id={`why-${action}`}>
                  {message}
                  <Links title={texts.record.blocked} records={blockedBy} />
                </div>
              </li>
            ))}
          </ul>
        </details>
      )}
      {planning && <PlanDialog filter={{ ids: [record.id] }} onClose={() => plan(false)} />}
      {asking && <ActionDialog record={record} action={asking} onDone={() => asking === 'DISCARD' && fields.undo()} onClose={() => ask(undefined)} />}
    </section>
  );
}
