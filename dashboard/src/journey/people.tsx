// Who is at a step, or in the journey, and the path that somebody took.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/client';
import { useAsk, Waiting } from '../parts/load';
import { When } from '../parts/times';
import { failed } from '../parts/toasts';
import { coded, humanized, texts } from '../texts';
import { Passages, PathOf, type Passage } from './documents';

export const nameOf = (contact: { email: string | null; firstName: string | null; lastName: string | null } | null): string =>
  contact ? [contact.firstName, contact.lastName].filter(Boolean).join(' ') || contact.email || texts.journey.hidden : texts.none;

type Props = { id: string; version: number | undefined; stepId: string | undefined; names: Map<string, string>; moved: string | undefined };

export function People({ id, version, stepId, names, moved }: Props) {
  const wanted = { id, version, stepId, status: stepId ? ('INSIDE' as const) : undefined };
  const { data, error, again } = useAsk(Passages, wanted, version === undefined);
  const [more, setMore] = useState<{ to: unknown; nodes: readonly Passage[]; end: string | null }>();
  const [opened, open] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(again, 300); // a burst of movements asks once
    return () => clearTimeout(timer);
  }, [moved]);
  const record = data?.record;
  if (version === undefined) return <p class="hint">{texts.journey.nobody}</p>;
  if (!record || !('passages' in record)) return <Waiting error={error} />;
  const { totalCount, nodes, pageInfo } = record.passages;
  const later = more?.to === data ? more : undefined;
  const passages = [...nodes, ...(later?.nodes ?? [])];
  const end = later ? later.end : pageInfo.hasNextPage ? pageInfo.endCursor : null;
  const onward = async () => {
    const next = (await ask(Passages, { ...wanted, after: end })).record;
    if (next && 'passages' in next) setMore({ to: data, nodes: [...(later?.nodes ?? []), ...next.passages.nodes], end: next.passages.pageInfo.hasNextPage ? next.passages.pageInfo.endCursor : null });
  };
  if (!passages.length) return <p class="hint">{texts.journey.nobody}</p>;
  return (
    <>
    {stepId === undefined && <p class="hint">{texts.journey.choose}</p>}
    <ul class="people">
      {passages.map((passage) => (
        <li key={passage.id}>
          <button type="button" class="link" aria-expanded={opened === passage.id} onClick={() => open(opened === passage.id ? undefined : passage.id)}>
            {nameOf(passage.contact)}
          </button>
          <Standing passage={passage} />
          {opened === passage.id && <Path id={passage.id} contact={passage.contact?.id} names={names} />}
        </li>
      ))}
    </ul>
    {end && <button type="button" onClick={() => onward().catch(failed)}>{texts.more} <small>{texts.journey.of(passages.length, totalCount)}</small></button>}
    </>
  );
}

function Standing({ passage }: { passage: Passage }) {
  return (
    <small>
      {humanized(passage.status)}
      {passage.reason && `: ${coded(passage.reason)}`}
      {passage.held && ` · ${texts.journey.held(coded(passage.held).toLowerCase())}`}
      {passage.dueAt && (
        <>
          {' '}· {texts.journey.due} <When at={passage.dueAt} />
        </>
      )}
    </small>
  );
}

export function Path({ id, contact, names }: { id: string; contact?: string; names?: Map<string, string> }) {
  const { data, error } = useAsk(PathOf, { id });
  if (data?.node?.__typename !== 'Passage') return <Waiting error={error} />;
  return (
    <ol class="timeline path" aria-label={texts.journey.path}>
      {data.node.path.nodes.map((step) => (
        <li key={step.number} class={step.outcome === 'PASSED' ? 'live' : step.outcome === 'FAILED' ? 'error' : ''}>
          {step.name || step.stepId} <small>{step.branch ?? humanized(step.outcome)}{step.reason && `: ${coded(step.reason)}`} · <When at={step.leftAt} /></small>
        </li>
      ))}
      <li class={data.node.status === 'INSIDE' ? 'moving' : ''}>
        {data.node.status === 'INSIDE' ? (names?.get(data.node.stepId ?? '') ?? data.node.stepId ?? '') : humanized(data.node.status)} {contact && <a href={`/contacts/${contact}`}>{texts.journey.contact}</a>}
      </li>
    </ol>
  );
}
