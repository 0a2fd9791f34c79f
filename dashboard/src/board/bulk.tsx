// One action on all that are chosen: first what each would answer, then the doing, then what each did answer.
import { useState } from 'preact/hooks';
import { lazy } from '../app/lazy';
import { may } from '../api/session';
import { useStore } from '../api/store';
import { texts } from '../texts';
import type { RecordFilter } from './filter';
import type { Rows } from './rows';

const BulkDialog = lazy(() => import('./bulk-dialog'));
const PlanDialog = lazy(() => import('./plan'));
const ACTIONS = ['GO_LIVE', 'STOP', 'PAUSE', 'RESUME', 'EDIT', 'SAVE', 'DISCARD', 'ACTIVATE', 'DEACTIVATE', 'REVERT', 'DELETE'];
const MOST_IN_A_PLAN = 1000;

type Props = { rows: Rows; chosen: ReadonlySet<string>; all: boolean; onAll: (all: boolean) => void; filter: RecordFilter; onClear: () => void };

export function BulkBar({ rows, chosen, all, onAll, filter, onClear }: Props) {
  const { total } = useStore(rows.shown);
  const [action, setAction] = useState<string>();
  const count = all ? total : chosen.size;
  const asPlan = action === 'GO_LIVE' && count <= MOST_IN_A_PLAN;
  const which = all ? filter : { ids: [...chosen] };
  if (!may('PUBLISHER')) return null;
  return (
    <div class="bulk" role="region" aria-label={texts.bulk.what}>
      <strong role="status">{texts.bulk.selected(count)}</strong>
      {!all && chosen.size < total && (
        <button type="button" class="link" onClick={() => onAll(true)}>{texts.bulk.all(total)}</button>
      )}
      <button type="button" class="link" onClick={onClear}>{texts.bulk.clear}</button>
      <span class="actions">
        {ACTIONS.slice(0, 4).map((each) => (
          <button key={each} type="button" onClick={() => setAction(each)}>{texts.actions[each]}</button>
        ))}
        <label>
          <span class="visually-hidden">{texts.bulk.what}</span>
          <select value="" onChange={(event) => setAction(event.currentTarget.value)}>
            <option value="">{texts.bulk.moreActions}</option>
            {ACTIONS.slice(4).map((each) => (
              <option key={each} value={each}>{texts.actions[each]}</option>
            ))}
          </select>
        </label>
      </span>
      {action && asPlan && <PlanDialog filter={which} onClose={() => setAction(undefined)} />}
      {action && !asPlan && <BulkDialog action={action} filter={which} count={count} onClose={() => setAction(undefined)} />}
    </div>
  );
}
