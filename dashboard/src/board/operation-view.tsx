// A bulk operation: how far it is, and what each record answered.
import { useEffect, useState } from 'preact/hooks';
import { ask, tell } from '../api/client';
import { graphql, type FragmentOf } from '../api/graphql';
import { Waiting } from '../parts/load';
import { Findings } from '../parts/refused';
import { typeName } from '../parts/state';
import { failed } from '../parts/toasts';
import { texts } from '../texts';

const ASK_EVERY = 400; // ms: the API has no subscription for bulk operations

export const OperationFields = graphql(`fragment OperationFields on BulkOperation {
  id status action dryRun done total
  items(first: 100) { nodes { recordId recordType status code message record { id name } findings { code severity message } } pageInfo { hasNextPage } }
}`);
export type BulkOperation = FragmentOf<typeof OperationFields>;
const One = graphql(`query Operation($id: ID!) { node(id: $id) { __typename ...OperationFields } }`, [OperationFields]);
const Cancel = graphql(`mutation CancelOperation($id: ID!) { cancelBulkOperation(id: $id) { id } }`);

export function OperationView({ id }: { id: string }) {
  const [operation, set] = useState<BulkOperation>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    const look = async () => {
      try {
        const { node } = await ask(One, { id });
        if (gone) return;
        if (node?.__typename !== 'BulkOperation') return setError(texts.notFound);
        set(node);
        if (node.status === 'RUNNING') timer = setTimeout(look, ASK_EVERY);
      } catch (failure) {
        if (!gone) timer = setTimeout(look, 5 * ASK_EVERY);
      }
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [id]);
  if (!operation) return <Waiting error={error} />;
  const running = operation.status === 'RUNNING';
  const not = operation.items.nodes.filter((item) => ['REFUSED', 'FAILED', 'SKIPPED', 'CANCELLED'].includes(item.status)).length;
  return (
    <div class="stack" data-operation={operation.status}>
      <p role="status">
        <progress value={operation.done} max={operation.total || 1} aria-label={texts.bulk.results} />
        {running ? texts.bulk.progress(operation.done, operation.total) : texts.bulk.summary(operation.done - not, not)}
      </p>
      {running && <button type="button" onClick={() => tell(Cancel, { id }).catch(failed)}>{texts.bulk.cancel}</button>}
      <Items items={operation.items.nodes} />
    </div>
  );
}

const FIRST = ['FAILED', 'REFUSED', 'SKIPPED', 'CANCELLED', 'STARTED', 'WAITING', 'DONE'];

/** What each record answered; what didn't go through comes first. */
export function Items({ items, dryRun = false }: { items: BulkOperation['items']['nodes']; dryRun?: boolean }) {
  const sorted = [...items].sort((a, b) => FIRST.indexOf(a.status) - FIRST.indexOf(b.status));
  return (
    <ul class="items">
      {sorted.map((item) => (
        <li key={item.recordId} data-status={item.status}>
          <span class={`outcome ${item.status.toLowerCase()}`}>{dryRun && item.status === 'DONE' ? texts.dialog.ready : (texts.bulk.items[item.status] ?? item.status)}</span>
          <span>
            {item.record ? <a href={`/records/${item.recordId}`}>{item.record.name}</a> : item.recordId} <small>{typeName(item.recordType)}</small>
            {item.message && <span class="why">{item.message}</span>}
            <Findings findings={item.findings.filter((finding) => finding.message !== item.message)} />
          </span>
        </li>
      ))}
    </ul>
  );
}
