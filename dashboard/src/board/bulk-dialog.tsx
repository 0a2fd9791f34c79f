// A bulk action before and after it is taken.
import { useEffect, useState } from 'preact/hooks';
import { tell } from '../api/client';
import { graphql } from '../api/graphql';
import { Dialog } from '../parts/dialog';
import { Waiting } from '../parts/load';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import type { RecordFilter } from './filter';
import { Items, OperationFields, OperationView, type BulkOperation } from './operation-view';
import type { Action } from '../api/act';

const Perform = graphql(
  `mutation Perform($action: Action!, $filter: RecordFilter, $confirm: Boolean!, $dryRun: Boolean!, $all: Boolean!, $key: String) {
    performAction(action: $action, filter: $filter, confirm: $confirm, dryRun: $dryRun, all: $all, idempotencyKey: $key) { ...OperationFields }
  }`,
  [OperationFields],
);

export default function BulkDialog({ action, filter, onClose }: { action: string; filter: RecordFilter; onClose: () => void }) {
  const [confirm, setConfirm] = useState(false);
  const [trial, setTrial] = useState<BulkOperation>();
  const [begun, begin] = useState<string>();
  const [error, setError] = useState<string>();
  const [key] = useState(() => crypto.randomUUID());
  const asked = { action: action as Action, filter, confirm, all: Object.keys(filter).length === 0 };

  useEffect(() => {
    let gone = false;
    setTrial(undefined);
    tell(Perform, { ...asked, dryRun: true }).then(
      ({ performAction }) => !gone && setTrial(performAction ?? undefined),
      (failure: Error) => !gone && setError(failure.message),
    );
    return () => void (gone = true);
  }, [confirm]);

  const run = async () => {
    const { performAction } = await tell(Perform, { ...asked, dryRun: false, key });
    begin(performAction?.id);
  };
  const refused = trial?.items.nodes.filter((item) => item.status !== 'DONE').length ?? 0;
  return (
    <Dialog title={texts.bulk.run(action, trial?.total ?? 0)} onClose={onClose} wide>
      {begun ? (
        <OperationView id={begun} />
      ) : (
        <div class="stack">
          {!trial ? (
            <Waiting error={error} />
          ) : (
            <>
              <h3>{texts.bulk.would}</h3>
              <p>
                {texts.number(trial.items.nodes.length - refused)} {texts.bulk.wouldDo}
                {refused > 0 && <> · {texts.number(refused)} {texts.bulk.items.REFUSED!.toLowerCase()}</>}
              </p>
              <Items items={trial.items.nodes} dryRun />
            </>
          )}
          <label class="check">
            <input type="checkbox" checked={confirm} onChange={(event) => setConfirm(event.currentTarget.checked)} /> {texts.bulk.confirm}
          </label>
          <footer>
            <button type="button" onClick={onClose}>{texts.cancel}</button>
            <button type="button" class="primary" disabled={!trial} onClick={() => run().catch(failed)}>
              {texts.bulk.run(action, trial?.total ?? 0)}
            </button>
          </footer>
        </div>
      )}
    </Dialog>
  );
}
