// The plan before a group goes live: the order, what else has to, and what is in the way.
import { useState } from 'preact/hooks';
import { tell } from '../api/client';
import { graphql } from '../api/graphql';
import { FindingFields } from '../api/documents';
import { Dialog } from '../parts/dialog';
import { useAsk, Waiting } from '../parts/load';
import { Findings } from '../parts/refused';
import { typeName } from '../parts/state';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import { OperationView } from './operation-view';

export const Plan = graphql(
  `query Plan($ids: [ID!]!) { goLivePlan(ids: $ids) {
    ready findings { ...FindingFields } cycles { message }
    steps { asked record { id type name } needs { id name } findings { ...FindingFields } }
  } }`,
  [FindingFields],
);
export const GoLiveAll = graphql(`mutation GoLiveAll($ids: [ID!]!, $key: String) { goLiveAll(ids: $ids, idempotencyKey: $key) { id } }`);

export default function PlanDialog({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const { data, error } = useAsk(Plan, { ids });
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
          <p>{plan.steps.length > 1 && texts.plan.order}</p>
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
            <button type="button" onClick={onClose}>{texts.cancel}</button>
            <button type="button" class="primary" disabled={!plan.ready || !plan.steps.length} onClick={() => go().catch(failed)}>
              {texts.plan.do(plan.steps.length)}
            </button>
          </footer>
        </div>
      )}
    </Dialog>
  );
}
