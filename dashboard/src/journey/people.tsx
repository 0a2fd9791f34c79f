// Who is at a step, or in the journey, and the path that somebody took.
import { useEffect, useState } from 'preact/hooks';
import { useAsk, Waiting } from '../parts/load';
import { When } from '../parts/times';
import { humanized, texts } from '../texts';
import { Passages, PathOf, type Passage } from './documents';

export const nameOf = (contact: { email: string | null; firstName: string | null; lastName: string | null } | null): string =>
  contact ? [contact.firstName, contact.lastName].filter(Boolean).join(' ') || contact.email || texts.journey.hidden : texts.none;

export function People({ id, version, stepId, count }: { id: string; version: number | undefined; stepId: string | undefined; count: number | undefined }) {
  const { data, error, again } = useAsk(Passages, { id, version, stepId, status: stepId ? ('INSIDE' as const) : undefined }, version === undefined);
  const [opened, open] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(again, 300); // a burst of movements asks once
    return () => clearTimeout(timer);
  }, [count]);
  const record = data?.record;
  if (version === undefined) return <p class="hint">{texts.journey.nobody}</p>;
  if (!record || !('passages' in record)) return <Waiting error={error} />;
  const passages = record.passages.nodes;
  if (!passages.length) return <p class="hint">{texts.journey.nobody}</p>;
  return (
    <ul class="people">
      {passages.map((passage) => (
        <li key={passage.id}>
          <button type="button" class="link" aria-expanded={opened === passage.id} onClick={() => open(opened === passage.id ? undefined : passage.id)}>
            {nameOf(passage.contact)}
          </button>
          <Standing passage={passage} />
          {opened === passage.id && <Path id={passage.id} contact={passage.contact?.id} />}
        </li>
      ))}
    </ul>
  );
}

function Standing({ passage }: { passage: Passage }) {
  return (
    <small>
      {humanized(passage.status)}
      {passage.reason && `: ${passage.reason}`}
      {passage.held && ` · ${passage.held}`}
      {passage.dueAt && (
        <>
          {' '}· {texts.journey.due} <When at={passage.dueAt} />
        </>
      )}
    </small>
  );
}

export function Path({ id, contact }: { id: string; contact?: string }) {
  const { data, error } = useAsk(PathOf, { id });
  if (data?.node?.__typename !== 'Passage') return <Waiting error={error} />;
  return (
    <ol class="timeline path" aria-label={texts.journey.path}>
      {data.node.path.nodes.map((step) => (
        <li key={step.number} class={step.outcome === 'PASSED' ? 'live' : step.outcome === 'FAILED' ? 'error' : ''}>
          {step.name || step.stepId} <small>{step.branch ?? humanized(step.outcome)}{step.reason && `: ${step.reason}`} · <When at={step.leftAt} /></small>
        </li>
      ))}
      <li class={data.node.status === 'INSIDE' ? 'moving' : ''}>
        {data.node.status === 'INSIDE' ? (data.node.stepId ?? '') : humanized(data.node.status)} {contact && <a href={`/contacts/${contact}`}>{texts.journey.contact}</a>}
      </li>
    </ol>
  );
}
