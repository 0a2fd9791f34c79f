// Which of two rows comes first, as the server sorts them.
import type { Row } from '../api/documents';
import type { RecordOrder } from './filter';

const VALUES = {
  NAME: (row: Row) => row.name.toLowerCase(),
  CREATED_AT: (row: Row) => row.createdAt,
  UPDATED_AT: (row: Row) => row.updatedAt,
  LIVE_SINCE: (row: Row) => row.liveSince,
};

export function compare({ field, direction }: RecordOrder, one: Row, other: Row): number {
  const [a, b] = [VALUES[field ?? 'CREATED_AT'](one), VALUES[field ?? 'CREATED_AT'](other)];
  if (a === b) return 0;
  if (a == null) return 1; // what has none comes last, whichever way
  if (b == null) return -1;
  const up = field === 'NAME' ? a.localeCompare(b, 'en') : moment(a) - moment(b) || (a < b ? -1 : 1);
  return direction === 'ASC' ? up : -up;
}

const moment = (text: string): number => Date.parse(text);
