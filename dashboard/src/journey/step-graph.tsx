// The steps of a journey, each with how many wait at it, passed it, failed at it.
import { Graph, type GraphEdge, type GraphNode } from '../parts/graph';
import { texts } from '../texts';
import type { VersionCounts } from './documents';

type Step = { id: string; name: string; kind: string; next: { branch: string | null; stepId: string | null }[]; email?: { name: string } | null; duration?: string | null };
type Entry = { segment: { segments: { name: string }[] } | null; trigger: { event: string | null } | null } | null;
type Journey = { steps: Step[]; entry?: Entry; entryRules?: string[] };
type Props = { journey: Journey; counts: VersionCounts | undefined; chosen: string | undefined; onChoose: (step: string | undefined) => void };

const ENTRY = '(entry)';
const END = '(end)';

export function StepGraph({ journey, counts, chosen, onChoose }: Props) {
  const numbers = new Map(counts?.steps.map((each) => [each.stepId, each]));
  const known = new Set(journey.steps.map((step) => step.id));
  const edges: GraphEdge[] = [{ from: ENTRY, to: journey.steps[0]!.id }];
  for (const step of journey.steps) {
    if (step.kind === 'EXIT') continue;
    const ways = step.next.length ? step.next : [{ branch: null, stepId: null }];
    for (const { branch, stepId } of ways) edges.push({ from: step.id, to: stepId && known.has(stepId) ? stepId : END, label: branch ?? undefined });
  }
  const nodes: GraphNode[] = [
    { id: ENTRY, width: 220, height: 54, content: <div class="step-node entry"><span class="kind-name">{texts.journey.entry}</span><span class="title">{entryOf(journey)}</span></div> },
    ...journey.steps.map((step) => {
      const count = numbers.get(step.id);
      return {
        id: step.id,
        width: 220,
        height: 76,
        content: (
          <button type="button" class="step-node" data-step={step.id} aria-pressed={chosen === step.id} onClick={() => onChoose(chosen === step.id ? undefined : step.id)}>
            <span class="kind-name">{texts.journey.kinds[step.kind] ?? step.kind}{step.duration && ` · ${step.duration}`}</span>
            <span class="title">{step.name || step.email?.name || step.id}</span>
            <span class="numbers">
              {count ? (
                <>
                  <span class="waiting-count">{texts.number(count.waiting)} {texts.journey.waiting}</span>
                  <span class="passed-count">{texts.number(count.passed)} {texts.journey.passed}</span>
                  {count.failed > 0 && <span class="failed-count">{texts.number(count.failed)} {texts.journey.failed}</span>}
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

function entryOf({ entry, entryRules }: Journey): string {
  if (entryRules?.length) return entryRules.join(', ');
  if (entry?.segment) return entry.segment.segments.map((each) => each.name).join(', ');
  return entry?.trigger?.event ?? texts.none;
}
