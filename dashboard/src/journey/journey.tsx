// A journey at work: its steps as a graph with the people in them, live, who they are, its runs, and what it would do.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/client';
import { follow } from '../api/follow';
import { may } from '../api/session';
import { Waiting } from '../parts/load';
import { Findings } from '../parts/refused';
import { failed } from '../parts/toasts';
import type { RecordData } from '../record/documents';
import { texts } from '../texts';
import '../styles/journey.css';
import { DryRun, JourneyCounts, type VersionCounts } from './documents';
import { DryRunTold } from './dry-run';
import { People } from './people';
import { RunsOf } from './runs';
import { useShape } from './shape';
import { StepGraph } from './step-graph';
import { StepTold } from './step-told';

const COPY = 0; // where others are versions' numbers

export default function Journey({ record, cursor }: { record: RecordData; cursor: string | undefined }) {
  const [counted, setCounted] = useState<readonly VersionCounts[]>([]);
  const [picked, pick] = useState<number>();
  const [chosen, choose] = useState<string>();
  const [dryRun, setDryRun] = useState<DryRun>();
  const [running, run] = useState(false);
  useEffect(
    () => follow(JourneyCounts, () => ({ id: record.id }), { onData: ({ journeyProgressChanged }) => setCounted(journeyProgressChanged.versions), catchesUp: true }),
    [record.id],
  );
  // Unless one is picked: the version that most people are in, or else the newest.
  const busiest = [...counted].sort((a, b) => b.people.inside - a.people.inside || b.version - a.version)[0];
  const number = dryRun ? COPY : (picked ?? busiest?.version ?? COPY);
  const counts = dryRun ? undefined : counted.find((each) => each.version === number);
  const { shape, error } = useShape(record.id, number || undefined, cursor);

  const play = async () => {
    run(true);
    try {
      setDryRun((await ask(DryRun, { id: record.id })).simulateJourney);
      choose(undefined);
    } finally {
      run(false);
    }
  };
  if (!shape) return <Waiting error={error} />;
  const steps = dryRun?.steps ?? counts?.steps ?? [];
  const step = shape.steps.find((each) => each.id === chosen);
  const names = new Map(shape.steps.map((each) => [each.id, each.name]));
  const copied = record.hasWorkingCopy || !record.liveVersion;
  return (
    <div class="journey stack">
      <div class="journey-head">
        {counts ? <Totals of={counts} /> : <span />}
        <div class="actions">
          {counted.length + Number(copied) > 1 && !dryRun && (
            <label class="inline">
              {texts.journey.shown}
              <select value={number} onChange={(event) => pick(Number(event.currentTarget.value))}>
                {counted.map((each) => <option key={each.version} value={each.version}>{texts.record.version(each.version)}</option>)}
                {copied && <option value={COPY}>{texts.journey.workingCopy}</option>}
              </select>
            </label>
          )}
          {may('EDITOR') && (
            <button type="button" disabled={running} aria-pressed={dryRun !== undefined} onClick={() => (dryRun ? setDryRun(undefined) : void play().catch(failed))}>
              {dryRun ? texts.journey.endDryRun : running ? texts.journey.playing : texts.journey.dryRun}
            </button>
          )}
        </div>
      </div>
      {dryRun && <DryRunTold told={dryRun} names={names} />}
      <div class="with-side">
        {shape.steps.length ? <StepGraph shape={shape} steps={steps} chosen={chosen} onChoose={choose} /> : <p class="notice">{texts.journey.noSteps}</p>}
        <aside class="card stack" aria-label={texts.journey.people}>
          {step ? <StepTold step={step} count={steps.find((each) => each.stepId === chosen)} /> : <h2>{dryRun ? texts.record.check : texts.journey.people}</h2>}
          {dryRun ? (
            !step && (dryRun.findings.length ? <Findings findings={dryRun.findings} /> : <p class="notice good">{texts.record.found}</p>)
          ) : (
            <People id={record.id} version={counts?.version} stepId={step?.id} names={names} moved={JSON.stringify(step ? steps.find((each) => each.stepId === chosen) : counts?.people)} />
          )}
        </aside>
      </div>
      {record.type === 'AUDIENCE_JOURNEY' && <RunsOf id={record.id} cursor={cursor} progress={JSON.stringify(counts?.people)} />}
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
