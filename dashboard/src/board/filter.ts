// What the board shows, as its address says: search, types, states, order, a saved view.
import type { Of } from '../api/graphql';
import { texts } from '../texts';

export type RecordFilter = NonNullable<Of<'RecordFilter'>>;
export type RecordOrder = NonNullable<Of<'RecordOrder'>>;
/** `sort` is null where it is the view's, or the board's own. */
export type Asked = { search: string; types: string[]; states: string[]; sort: string | null; view: string | null };

export const DEFAULT_SORT = 'UPDATED_AT.DESC';
const PUBLISH = new Set(['DRAFT', 'READY_TO_PUBLISH', 'IN_PROGRESS', 'PUBLISHED', 'CANCELLED']);
const ONLY_PUBLISH = new Set(['READY_TO_PUBLISH', 'IN_PROGRESS', 'PUBLISHED', 'CANCELLED']);

/** What the address says; what it can't mean is left out. */
export function asked(query: URLSearchParams): Asked {
  const known = (name: string, among: Record<string, string>) => query.getAll(name).filter((each) => Object.hasOwn(among, each));
  const [sort = null] = known('sort', texts.board.sorts);
  return { search: query.get('q') ?? '', types: known('type', texts.types), states: known('state', texts.states), sort, view: query.get('view') };
}

export function address({ search, types, states, sort, view }: Asked): string {
  const query = new URLSearchParams();
  if (view) query.set('view', view);
  if (search) query.set('q', search);
  for (const type of types) query.append('type', type);
  for (const state of states) query.append('state', state);
  if (sort) query.set('sort', sort);
  return query.size ? `/?${query}` : '/';
}

/** All that hold: the view's filter, what is searched, and unless `base` the types and states as well. */
export function filterOf({ search, types, states }: Asked, view: RecordFilter | null, base = false): RecordFilter {
  const all: RecordFilter[] = [];
  if (view) all.push(view);
  if (search.trim()) all.push({ search: search.trim() });
  if (!base && types.length) all.push({ types: types as RecordFilter['types'] });
  if (!base && states.length) all.push(inStates(states));
  return all.length === 1 ? all[0]! : all.length ? { and: all } : {};
}

function inStates(states: string[]): RecordFilter {
  const either: RecordFilter[] = [];
  const reasons = states.filter((state) => !ONLY_PUBLISH.has(state));
  const published = states.filter((state) => PUBLISH.has(state));
  if (reasons.length) either.push({ statusReasons: reasons as RecordFilter['statusReasons'] });
  if (published.length) either.push({ publishStatuses: published as RecordFilter['publishStatuses'] });
  return either.length === 1 ? either[0]! : { or: either };
}

export function orderOf(sort: string): RecordOrder {
  const [field, direction] = sort.split('.');
  return { field, direction } as RecordOrder;
}
