// One record: how it stands, what can be done with it, what it says, and what became of it.
import { useEffect, useState } from 'preact/hooks';
import { atLeast, onOwnChange } from '../api/cursor';
import { LiveView } from '../api/documents';
import { follow } from '../api/follow';
import { may } from '../api/session';
import { useAsk, Waiting } from '../parts/load';
import { State, TRANSITIONAL, typeName } from '../parts/state';
import { exact, When } from '../parts/times';
import { texts } from '../texts';
import { go, usePlace } from '../app/router';
import { lazy } from '../app/lazy';
import '../styles/record.css';
import { Actions } from './actions';
import { Check } from './check';
import { Connected } from './connected';
import { Page, type RecordData } from './documents';
import { Content } from './content';
import { useFields } from './fields';
import { HistoryOf } from './history';
import { WorkUnderWay } from './progress';
import { TestMail } from './test-mail';
import { VersionsOf } from './versions';

const Machine = lazy(() => import('./machine'));
const Journey = lazy(() => import('../journey/journey'));
const JOURNEYS = new Set(['CUSTOMER_JOURNEY', 'REAL_TIME_JOURNEY', 'AUDIENCE_JOURNEY']);

export default function RecordPage({ id }: { id: string }) {
  const [cursor, setCursor] = useState<string | undefined>(atLeast);
  const [gone, setGone] = useState(false);
  const { data, error, again } = useAsk(Page, { id, atLeast: cursor });
  useEffect(
    () =>
      follow(LiveView, () => ({ filter: { ids: [id] }, first: 1 }), {
        onData: ({ liveView }) => {
          if (liveView.removed.length) setGone(true);
          setCursor(liveView.cursor);
        },
        catchesUp: true,
      }),
    [id],
  );
  useEffect(() => onOwnChange((own) => setCursor(own)), []);
  const record = data?.record;
  useEffect(() => {
    if (record) document.title = `${record.name} · ${texts.name}`;
    return () => void (document.title = texts.name);
  }, [record?.name]);

  if (gone || (data && !record)) {
    return (
      <p class="notice">
        {gone ? texts.record.gone : texts.notFound} <a href="/">{texts.toBoard}</a>
      </p>
    );
  }
  if (!record) return <Waiting error={error} />;
  return <Shown record={record} cursor={cursor} again={again} />;
}

function Shown({ record, cursor, again }: { record: RecordData; cursor: string | undefined; again: () => void }) {
  const { query } = usePlace();
  const fields = useFields(record, cursor);
  const tabs = [
    { key: 'fields', name: texts.record.fields },
    ...(JOURNEYS.has(record.type) ? [{ key: 'journey', name: texts.record.journey }] : []),
    ...(record.publishStatus ? [] : [{ key: 'versions', name: texts.record.versions }]),
    { key: 'uses', name: texts.record.uses },
    { key: 'history', name: texts.record.history },
    { key: 'machine', name: texts.record.machine },
  ];
  const tab = tabs.find((each) => each.key === query.get('tab'))?.key ?? 'fields';
  const show = (key: string) => go(`/records/${record.id}${key === 'fields' ? '' : `?tab=${key}`}`, { replace: true });
  useEffect(() => intoSight(`tab-${tab}`), [tab]);
  const state = record.statusReason ?? record.publishStatus ?? '';
  return (
    <article class="record">
      <Head record={record} />
      {(TRANSITIONAL.has(state) || record.progress) && <WorkUnderWay record={record} />}
      {record.lastError && (
        <p class="notice bad">
          <strong>{texts.record.lastError}</strong> {record.lastError}
        </p>
      )}
      {record.scheduled.map((each) => (
        <p key={each.action} class="notice warn">{texts.record.scheduledFor(each.action, exact(each.at), each.scheduledBy)}</p>
      ))}
      <Actions record={record} fields={fields} again={again} onRefused={() => show('fields')} />
      <div class="tabs" role="tablist" aria-label={texts.record.tabs} onKeyDown={turn}>
        {tabs.map(({ key, name }) => (
          <button key={key} type="button" role="tab" id={`tab-${key}`} aria-controls="panel" aria-selected={key === tab} tabIndex={key === tab ? 0 : -1} onClick={() => show(key)}>
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${tab}`} tabIndex={-1}>
        {tab === 'fields' && (
          <div class="with-side">
            <Content record={record} fields={fields} cursor={cursor} />
            <div class="side stack">
              <Check record={record} unsaved={fields.changed > 0} />
              {record.type === 'MARKETING_EMAIL' && may('EDITOR') && <TestMail id={record.id} fields={fields} />}
            </div>
          </div>
        )}
        {tab === 'journey' && <Journey record={record} cursor={cursor} />}
        {tab === 'versions' && <VersionsOf record={record} cursor={cursor} />}
        {tab === 'uses' && <Connected id={record.id} cursor={cursor} />}
        {tab === 'history' && <HistoryOf id={record.id} cursor={cursor} />}
        {tab === 'machine' && <Machine record={record} />}
      </div>
    </article>
  );
}

/** Have the open tab seen where the row of tabs is scrolled. */
function intoSight(id: string): void {
  const tab = document.getElementById(id)!;
  tab.parentElement!.scrollLeft = tab.offsetLeft - tab.parentElement!.clientWidth / 3;
}

/** Left and right go from tab to tab. */
function turn(event: KeyboardEvent): void {
  const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!way) return;
  const tabs = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('[role=tab]')];
  const next = tabs[(tabs.indexOf(event.target as HTMLElement) + way + tabs.length) % tabs.length]!;
  next.focus();
  next.click();
}

function Head({ record }: { record: RecordData }) {
  return (
    <header class="record-head">
      <p>
        <a href="/">{texts.record.back}</a> <span aria-hidden="true">/</span> <a href={`/?type=${record.type}`}>{typeName(record.type)}</a>
      </p>
      <div class="title">
        <h1>{record.name}</h1>
        <State of={record} />
      </div>
      <dl class="facts">
        <Fact name={texts.record.liveSince} at={record.liveSince} />
        <Fact name={texts.record.changed} at={record.updatedAt} />
        <Fact name={texts.record.expires} at={record.expiresAt} />
        <Fact name={texts.record.resumes} at={record.resumeAt} />
        {record.__typename === 'Segment' && record.isLive && (
          <div>
            <dt class="visually-hidden">{texts.record.uses}</dt>
            <dd>{texts.record.members(record.memberCount)}</dd>
          </div>
        )}
        <div>
          <dt class="visually-hidden">{texts.record.revision(record.revision)}</dt>
          <dd>{texts.record.revision(record.revision)}</dd>
        </div>
      </dl>
    </header>
  );
}

function Fact({ name, at }: { name: string; at: string | null }) {
  if (!at) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd><When at={at} /></dd>
    </div>
  );
}
