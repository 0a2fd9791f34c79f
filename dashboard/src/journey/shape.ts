// A journey as it is drawn: its steps, their ways and its entry, out of the working copy or out of what a version froze.
import { useAsk } from '../parts/load';
import { NamesOf } from '../record/documents';
import { namesIn } from '../record/values';
import { Frozen, Steps } from './documents';

export type Step = { id: string; name: string; kind: string; next: { branch: string | null; stepId: string | null }[]; emailId?: string | null; duration?: string | null };
export type Shape = { steps: Step[]; entry: string };
type Snapshot = { steps?: (Omit<Step, 'next'> & { next: string | null; branches: { name: string; next: string | null }[] })[]; entry?: { segment: { segmentIds: string[] } | null; trigger: { event: string | null } | null } | null; entryRules?: string[] };

export type Drawn = { shape: Shape | undefined; versions: { id: string; number: number }[]; error: string | undefined };

/** The working copy, or the version of that number. */
export function useShape(id: string, version: number | undefined, cursor: string | undefined): Drawn {
  const copy = useAsk(Steps, { id, atLeast: cursor });
  const journey = copy.data?.record;
  const versions = journey && 'versions' in journey ? journey.versions.nodes : [];
  const wanted = versions.find((each) => each.number === version)?.id;
  const frozen = useAsk(Frozen, { id: wanted ?? '' }, !wanted);
  const node = frozen.data?.node?.__typename === 'Version' && frozen.data.node.id === wanted ? frozen.data.node : undefined;
  const snapshot = node?.snapshot as Snapshot | undefined;
  const ids = snapshot?.entry?.segment?.segmentIds ?? [];
  const named = useAsk(NamesOf, { ids }, !ids.length);
  const error = copy.error ?? frozen.error ?? named.error;
  if (!journey || !('steps' in journey)) return { shape: undefined, versions, error };
  if (!wanted) {
    const steps = journey.steps.map((step) => ({ ...step, emailId: 'email' in step ? step.email?.id : null, name: step.name || ('email' in step ? step.email?.name : '') || step.id }));
    const entry = 'entry' in journey ? journey.entry : null;
    const rules = 'entryRules' in journey ? journey.entryRules : [];
    return { shape: { steps, entry: rules.join(', ') || entry?.segment?.segments.map((each) => each.name).join(', ') || entry?.trigger?.event || '' }, versions, error };
  }
  if (!snapshot || (ids.length && !named.data)) return { shape: undefined, versions, error };
  const names = namesIn(named.data?.nodes);
  const steps = (snapshot.steps ?? []).map(({ next, branches, ...step }) => ({
    ...step,
    name: step.name || step.id,
    next: branches.length ? branches.map((each) => ({ branch: each.name, stepId: each.next })) : next ? [{ branch: null, stepId: next }] : [],
  }));
  const entry = snapshot.entryRules?.join(', ') || ids.map((each) => names.get(each) ?? each).join(', ') || snapshot.entry?.trigger?.event || '';
  return { shape: { steps, entry }, versions, error };
}
