// The runs of an audience journey, the newest first.
import { useEffect } from 'preact/hooks';
import { useAsk, Waiting } from '../parts/load';
import { usePolling } from '../parts/polling';
import { When } from '../parts/times';
import { humanized, texts } from '../texts';
import { Runs } from './documents';

export function RunsOf({ id, cursor, progress }: { id: string; cursor: string | undefined; progress: string | undefined }) {
  const { data, error, again } = useAsk(Runs, { id, atLeast: cursor });
  const running = !!data?.record && 'runHistory' in data.record && data.record.runHistory.nodes.some((run) => run.status === 'RUNNING');
  useEffect(again, [progress]);
  usePolling(again, running);
  if (!data?.record || !('runHistory' in data.record)) return <Waiting error={error} />;
  const runs = [...data.record.runHistory.nodes].reverse();
  const { runColumns: names } = texts.journey;
  return (
    <section class="card stack">
      <h2>{texts.journey.runs}</h2>
      {!runs.length ? (
        <p class="hint">{texts.journey.noRuns}</p>
      ) : (
        <div class="scroll-x" tabIndex={0} role="region" aria-label={texts.journey.runs}>
          <table>
            <thead>
              <tr>{Object.values(names).map((name) => <th key={name} scope="col">{name}</th>)}</tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <tr key={run.id}>
                  <td>{run.trigger ? humanized(run.trigger) : texts.none}</td>
                  <td>{humanized(run.status)}{run.error && <small class="why">{run.error}</small>}</td>
                  <td><When at={run.startedAt} /></td>
                  {([run.entered, run.progressed, run.exited, run.completed, run.failed]).map((count, index) => <td key={index}>{texts.number(count)}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
