// First steps: the demo is loaded, and a launch is walked through in five clicks, while its records change beside it.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/client';
import { LiveView, type Refusal, type Row } from '../api/documents';
import { follow } from '../api/follow';
import { may, viewer } from '../api/session';
import { Refused } from '../parts/refused';
import { State, typeName } from '../parts/state';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import '../styles/start.css';
import { CUSTOMERS, editLive, forgetDemo, launch, load, mend, PARTS, remembered, RENAMED, Standing, tooEarly, type Ids } from './demo';

export default function Start() {
  const { workspace } = viewer.get()!;
  const [ids, setIds] = useState<Ids | null>(() => remembered(workspace));
  const [rows, setRows] = useState(new Map<string, Row>());
  const [imported, setImported] = useState<number>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [mended, setMended] = useState(false);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (!ids) return;
    ask(Standing, { ids: [ids.email] }).then(({ nodes: [email] }) => {
      if (email?.__typename === 'MarketingEmail') setMended(Boolean(email.subject));
      else forgetDemo(workspace), setIds(null); // it was deleted
    }, failed);
    return follow(LiveView, () => ({ filter: { ids: Object.values(ids) }, first: 10 }), {
      onData: ({ liveView }) => setRows((known) => new Map([...(liveView.snapshot ? [] : known), ...[...(liveView.snapshot ?? []), ...liveView.changed].map((row) => [row.id, row] as const)])),
      catchesUp: true,
    });
  }, [ids]);

  const journey = ids && rows.get(ids.journey);
  const email = ids && rows.get(ids.email);
  const live = Boolean(journey?.isLive);
  const done = [Boolean(ids), Boolean(refusal) || mended || Boolean(email?.isLive), mended, live, live && journey!.name === RENAMED && journey!.statusReason === 'LIVE'];
  const next = done.indexOf(false);
  const work = [
    async () => setIds(await load(workspace, setImported)),
    async () => {
      const outcome = await tooEarly(ids!);
      if (!outcome.done) setRefusal(outcome.refusal);
    },
    async () => {
      await mend(ids!);
      setMended(true);
    },
    () => launch(ids!),
    () => editLive(ids!),
  ];
  const take = async (step: number) => {
    setBusy(true);
    try {
      await work[step]!();
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="start">
      <header>
        <h1>{texts.start.title}</h1>
        <p>{texts.start.intro}</p>
        {!may('PUBLISHER') && <p class="notice">{texts.start.notYou}</p>}
      </header>
      <ol class="walk">
        {texts.start.steps.map((step, index) => {
          const waiting = index === 3 && rows.size > 0 && [...rows.values()].some((row) => row.statusReason === 'GOING_LIVE');
          return (
            <li key={step.do} class={`card ${done[index] ? 'done' : index === next ? 'next' : 'later'}`} data-step={index + 1} data-done={done[index]}>
              <h2>
                <span class="number" aria-hidden="true">{done[index] ? '✓' : index + 1}</span>
                <span class="visually-hidden">{texts.start.step(index + 1)}{done[index] ? ` (${texts.start.done})` : ''}: </span>
                {step.title}
              </h2>
              <p>{step.text}</p>
              {index === 0 && imported !== undefined && !done[0] && (
                <>
                  <progress value={imported} max={CUSTOMERS} aria-label={step.title} />
                  <p class="hint" role="status">{texts.start.contacts(imported, CUSTOMERS)}</p>
                </>
              )}
              {index === 1 && refusal && !mended && (
                <div class="stack">
                  <p>{texts.start.refused}</p>
                  <Refused refusal={refusal} />
                </div>
              )}
              {!done[index] && (
                <button type="button" class={index === next ? 'primary' : ''} disabled={index !== next || busy || waiting || !may('PUBLISHER')} onClick={() => take(index).catch(failed)}>
                  {step.do}
                </button>
              )}
            </li>
          );
        })}
      </ol>
      <aside class="card stack" aria-label={texts.start.records}>
        <h2>{texts.start.records}</h2>
        {ids ? (
          <ul class="lines">
            {PARTS.map((part) => rows.get(ids[part])).map((row) => row && (
              <li key={row.id} data-part={row.type}>
                <span>
                  <a href={`/records/${row.id}`}>{row.name}</a>
                  <small> {typeName(row.type)}</small>
                </span>
                <State of={row} />
              </li>
            ))}
          </ul>
        ) : (
          <p class="hint">{texts.start.nothing}</p>
        )}
        {next === -1 && ids && (
          <>
            <p class="notice good" role="status">{texts.start.finish}</p>
            <a class="button primary" href={`/records/${ids.journey}?tab=journey`}>{texts.start.open}</a>
          </>
        )}
      </aside>
    </div>
  );
}
