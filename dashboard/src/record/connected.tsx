// What a record uses, and who uses it.
import { useAsk, Waiting } from '../parts/load';
import { State, typeName } from '../parts/state';
import { texts } from '../texts';
import { Connections } from './documents';

type Other = { id: string; type: string; name: string; status: string; statusReason: string | null; publishStatus: string | null };

export function Connected({ id, cursor }: { id: string; cursor: string | undefined }) {
  const { data, error } = useAsk(Connections, { id, atLeast: cursor });
  if (!data?.record) return <Waiting error={error} />;
  return (
    <div class="two">
      <Group title={texts.record.usesTitle} none={texts.record.usesNone} found={data.record.uses} />
      <Group title={texts.record.usedByTitle} none={texts.record.usedByNone} found={data.record.usedBy} />
    </div>
  );
}

function Group({ title, none, found: { totalCount, nodes: others } }: { title: string; none: string; found: { totalCount: number; nodes: Other[] } }) {
  return (
    <section class="card stack">
      <h2>{title} {totalCount > others.length && <small>{texts.journey.of(others.length, totalCount)}</small>}</h2>
      {!others.length && <p class="hint">{none}</p>}
      <ul class="lines">
        {others.map((other) => (
          <li key={other.id}>
            <span>
              <a href={`/records/${other.id}`}>{other.name}</a> <small>{typeName(other.type)}</small>
            </span>
            <State of={other} />
          </li>
        ))}
      </ul>
    </section>
  );
}
