// How many records are of which type and in which state, live, over the whole search.
import { LiveView, type Count } from '../api/documents';
import { follow } from '../api/follow';
import { Store } from '../api/store';
import { stateOf } from '../parts/state';
import type { RecordFilter } from './filter';

/** `ready` once the server has told. */
export type Counts = { ready: boolean; byType: Map<string, number>; byState: Map<string, number>; total: number; of: (types: string[], states: string[]) => number };

export class LiveCounts {
  readonly shown = new Store<Counts>(tally([], false));
  readonly close: () => void;

  constructor(filter: RecordFilter) {
    let known = new Map<string, Count>();
    this.close = follow(LiveView, () => ({ filter, first: 1 }), {
      onData: ({ liveView }) => {
        if (liveView.snapshot) known = new Map();
        for (const count of liveView.counts) known.set([count.type, count.status, count.statusReason, count.publishStatus].join(), count);
        this.shown.set(tally([...known.values()], true));
      },
    });
  }
}

function tally(counts: Count[], ready: boolean): Counts {
  const [byType, byState] = [new Map<string, number>(), new Map<string, number>()];
  const add = (to: Map<string, number>, key: string, count: number) => to.set(key, (to.get(key) ?? 0) + count);
  for (const each of counts) {
    add(byType, each.type, each.count);
    add(byState, stateOf(each), each.count);
  }
  const of = (types: string[], states: string[]) =>
    counts.filter((each) => (!types.length || types.includes(each.type)) && (!states.length || states.includes(stateOf(each)))).reduce((sum, each) => sum + each.count, 0);
  return { ready, byType, byState, total: counts.reduce((sum, each) => sum + each.count, 0), of };
}
