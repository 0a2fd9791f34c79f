// A bulk action before and after it is taken: first what each record would answer, then what it did answer.
import { useEffect, useState } from 'preact/hooks';
import type { Action } from '../api/act';
import { tell } from '../api/client';
import { graphql } from '../api/graphql';
import { Dialog } from '../parts/dialog';
import { Waiting } from '../parts/load';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import type { RecordFilter } from './filter';
import { OperationView, Results, useOperation } from './operation-view';

const Perform = graphql(`mutation Perform($action: Action!, $filter: RecordFilter, $confirm: Boolean!, $dryRun: Boolean!, $all: Boolean!, $key: String) {
  performAction(action: $action, filter: $filter, confirm: $confirm, dryRun: $dryRun, all: $all, idempotencyKey: $key) { id }
}`);

export default function BulkDialog({ action, filter, count, onClose }: { action: string; filter: RecordFilter; count: number; onClose: () => void }) {
  const [confirm, setConfirm] = useState(false);
  const [trial, setTrial] = useState<string>();
  const [begun, begin] = useState<string>();
  const [error, setError] = useState<string>();
  const [key] = useState(() => crypto.randomUUID());
  const { operation, error: lost } = useOperation(trial);
  const asked = { action: action as Action, filter, confirm, all: Object.keys(filter).length === 0 };
  const known = operation?.status === 'RUNNING' ? undefined : operation;
  const ready = known?.others.totalCount ?? 0;

  useEffect(() => {
    let gone = false;
    setTrial(undefined);
    tell(Perform, { ...asked, dryRun: true }).then(
      ({ performAction }) => !gone && setTrial(performAction?.id),
      (failure: Error) => !gone && setError(failure.message),
    );
    return () => void (gone = true);
  }, [confirm]);

  const run = async () => {
    const { performAction } = await tell(Perform, { ...asked, dryRun: false, key: `${key} ${confirm}` });
    begin(performAction?.id);
  };
  return (
    <Dialog title={texts.bulk.run(action, known?.total ?? count)} onClose={onClose} wide>
      {begun ? (
        <OperationView id={begun} />
      ) : (
        <div class="stack">
          {!known ? (
            <Waiting error={error ?? lost}>{operation && texts.bulk.trying(operation.done, operation.total)}</Waiting>
          ) : (
            <>
              <p role="status">
                <strong>{texts.bulk.would(ready, known.notDone.totalCount)}</strong>
              </p>
              <Results operation={known} />
            </>
          )}
          <label class="check">
            <input type="checkbox" checked={confirm} onChange={(event) => setConfirm(event.currentTarget.checked)} /> {texts.bulk.confirm}
          </label>
          <footer>
            <button type="button" onClick={onClose}>{texts.cancel}</button>
            <button type="button" class={action === 'DELETE' ? 'danger' : 'primary'} disabled={!ready} onClick={() => run().catch(failed)}>
              {texts.bulk.run(action, ready)}
            </button>
          </footer>
        </div>
      )}
    </Dialog>
  );
}
