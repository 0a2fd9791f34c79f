// The board's list: of ten thousand rows, those are drawn that are seen.
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Row } from '../api/documents';
import { useStore } from '../api/store';
import { State, TRANSITIONAL, typeName } from '../parts/state';
import { Waiting } from '../parts/load';
import { exact, When } from '../parts/times';
import { texts } from '../texts';
import { go } from '../app/router';
import type { Rows } from './rows';

const BEYOND = 8; // rows above and below what is seen
const AHEAD = 60; // rows that are loaded before they are seen

type Props = { rows: Rows; chosen: ReadonlySet<string>; all: boolean; onChoose: (chosen: ReadonlySet<string>) => void; onAll: (all: boolean) => void };

export function List({ rows, chosen, all, onChoose, onAll }: Props) {
  const { ids, total, ready, marks } = useStore(rows.shown);
  const list = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const [from, to] = useWindow(list, height, total);
  useEffect(() => {
    if (ready && to + AHEAD > ids.length && ids.length < total) void rows.reach(to + AHEAD);
  }, [to, ids.length, total, ready, rows]);

  if (!ready) return <Waiting />;
  if (!total) return <Empty />;
  const choose = (id: string, yes: boolean) => {
    const next = new Set(chosen);
    if (yes) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  const shown = [];
  for (let index = from; index < to; index++) {
    const row = ids[index] === undefined ? undefined : rows.row(ids[index]!);
    shown.push(
      row ? (
        <Line key={row.id} row={row} index={index} top={index * height} marked={marks.has(row.id)} chosen={all || chosen.has(row.id)} onChoose={all ? undefined : choose} />
      ) : (
        <div key={`at ${index}`} role="row" aria-rowindex={index + 2} class="row unloaded" style={{ transform: `translateY(${index * height}px)` }}>
          <span role="cell">{texts.loading}</span>
        </div>
      ),
    );
  }
  return (
    <div class="list" role="table" aria-label={texts.board.list} aria-rowcount={total + 1} onKeyDown={steps}>
      <div role="row" aria-rowindex={1} class="row head">
        <span role="columnheader" class="pick">
          <input type="checkbox" aria-label={texts.bulk.all(total)} title={texts.bulk.all(total)} checked={all} onChange={(event) => onAll(event.currentTarget.checked)} />
        </span>
        <span role="columnheader">{texts.board.columns.name}</span>
        <span role="columnheader">{texts.board.columns.state}</span>
        <span role="columnheader" class="wide-only">{texts.board.columns.since}</span>
        <span role="columnheader">{texts.board.columns.changed}</span>
      </div>
      <div role="rowgroup" ref={list} class="rows" style={{ height: `${total * height}px` }} data-total={total}>
        {shown}
      </div>
    </div>
  );
}

type LineProps = { row: Row; index: number; top: number; marked: boolean; chosen: boolean; onChoose?: (id: string, yes: boolean) => void };

function Line({ row, index, top, marked, chosen, onChoose }: LineProps) {
  const state = row.statusReason ?? row.publishStatus ?? '';
  return (
    <div role="row" aria-rowindex={index + 2} class={`row ${marked ? 'just' : ''}`} style={{ transform: `translateY(${top}px)` }} data-record={row.id}>
      <span role="cell" class="pick">
        <input type="checkbox" aria-label={texts.board.select(row.name)} checked={chosen} disabled={!onChoose} onChange={(event) => onChoose?.(row.id, event.currentTarget.checked)} />
      </span>
      <span role="cell" class="name">
        <a href={`/records/${row.id}`}>{row.name}</a>
        <span class="under">
          {typeName(row.type)}
          {row.hasWorkingCopy && row.isLive && <em> · {texts.board.workingCopy}</em>}
          {row.scheduled.map((each) => (
            <em key={each.action}> · {texts.board.scheduled(each.action, exact(each.at))}</em>
          ))}
          {row.lastError && <em class="error"> · {row.lastError}</em>}
        </span>
      </span>
      <span role="cell">
        <State of={row} />
        {TRANSITIONAL.has(state) && row.progress && <progress aria-label={texts.record.working(row.progress.phase)} value={row.progress.total ? row.progress.done : undefined} max={row.progress.total || 1} />}
      </span>
      <span role="cell" class="wide-only">
        <When at={row.liveSince} />
      </span>
      <span role="cell" class="changed">
        <When at={row.updatedAt} />
      </span>
    </div>
  );
}

function Empty() {
  return (
    <div class="empty">
      <p>{texts.board.empty}</p>
      <button type="button" onClick={() => go('/')}>{texts.board.clear}</button>
    </div>
  );
}

/** Up and down go from row to row, and the next one comes into sight. */
function steps(event: KeyboardEvent): void {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = (event.target as Element).closest('[aria-rowindex]');
  if (!way || !row) return;
  const next = document.querySelector<HTMLElement>(`.rows [aria-rowindex="${Number(row.getAttribute('aria-rowindex')) + way}"] a`);
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.closest('.row')!.scrollIntoView({ block: 'nearest' });
}

function useRowHeight(): number {
  const narrow = matchMedia('(max-width: 719px)');
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const changed = () => again(undefined as never);
    narrow.addEventListener('change', changed);
    return () => narrow.removeEventListener('change', changed);
  }, []);
  return narrow.matches ? 66 : 60;
}

/** Which rows are seen, as the page is scrolled. */
function useWindow(list: { current: HTMLElement | null }, height: number, total: number): [number, number] {
  const [range, set] = useState<[number, number]>([0, 20]);
  useLayoutEffect(() => {
    const look = () => {
      const top = list.current ? list.current.getBoundingClientRect().top : 0;
      const first = Math.max(0, Math.floor(-top / height) - BEYOND);
      const last = Math.ceil((innerHeight - top) / height) + BEYOND;
      const next: [number, number] = [Math.min(first, total), Math.min(Math.max(last, 0), total)];
      set((before) => (before[0] === next[0] && before[1] === next[1] ? before : next));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [height, total]);
  return [range[0], Math.min(range[1], total)];
}
