// A bulk operation: how far it is, and what each record answered, or in a dry run would; what didn't go through comes first.
import { useEffect, useState } from 'preact/hooks';
import { ask, tell } from '../api/client';
import { graphql, type FragmentOf, type Of } from '../api/graphql';
import { Waiting } from '../parts/load';
import { Findings } from '../parts/refused';
import { typeName } from '../parts/state';
import { failed } from '../parts/toasts';
import { texts } from '../texts';

const ASK_EVERY = 400; // ms: the API has no subscription for bulk operations
const NOT_DONE: Of<'BulkItemStatus'>[] = ['FAILED', 'REFUSED', 'SKIPPED', 'CANCELLED'];
const OTHERS: Of<'BulkItemStatus'>[] = ['DONE', 'STARTED', 'WAITING'];

const Item = graphql(`fragment Item on BulkItem { recordId recordType status code message record { id name } findings { code severity message } }`);
type Item = FragmentOf<typeof Item>;
const One = graphql(
  `query Operation($id: ID!, $notDone: [BulkItemStatus!], $others: [BulkItemStatus!]) { node(id: $id) { __typename ... on BulkOperation {
    id status action dryRun done total
    notDone: items(statuses: $notDone, first: 100) { totalCount nodes { ...Item } pageInfo { endCursor hasNextPage } }
    others: items(statuses: $others, first: 100) { totalCount nodes { ...Item } pageInfo { endCursor hasNextPage } }
  } } }`,
  [Item],
);
const More = graphql(
  `query OperationItems($id: ID!, $of: [BulkItemStatus!], $after: String) { node(id: $id) { __typename ... on BulkOperation {
    items(statuses: $of, first: 100, after: $after) { totalCount nodes { ...Item } pageInfo { endCursor hasNextPage } }
  } } }`,
  [Item],
);
const Cancel = graphql(`mutation CancelOperation($id: ID!) { cancelBulkOperation(id: $id) { id } }`);

type Page = { totalCount: number; nodes: Item[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } };
export type Operation = { id: string; status: string; action: string; dryRun: boolean; done: number; total: number; notDone: Page; others: Page };

/** The operation as it is, asked again while it runs. */
export function useOperation(id: string | undefined): { operation?: Operation; error?: string } {
  const [known, set] = useState<{ id?: string; operation?: Operation; error?: string }>({});
  useEffect(() => {
    if (!id) return;
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    const look = async () => {
      try {
        const { node } = await ask(One, { id, notDone: NOT_DONE, others: OTHERS });
        if (gone) return;
        if (node?.__typename !== 'BulkOperation') return set({ id, error: texts.notFound });
        set({ id, operation: node });
        if (node.status === 'RUNNING') timer = setTimeout(look, ASK_EVERY);
      } catch (failure) {
        if (gone) return;
        set((before) => ({ operation: before.id === id ? before.operation : undefined, id, error: (failure as Error).message }));
        timer = setTimeout(look, 5 * ASK_EVERY);
      }
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [id]);
  return known.id === id ? known : {};
}

/** `kept` where this is the operation's own page already, which dialogs lead to. */
export function OperationView({ id, kept = false }: { id: string; kept?: boolean }) {
  const { operation, error } = useOperation(id);
  if (!operation) return <Waiting error={error} />;
  const running = operation.status === 'RUNNING';
  const not = operation.notDone.totalCount;
  return (
    <div class="stack" data-operation={operation.status}>
      {kept && <h1>{texts.bulk.run(operation.action, operation.total)}</h1>}
      <p role="status">
        <progress value={operation.done} max={operation.total || 1} aria-label={texts.bulk.results} />
        {running ? texts.bulk.progress(operation.done, operation.total) : texts.bulk.summary(operation.done - not, not)}
      </p>
      {!kept && <p class="hint"><a href={`/operations/${id}`}>{texts.bulk.own}</a></p>}
      {running && <button type="button" onClick={() => tell(Cancel, { id }).catch(failed)}>{texts.bulk.cancel}</button>}
      <Results operation={operation} />
    </div>
  );
}

export function Results({ operation }: { operation: Operation }) {
  return (
    <>
      <Part operation={operation} first={operation.notDone} of={NOT_DONE} />
      <Part operation={operation} first={operation.others} of={OTHERS} />
    </>
  );
}

/** A page of results, and the next ones as they are asked for. */
function Part({ operation: { id, status, dryRun }, first, of }: { operation: Operation; first: Page; of: Of<'BulkItemStatus'>[] }) {
  const [added, add] = useState<Page[]>([]);
  const pages = [first, ...added];
  const { endCursor, hasNextPage } = pages.at(-1)!.pageInfo;
  const more = async () => {
    const { node } = await ask(More, { id, of, after: endCursor });
    if (node?.__typename === 'BulkOperation') add([...added, node.items]);
  };
  if (!first.totalCount) return null;
  return (
    <>
      <ul class="items">
        {pages.flatMap((page) => page.nodes).map((item) => (
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
      {hasNextPage && status !== 'RUNNING' && (
        <button type="button" class="more" onClick={() => more().catch(failed)}>
          {texts.bulk.more(first.totalCount - pages.reduce((sum, page) => sum + page.nodes.length, 0))}
        </button>
      )}
    </>
  );
}
