// The steps of a journey, each with how many wait at it, passed it, failed at it.
import { Graph, type GraphEdge, type GraphNode } from '../parts/graph';
import { texts } from '../texts';
import { brief } from '../record/duration';
import type { Shape } from './shape';

type Counts = readonly { stepId: string; waiting: number; passed: number; failed: number }[];
type Props = { shape: Shape; steps: Counts; chosen: string | undefined; onChoose: (step: string | undefined) => void };

const ENTRY = '(entry)';
const END = '(end)';

export function StepGraph({ shape, steps, chosen, onChoose }: Props) {
  const numbers = new Map(steps.map((each) => [each.stepId, each]));
  const known = new Set(shape.steps.map((step) => step.id));
  const edges: GraphEdge[] = [{ from: ENTRY, to: shape.steps[0]!.id }];
  for (const step of shape.steps) {
    if (step.kind === 'EXIT') continue;
    const ways = step.next.length ? step.next : [{ branch: null, stepId: null }];
    for (const { branch, stepId } of ways) edges.push({ from: step.id, to: stepId && known.has(stepId) ? stepId : END, label: branch ?? undefined });
  }
  const nodes: GraphNode[] = [
    { id: ENTRY, width: 236, height: 54, content: <div class="step-node entry"><span class="kind-name">{texts.journey.entry}</span><span class="title">{shape.entry || texts.none}</span></div> },
    ...shape.steps.map((step) => {
      const count = numbers.get(step.id);
      return {
        id: step.id,
        width: 236,
        height: 76,
        content: (
          <button type="button" class="step-node" data-step={step.id} aria-pressed={chosen === step.id} onClick={() => onChoose(chosen === step.id ? undefined : step.id)}>
            <span class="kind-name">{texts.journey.kinds[step.kind] ?? step.kind}{step.duration && ` · ${brief(step.duration)}`}</span>
            <span class="title">{step.name}</span>
            <span class="numbers">
              {count ? (
                <>
                  <span class="waiting-count">{texts.short(count.waiting)} {texts.journey.waiting}</span>
                  <span class="passed-count">{texts.short(count.passed)} {texts.journey.passed}</span>
                  <span class={count.failed ? 'failed-count' : ''}>{texts.short(count.failed)} {texts.journey.failed}</span>
                </>
              ) : null}
            </span>
          </button>
        ),
      };
    }),
    ...(edges.some((edge) => edge.to === END) ? [{ id: END, width: 80, height: 34, content: <div class="step-node end">{texts.journey.end}</div> }] : []),
  ];
  return <Graph nodes={nodes} edges={edges} label={texts.journey.graph} />;
}
