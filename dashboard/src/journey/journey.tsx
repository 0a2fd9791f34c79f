// A journey at work: its steps as a graph with the people in them, live, who they are, and its runs.
import { useEffect, useState } from 'preact/hooks';
import { follow } from '../api/follow';
import { useAsk, Waiting } from '../parts/load';
import { texts } from '../texts';
import type { RecordData } from '../record/documents';
import '../styles/journey.css';
import { JourneyCounts, Steps, type VersionCounts } from './documents';
import { People } from './people';
import { RunsOf } from './runs';
import { StepGraph } from './step-graph';

export default function Journey({ record, cursor }: { record: RecordData; cursor: string | undefined }) {
  const { data, error } = useAsk(Steps, { id: record.id, atLeast: cursor });
  const [versions, setVersions] = useState<readonly VersionCounts[]>([]);
  const [version, setVersion] = useState<number>();
  const [chosen, choose] = useState<string>();
  useEffect(
    () => follow(JourneyCounts, () => ({ id: record.id }), { onData: ({ journeyProgressChanged }) => setVersions(journeyProgressChanged.versions), catchesUp: true }),
    [record.id],
  );
  const journey = data?.record;
  if (!journey || !('steps' in journey)) return <Waiting error={error} />;
  // Unless one is chosen: the version that most people are in, or else the newest.
  const shown = versions.find((each) => each.version === version) ?? [...versions].sort((a, b) => b.people.inside - a.people.inside || b.version - a.version)[0];
  const step = shown?.steps.find((each) => each.stepId === chosen);
  return (
    <div class="journey stack">
      <div class="journey-head">
        {shown ? <Totals of={shown} /> : <span />}
        {versions.length > 1 && (
          <label class="inline">
            {texts.journey.version}
            <select value={shown?.version} onChange={(event) => setVersion(Number(event.currentTarget.value))}>
              {versions.map((each) => <option key={each.version} value={each.version}>{each.version}</option>)}
            </select>
          </label>
        )}
      </div>
      <div class="with-side">
        {journey.steps.length ? <StepGraph journey={journey} counts={shown} chosen={chosen} onChoose={choose} /> : <p class="notice">{texts.journey.noSteps}</p>}
        <aside class="card stack" aria-label={texts.journey.people}>
          {step ? (
            <>
              <h2>{texts.journey.at(step.name)}</h2>
              {step.error && <p class="notice bad">{step.error}</p>}
              {step.reasons.length > 0 && (
                <ul class="plain">
                  {step.reasons.map((each) => <li key={each.outcome + each.reason}>{each.reason}: {texts.number(each.count)} <small>{each.outcome.toLowerCase()}</small></li>)}
                </ul>
              )}
            </>
          ) : (
            <>
              <h2>{texts.journey.people}</h2>
              <p class="hint">{texts.journey.choose}</p>
            </>
          )}
          <People id={record.id} version={shown?.version} stepId={step?.stepId} count={step ? step.waiting : shown?.people.entered} />
        </aside>
      </div>
      {record.type === 'AUDIENCE_JOURNEY' && <RunsOf id={record.id} cursor={cursor} progress={JSON.stringify(shown?.people)} />}
    </div>
  );
}

function Totals({ of }: { of: VersionCounts }) {
  const { people } = of;
  return (
    <dl class="totals" data-totals>
      {(['entered', 'inside', 'completed', 'exited', 'removed', 'failed'] as const).map((each) => (
        <div key={each} class={each}>
          <dd>{texts.number(people[each])}</dd>
          <dt>{texts.journey[each]}</dt>
        </div>
      ))}
    </dl>
  );
}
