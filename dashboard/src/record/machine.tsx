// The type's lifecycle as the server describes it, with the state that the record is in lit.
import { useAsk, Waiting } from '../parts/load';
import { stateOf, tone, typeName } from '../parts/state';
import { humanized, texts } from '../texts';
import { Graph, type GraphEdge } from '../parts/graph';
import { LifecycleOf, type RecordData } from './documents';

type Way = { from: string; to: string; label: string; system: boolean };

export default function Machine({ record }: { record: RecordData }) {
  const { data, error } = useAsk(LifecycleOf, { type: record.type });
  if (!data) return <Waiting error={error} />;
  const { states, transitions } = data.lifecycle;
  const named = (state: { statusReason: string | null; publishStatus: string | null; status: string | null; name: string }) => state.statusReason ?? state.publishStatus ?? state.status ?? state.name;
  const current = states.find((state) => named(state) === stateOf(record))?.name;

  const ways: Way[] = transitions
    .filter((each) => !each.ofOlderVersion)
    .flatMap((each) => {
      const to = each.to ? [each.to.name] : each.target === 'STOPPED_OR_DRAFT' ? states.filter((state) => ['STOPPED', 'DRAFT'].includes(named(state))).map((state) => state.name) : [];
      const label = each.action ? (texts.actions[each.action] ?? each.action) : humanized(each.event ?? '');
      const onward = [
        ...(each.to && each.then ? [{ from: each.to.name, to: each.then.name, label: texts.record.workDone, system: true }] : []),
        ...(each.to && each.failed ? [{ from: each.to.name, to: each.failed.name, label: texts.record.workFailed, system: true }] : []),
      ];
      return [...to.filter((name) => name !== each.from.name).map((name) => ({ from: each.from.name, to: name, label, system: !each.action })), ...onward];
    });
  const joined = new Map<string, GraphEdge & { labels: Set<string> }>();
  for (const { from, to, label, system } of ways) {
    const key = `${from}>${to}`;
    const edge = joined.get(key) ?? { from, to, labels: new Set<string>(), tone: system ? 'system' : '' };
    edge.labels.add(label);
    if (!system) edge.tone = '';
    joined.set(key, edge);
  }
  const edges = [...joined.values()].map(({ labels, ...edge }) => ({ ...edge, label: [...labels].join(', ') }));
  const reached = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  const nodes = [...states]
    .sort((a, b) => Number(named(b) === 'DRAFT') - Number(named(a) === 'DRAFT'))
    .filter((state) => reached.has(state.name) || state.name === current)
    .map((state) => ({
      id: state.name,
      width: Math.max(96, state.name.length * 8 + 40),
      height: 40,
      content: (
        <span class={`machine-state ${tone(named(state))} ${state.name === current ? 'current' : ''}`} aria-current={state.name === current ? 'true' : undefined}>
          {state.name}
        </span>
      ),
    }));
  return (
    <section class="card stack">
      <h2>{texts.record.machineFor(typeName(record.type))}</h2>
      <Graph nodes={nodes} edges={edges} label={texts.record.machineFor(typeName(record.type))} />
      <details>
        <summary>{texts.record.transitions}</summary>
        <ul class="plain">
          {edges.map((edge) => (
            <li key={`${edge.from}>${edge.to}`}>
              {texts.history.from(edge.from, edge.to)}: {edge.label}
              {edge.tone === 'system' && <small> ({texts.record.system})</small>}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
