// What the columns of a file are taken for, and the contacts that its rows then are.
import type { Json, Of } from '../api/graphql';

export type Role = 'email' | 'firstName' | 'lastName' | 'attribute' | 'none';
export type Column = { title: string; role: Role; attribute: string; type: Of<'AttributeType'>; sample: string };
export type NewContact = { email: string; firstName?: string; lastName?: string; attributes?: { [name: string]: Json }; consent?: { channel: string; purpose: string; state: 'OPTED_IN' }[] };
type Known = readonly { name: string; type: Of<'AttributeType'> }[];

const WHOLE = /^-?(0|[1-9]\d{0,14})$/;
const DECIMAL = /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/;
const TITLES: [RegExp, Role][] = [[/^(e-?mail|e-?mail ?address|mail)$/i, 'email'], [/^(first|given)[ _]?name$/i, 'firstName'], [/^(last|family|sur)[ _]?name$/i, 'lastName']];

/** A guess at each column, to be corrected by a person; an attribute that is known keeps its type. */
export function guessed(titles: string[], rows: string[][], known: Known): Column[] {
  const taken = new Set<Role>();
  const columns = titles.map((title, index): Column => {
    const cells = rows.map((row) => row[index]?.trim() ?? '').filter(Boolean);
    let role = TITLES.find(([pattern]) => pattern.test(title))?.[1] ?? 'attribute';
    if (taken.has(role)) role = 'attribute';
    if (role !== 'attribute') taken.add(role);
    const plain = attributeName(title) || `column_${index + 1}`;
    const there = known.find((each) => each.name.toLowerCase() === plain);
    const attribute = there?.name ?? plain;
    const type = there?.type ?? (cells.length && cells.every((cell) => WHOLE.test(cell)) ? 'INTEGER' : cells.length && cells.every((cell) => DECIMAL.test(cell)) ? 'DECIMAL' : 'STRING');
    return { title, role: cells.length ? role : 'none', attribute, type, sample: cells[0] ?? '' };
  });
  if (!taken.has('email')) {
    // No title says so: the first column whose cells look like addresses.
    const found = columns.find((column) => /^\S+@\S+$/.test(column.sample));
    if (found) found.role = 'email';
  }
  return columns;
}

const attributeName = (title: string): string => title.normalize('NFKD').replace(/[^\x20-\x7e]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').replace(/^(\d)/, '_$1');

/** The contact that a row says; empty cells say nothing. */
export function contactOf(columns: Column[], row: string[], consent: boolean): NewContact {
  const contact: NewContact = { email: '', attributes: {} };
  columns.forEach(({ role, attribute, type }, index) => {
    const cell = row[index]?.trim() ?? '';
    if (cell === '' || role === 'none') return;
    if (role === 'attribute') contact.attributes![attribute] = valueOf(cell, type);
    else contact[role] = cell;
  });
  if (consent) contact.consent = [{ channel: 'email', purpose: 'commercial', state: 'OPTED_IN' }];
  return contact;
}

/** What can't be read as the type goes as it is, for the server to say why not. */
function valueOf(cell: string, type: Of<'AttributeType'>): Json {
  if (type === 'INTEGER' && WHOLE.test(cell)) return Number(cell);
  if (type === 'DECIMAL' && DECIMAL.test(cell)) return Number(cell);
  if (type === 'BOOLEAN' && /^(true|false|yes|no|1|0)$/i.test(cell)) return /^(true|yes|1)$/i.test(cell);
  return cell;
}
