// The board's rows: what is loaded, in order, kept true by a live view, by pages as one scrolls, and by one's own changes.
import { ask } from '../api/client';
import { atLeast, onOwnChange } from '../api/cursor';
import { LiveView, Records, type LiveEvent, type Row } from '../api/documents';
import { follow } from '../api/follow';
import { onChange } from '../app/activity';
import { Store } from '../api/store';
import { compare } from './order';
import type { RecordFilter, RecordOrder } from './filter';

const PAGE = 100;
export type Shown = { ids: string[]; total: number; ready: boolean; marks: ReadonlySet<string> };

export class Rows {
  readonly shown = new Store<Shown>({ ids: [], total: 0, ready: false, marks: new Set() });
  private readonly rows = new Map<string, Row>();
  private ids: string[] = [];
  private total = 0;
  private marks = new Set<string>();
  private loading: Promise<void> | null = null;
  private drawing = 0;
  private readonly stops: (() => void)[];

  constructor(
    private readonly filter: RecordFilter,
    private readonly order: RecordOrder,
    private readonly failed: (error: unknown) => void,
  ) {
    this.stops = [
      follow(LiveView, () => ({ filter, orderBy: order, first: PAGE }), {
        onData: ({ liveView }) => this.take(liveView),
        onEnd: (why) => why && failed(new Error(why)),
        catchesUp: true,
      }),
      // Below the live page, a change of state is known from the log alone.
      onChange(({ recordId, cursor }) => this.ids.indexOf(recordId) >= PAGE && this.reconcile([recordId], cursor)),
      onOwnChange((cursor, records) => {
        for (const record of records) if (this.rows.has(record.id)) this.put(record, true);
        this.reconcile(records.map((record) => record.id), cursor);
        this.draw();
      }),
    ];
  }

  row(id: string): Row | undefined {
    return this.rows.get(id);
  }

  close(): void {
    for (const stop of this.stops) stop();
    cancelAnimationFrame(this.drawing);
  }

  /** Load on until `index` is there. */
  async reach(index: number): Promise<void> {
    if (this.loading) return;
    this.loading = (async () => {
      while (this.ids.length <= index && this.ids.length < this.total) if (!(await this.page())) return;
    })();
    await this.loading.catch(this.failed).finally(() => (this.loading = null));
  }

  private async page(): Promise<boolean> {
    const { records } = await ask(Records, { filter: this.filter, orderBy: this.order, first: PAGE, after: this.end, atLeast: atLeast() });
    this.end = records.pageInfo.endCursor ?? this.end;
    for (const record of records.nodes) this.put(record, false);
    this.draw();
    return records.nodes.length > 0;
  }
  /** Where the pages loaded by scrolling end. */
  private end: string | null = null;

  private take({ snapshot, changed, removed, totalCount, cursor }: LiveEvent): void {
    this.total = totalCount;
    if (snapshot) this.begin(snapshot);
    for (const record of changed) this.put(record, true);
    // What left the page may have left the list, or only have been pushed below the page's end.
    if (removed.length && this.total >= PAGE) this.reconcile(removed, cursor);
    else for (const id of removed) this.drop(id);
    this.draw();
  }

  private begin(snapshot: readonly Row[]): void {
    const before = new Map(this.rows);
    const first = before.size === 0 && !this.shown.get().ready;
    this.rows.clear();
    this.ids = [];
    this.end = null;
    for (const record of snapshot) this.put(record, !first && before.get(record.id)?.revision !== record.revision);
  }

  /** Whether these still match, and how they are: asked where the stream doesn't say. */
  private reconcile(ids: string[], cursor: string): void {
    if (!ids.length) return;
    const only: RecordFilter = { and: [this.filter, { ids }] };
    ask(Records, { filter: only, first: PAGE, atLeast: cursor }).then(({ records }) => {
      const found = new Map(records.nodes.map((record) => [record.id, record]));
      for (const id of ids) {
        const record = found.get(id);
        if (record) this.put(record, this.rows.has(id) && this.rows.get(id)!.revision !== record.revision);
        else this.drop(id);
      }
      this.draw();
    }, this.failed);
  }

  private put(record: Row, mark: boolean): void {
    const known = this.rows.get(record.id);
    if (known && known.revision > record.revision) return;
    if (known) this.ids.splice(this.ids.indexOf(record.id), 1);
    this.rows.set(record.id, record);
    let low = 0;
    let high = this.ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.order, this.rows.get(this.ids[middle]!)!, record) <= 0) low = middle + 1;
      else high = middle;
    }
    this.ids.splice(low, 0, record.id);
    if (mark) this.mark(record.id);
  }

  private drop(id: string): void {
    if (!this.rows.delete(id)) return;
    this.ids.splice(this.ids.indexOf(id), 1);
  }

  private mark(id: string): void {
    this.marks.add(id);
    setTimeout(() => {
      this.marks.delete(id);
      this.draw();
    }, 3000);
  }

  private draw(): void {
    cancelAnimationFrame(this.drawing);
    const now = () => this.shown.set({ ids: [...this.ids], total: Math.max(this.total, this.ids.length), ready: true, marks: new Set(this.marks) });
    if (document.hidden) now();
    else this.drawing = requestAnimationFrame(now);
  }
}
