// Bringing contacts in: many in one request, one request after the other; those that exist are found by their address.
import { gql } from '@urql/core';
import { ask, tell } from '../api/client';
import { texts } from '../texts';
import type { NewContact } from './columns';

const AT_ONCE = 25; // root fields of a request: the server takes 50

export type Refusals = { row: number; message: string }[];
export type Outcome = { created: number; existing: number; refusals: Refusals };
type Answer = { __typename: string; message?: string; findings?: { path: string[] }[] } | null;
type Page = { nodes: { id: string; email: string | null }[] };

/** Create them, and update those that exist unless they are to be left; tells on the way how many are done. Raises `Failure`. */
export async function bringIn(contacts: NewContact[], update: boolean, onProgress: (done: number) => void): Promise<Outcome> {
  const outcome: Outcome = { created: 0, existing: 0, refusals: [] };
  for (let begin = 0; begin < contacts.length; begin += AT_ONCE) {
    const batch = contacts.slice(begin, begin + AT_ONCE).map((contact, index) => ({ contact, row: begin + index + 2 }));
    const some = batch.filter(({ contact }) => contact.email);
    for (const { contact, row } of batch) if (!contact.email) outcome.refusals.push({ row, message: texts.contacts.noAddress });
    const answers = await changed(some.map(({ contact }) => ({ field: 'createContact', contact })));
    const refused = some.flatMap((each, index) => (answers[index]?.__typename === 'GuardError' ? [{ ...each, answer: answers[index]! }] : []));
    outcome.created += some.length - refused.length;
    const known = await idsOf(refused.filter(({ answer }) => answer.findings?.some(({ path }) => path[0] === 'email')).map(({ contact }) => contact.email));
    const [there, bad] = [refused.filter(({ contact }) => known.has(contact.email)), refused.filter(({ contact }) => !known.has(contact.email))];
    const updates = update ? await changed(there.map(({ contact }) => ({ field: 'updateContact', contact, id: known.get(contact.email) }))) : [];
    outcome.existing += there.length;
    for (const { row, answer } of bad) outcome.refusals.push({ row, message: answer.message ?? '' });
    there.forEach(({ row }, index) => {
      const answer = updates[index];
      if (answer?.__typename !== 'GuardError') return;
      outcome.existing--;
      outcome.refusals.push({ row, message: answer.message ?? '' });
    });
    onProgress(begin + batch.length);
  }
  outcome.refusals.sort((a, b) => a.row - b.row);
  return outcome;
}

type Change = { field: string; contact: NewContact; id?: string };

/** Take all these changes in one request, in order. */
async function changed(changes: Change[]): Promise<Answer[]> {
  if (!changes.length) return [];
  const parameters = changes.map(({ id }, n) => `$c${n}: ContactInput!${id ? `, $i${n}: ID!` : ''}`).join(', ');
  const fields = changes.map(({ field, id }, n) => `c${n}: ${field}(${id ? `id: $i${n}, ` : ''}input: $c${n}) { __typename ... on GuardError { message findings { path } } }`).join(' ');
  const variables = Object.fromEntries(changes.flatMap(({ contact, id }, n) => [[`c${n}`, contact], ...(id ? [[`i${n}`, id]] : [])]));
  const answers = (await tell(gql(`mutation Import(${parameters}) { ${fields} }`), variables)) as Record<string, Answer>;
  return changes.map((_, n) => answers[`c${n}`]!);
}

/** The ids of the contacts that have these addresses, as far as there are any. */
async function idsOf(addresses: string[]): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  if (!addresses.length) return known;
  const parameters = addresses.map((_, n) => `$a${n}: String!`).join(', ');
  const fields = addresses.map((_, n) => `a${n}: contacts(search: $a${n}, first: 20) { nodes { id email } }`).join(' ');
  const found = (await ask(gql(`query Existing(${parameters}) { ${fields} }`), Object.fromEntries(addresses.map((address, n) => [`a${n}`, address])))) as Record<string, Page>;
  addresses.forEach((address, n) => {
    const one = found[`a${n}`]!.nodes.find(({ email }) => email?.toLowerCase() === address.toLowerCase());
    if (one) known.set(address, one.id);
  });
  return known;
}
