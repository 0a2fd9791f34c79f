// Frozen versions: when each ran, how it differs from the working copy, and the way back to it.
import type { Json } from '../api/graphql';
import { useState } from 'preact/hooks';
import { useAsk, Waiting } from '../parts/load';
import { State } from '../parts/state';
import { exact } from '../parts/times';
import { labelled, texts } from '../texts';
import { ActionDialog } from './action-dialog';
import { Comparison, idsIn } from './comparison';
import { Diff, NamesOf, Versions, type RecordData } from './documents';
import { namesIn } from './values';

export function VersionsOf({ record, cursor }: { record: RecordData; cursor: string | undefined }) {
  const { data, error } = useAsk(Versions, { id: record.id, atLeast: cursor });
  const [opened, open] = useState<string>();
  const [restoring, restore] = useState<{ id: string; number: number }>();
  const [stopping, stop] = useState<number>();
  if (!data?.record) return <Waiting error={error} />;
  const versions = [...data.record.versions.nodes].reverse();
  const may = record.availableActions.find((each) => each.action === 'RESTORE_VERSION');
  return (
    <section class="card stack">
      <h2>{texts.record.versions}</h2>
      {!versions.length && <p class="hint">{texts.record.noVersions}</p>}
      <ul class="versions">
        {versions.map((version) => (
          <li key={version.id}>
            <div class="version">
              <div>
                <strong>{texts.record.version(version.number)}</strong> {version.statusReason && <State of={{ status: 'ACTIVE', statusReason: version.statusReason, publishStatus: null }} />}
                {version.comment && <p>“{version.comment}”</p>}
                <p class="hint">
                  {version.liveFrom && texts.record.ran(exact(version.liveFrom), version.liveUntil ? exact(version.liveUntil) : texts.record.now)} {version.author && texts.history.by(version.author)}
                </p>
              </div>
              <div class="actions">
                <button type="button" aria-expanded={opened === version.id} onClick={() => open(opened === version.id ? undefined : version.id)}>
                  {opened === version.id ? texts.record.hideCompare : texts.record.compare}
                </button>
                {version.statusReason === 'COMPLETING' && record.statusReason !== 'COMPLETING' && (
                  <button type="button" onClick={() => stop(version.number)}>{texts.actions.STOP}</button>
                )}
                {may && version.frozenAt && (
                  <button type="button" disabled={!may.allowed} title={may.message ?? undefined} onClick={() => restore(version)}>
                    {texts.record.restore}
                  </button>
                )}
              </div>
            </div>
            {opened === version.id && <VersionDiff id={version.id} name={texts.record.version(version.number)} cursor={cursor} />}
          </li>
        ))}
      </ul>
      {may && !may.allowed && versions.length > 0 && <p class="hint">{may.message}</p>}
      {restoring && <ActionDialog record={record} action="RESTORE_VERSION" given={{ versionId: restoring.id }} of={restoring.number} onClose={() => restore(undefined)} />}
      {stopping && <ActionDialog record={record} action="STOP" given={{ version: stopping }} of={stopping} onClose={() => stop(undefined)} />}
    </section>
  );
}

export function VersionDiff({ id, name, cursor }: { id: string; name: string; cursor: string | undefined }) {
  const { data, error, again } = useAsk(Diff, { id });
  const [seen, see] = useState(cursor);
  if (seen !== cursor) {
    see(cursor);
    again();
  }
  const diff = data?.node?.__typename === 'Version' ? data.node.diff : undefined;
  const ids = [...new Set(idsIn((diff ?? []) as unknown as Json))].slice(0, 100);
  const named = useAsk(NamesOf, { ids }, !ids.length);
  if (!diff || (ids.length && !named.data)) return <Waiting error={error ?? named.error} />;
  if (!diff.length) return <p class="hint">{texts.record.noDifference}</p>;
  return (
    <dl class="diff">
      {diff.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{labelled(field)}</dt>
          <Comparison before={before} after={after} names={namesIn(named.data?.nodes)} titles={[name, texts.record.after]} />
        </div>
      ))}
    </dl>
  );
}
