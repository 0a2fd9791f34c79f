// Before an action is taken: what it affects, what it wants to know; and after a refusal, why.
import { useState } from 'preact/hooks';
import { act, type Action, type Arguments } from '../api/act';
import type { Finding, Refusal } from '../api/documents';
import { Dialog } from '../parts/dialog';
import { Findings, Refused } from '../parts/refused';
import { failed, toast } from '../parts/toasts';
import { texts } from '../texts';
import { go } from '../app/router';
import { ActionFields } from './action-fields';
import { Consequences } from './consequences';
import type { RecordData } from './documents';

type Props = { record: RecordData; action: Action; given?: Arguments; of?: number; onDone?: () => void; onClose: () => void };

/** `given`: arguments that nobody is asked for. `of`: the version that it is about, where it isn't the record. */
export function ActionDialog({ record, action, given: known = {}, of, onDone, onClose }: Props) {
  const [given, give] = useState<Arguments>(known);
  const [refusal, refuse] = useState<Refusal>();
  const [warnings, warn] = useState<Finding[]>();
  const [busy, setBusy] = useState(false);
  // What the dialog has named needs no second question.
  const confirm = record.availableActions.find((each) => each.action === action)?.confirmNeeded ?? false;

  const take = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const outcome = await act(action, record.id, { ...given, expectedRevision: record.revision, confirm: confirm || refusal?.confirmable === true });
      if (!outcome.done) return refuse(outcome.refusal);
      toast(texts.done(action, record.name));
      onDone?.();
      if (outcome.warnings.length) return warn(outcome.warnings);
      onClose();
      if (action === 'DELETE') go('/');
      if (action === 'COPY' && outcome.record) go(`/records/${outcome.record.id}`);
    } finally {
      setBusy(false);
    }
  };
  const destructive = action === 'DELETE' || action === 'DISCARD';
  return (
    <Dialog title={`${texts.actions[action] ?? action}: ${record.name}${of ? `, ${texts.history.version(of)}` : ''}`} onClose={onClose}>
      {warnings ? (
        <div class="stack">
          <p class="notice good">{texts.dialog.warnings}</p>
          <Findings findings={warnings} />
          <footer>
            <button type="button" class="primary" onClick={onClose}>{texts.close}</button>
          </footer>
        </div>
      ) : (
        <form class="stack" onSubmit={(event) => void take(event).catch(failed)}>
          {refusal && <Refused refusal={refusal} />}
          <ActionFields action={action} record={record} given={given} onChange={give} />
          <Consequences record={record} action={action} version={known.version} />
          <footer>
            <button type="button" onClick={onClose}>{texts.cancel}</button>
            {(!refusal || refusal.confirmable) && (
              <button class={destructive ? 'danger' : 'primary'} data-confirm={action} disabled={busy}>
                {refusal?.confirmable || confirm ? texts.dialog.anyway(action) : (texts.actions[action] ?? action)}
              </button>
            )}
          </footer>
        </form>
      )}
    </Dialog>
  );
}
