// The board: all records by type and state, as they are now.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useStore } from '../api/store';
import { may } from '../api/session';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import { lazy } from '../app/lazy';
import { go, usePlace } from '../app/router';
import '../styles/board.css';
import { Activity } from './activity';
import { BulkBar } from './bulk';
import { LiveCounts } from './counts';
import { Facets } from './facets';
import { address, asked, DEFAULT_SORT, filterOf, orderOf, type Asked } from './filter';
import { List } from './list';
import { Rows } from './rows';
import { useViews, Views } from './views';

const Create = lazy(() => import('./create'));

export function Board() {
  const { query } = usePlace();
  const now = asked(query);
  const views = useViews();
  const view = views.find(now.view);
  const waiting = now.view !== null && !views.ready;
  const filter = filterOf(now, view?.filter ?? null);
  const usual = view?.sort ?? DEFAULT_SORT;
  const sort = now.sort ?? usual;
  const key = JSON.stringify([filter, sort, waiting]);
  const baseKey = JSON.stringify(filterOf(now, view?.filter ?? null, true));
  const rows = useMemo(() => (waiting ? null : new Rows(filter, orderOf(sort), failed)), [key]);
  const counts = useMemo(() => new LiveCounts(JSON.parse(baseKey)), [baseKey]);
  useEffect(() => () => rows?.close(), [rows]);
  useEffect(() => () => counts.close(), [counts]);
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [creating, create] = useState(false);
  useEffect(() => {
    choose(new Set());
    setAll(false);
  }, [key]);

  const change = (part: Partial<Asked>) => go(address({ ...now, ...part }), { replace: 'search' in part });
  const tallied = useStore(counts.shown);
  const narrowed = Boolean(now.search || now.types.length || now.states.length || now.view);
  if (tallied.ready && !tallied.total && !narrowed)
    return (
      <>
        <div class="empty">
          <h1>{texts.board.emptyAtAll}</h1>
          <p>{texts.board.begin}</p>
          <a class="button primary" href="/start">{texts.board.toStart}</a>
          {may('EDITOR') && <button type="button" onClick={() => create(true)}>{texts.board.createTitle}</button>}
        </div>
        {creating && <Create onClose={() => create(false)} />}
      </>
    );
  return (
    <div class="board">
      <header class="page-head">
        <h1>{texts.board.title}</h1>
        <Search value={now.search} onChange={(search) => change({ search })} />
        <Views views={views} now={now} filter={filter} sort={sort} />
        <label class="inline">
          <span class="visually-hidden">{texts.board.sort}</span>
          <select value={sort} onChange={(event) => change({ sort: event.currentTarget.value === usual ? null : event.currentTarget.value })}>
            {Object.entries(texts.board.sorts).map(([value, name]) => (
              <option key={value} value={value}>{name}</option>
            ))}
          </select>
        </label>
        {may('EDITOR') && (
          <button type="button" class="primary" onClick={() => create(true)}>
            {texts.board.create}
          </button>
        )}
      </header>
      <Facets counts={tallied} now={now} onChange={change} />
      <div class="split">
        {rows && <List rows={rows} chosen={chosen} all={all} onChoose={choose} onAll={setAll} />}
        <Activity />
      </div>
      {(chosen.size > 0 || all) && rows && (
        <BulkBar rows={rows} chosen={chosen} all={all} onAll={setAll} filter={filter} onClear={() => (choose(new Set()), setAll(false))} />
      )}
      {creating && <Create onClose={() => create(false)} />}
    </div>
  );
}

/** Searches while one types, a moment after the last key. */
function Search({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, type] = useState(value);
  useEffect(() => type(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), 200);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      if (event.key !== '/' || (event.target as Element).closest('input, textarea, select, dialog')) return;
      event.preventDefault();
      document.getElementById('search')?.focus();
    };
    addEventListener('keydown', slash);
    return () => removeEventListener('keydown', slash);
  }, []);
  return <input id="search" class="search" type="search" aria-label={texts.board.search} aria-keyshortcuts="/" placeholder={texts.board.search} value={typed} onInput={(event) => type(event.currentTarget.value)} />;
}
