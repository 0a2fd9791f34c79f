// The plan before a group goes live: the order, what else has to, and what is in the way.
import { useEffect, useState } from 'preact/hooks';
import { ask, tell } from '../api/client';
import { graphql, type ResultOf } from '../api/graphql';
import { FindingFields } from '../api/documents';
import { Dialog } from '../parts/dialog';
import { useAsk, Waiting } from '../parts/load';
import { Findings } from '../parts/refused';
import { typeName } from '../parts/state';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import type { RecordFilter } from './filter';
import { OperationView } from './operation-view';

export const Plan = graphql(
  `query Plan($ids: [ID!]!) { goLivePlan(ids: $ids) {
    ready findings { ...FindingFields } cycles { message }
    steps { asked record { id type name } needs { id name } findings { ...FindingFields } }
  } }`,
  [FindingFields],
);
const Ids = graphql(`query Ids($filter: RecordFilter, $after: String) { records(filter: $filter, first: 100, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } }`);
export const GoLiveAll = graphql(`mutation GoLiveAll($ids: [ID!]!, $key: String) { goLiveAll(ids: $ids, idempotencyKey: $key) { id } }`);

/** All that match; a plan takes 1,000. */
async function idsOf(filter: RecordFilter): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { records }: ResultOf<typeof Ids> = await ask(Ids, { filter, after });
    ids.push(...records.nodes.map((record) => record.id));
    ({ endCursor: after, hasNextPage: more } = records.pageInfo);
  }
  return ids;
}

export default function PlanDialog({ filter, onClose }: { filter: RecordFilter; onClose: () => void }) {
  const [ids, setIds] = useState<string[]>();
  useEffect(() => void idsOf(filter).then(setIds, failed), []);
  const { data, error } = useAsk(Plan, { ids: ids ?? [] }, !ids);
  const [begun, begin] = useState<string>();
  const [key] = useState(() => crypto.randomUUID());
  const plan = data?.goLivePlan;
  const go = async () => {
    const { goLiveAll } = await tell(GoLiveAll, { ids: plan!.steps.map((step) => step.record.id), key });
    begin(goLiveAll?.id);
  };
  return (
    <Dialog title={texts.plan.title} onClose={onClose} wide>
      {begun ? (
        <OperationView id={begun} />
      ) : !plan ? (
        <Waiting error={error} />
      ) : (
        <div class="stack">
          <p class={`notice ${plan.ready ? 'good' : 'bad'}`}>{!plan.steps.length ? texts.plan.nothing : plan.ready ? texts.plan.ready : texts.plan.notReady}</p>
          {plan.cycles.map((cycle) => <p key={cycle.message} class="notice bad">{cycle.message}</p>)}
          <Findings findings={plan.findings} />
          {plan.steps.length > 1 && <p>{texts.plan.order}</p>}
          <ol class="plan">
            {plan.steps.map((step) => (
              <li key={step.record.id}>
                <a href={`/records/${step.record.id}`}>{step.record.name}</a> <small>{typeName(step.record.type)}</small>
                {!step.asked && <small> · {texts.plan.needed}</small>}
                {step.needs.length > 0 && <small> · {texts.plan.needs(step.needs.map((each) => `“${each.name}”`).join(', '))}</small>}
                <Findings findings={step.findings} />
              </li>
            ))}
          </ol>
          <footer>
            <button type="button" onClick={onClose}>{plan.steps.length ? texts.cancel : texts.close}</button>
            {plan.steps.length > 0 && (
              <button type="button" class="primary" disabled={!plan.ready} onClick={() => go().catch(failed)}>
                {texts.plan.do(plan.steps.length)}
              </button>
            )}
          </footer>
        </div>
      )}
    </Dialog>
  );
}
