// Bringing contacts in: many in one request, one request after the other.
import { gql } from '@urql/core';
import { tell } from '../api/client';
import type { Json } from '../api/graphql';

const AT_ONCE = 40; // root fields of a request: the server takes 50

export type NewContact = { email: string; firstName?: string; lastName?: string; attributes?: { [name: string]: Json }; consent?: { channel: string; purpose: string; state: 'OPTED_IN' }[] };
export type Refusals = { row: number; message: string }[];
type Answer = { __typename: string; message?: string } | null;

/** Create them; tells on the way how many are done. Answers which rows were refused, and why. Raises `Failure`. */
export async function bringIn(contacts: NewContact[], onProgress: (done: number) => void): Promise<Refusals> {
  const refusals: Refusals = [];
  for (let begin = 0; begin < contacts.length; begin += AT_ONCE) {
    const some = contacts.slice(begin, begin + AT_ONCE);
    const answers = (await tell(many(some.length), Object.fromEntries(some.map((contact, index) => [`c${index}`, contact])))) as Record<string, Answer>;
    some.forEach((_, index) => {
      const answer = answers[`c${index}`];
      if (answer?.__typename === 'GuardError') refusals.push({ row: begin + index + 2, message: answer.message ?? '' });
    });
    onProgress(begin + some.length);
  }
  return refusals;
}

const made = new Map<number, ReturnType<typeof gql>>();

function many(count: number): ReturnType<typeof gql> {
  const known = made.get(count);
  if (known) return known;
  const each = Array.from({ length: count }, (_, index) => index);
  const document = gql(
    `mutation Import(${each.map((n) => `$c${n}: ContactInput!`).join(', ')}) { ${each.map((n) => `c${n}: createContact(input: $c${n}) { __typename ... on GuardError { message } }`).join(' ')} }`,
  );
  made.set(count, document);
  return document;
}

/** What a row of a file says; numbers are numbers, empty cells say nothing. */
export function contactOf(names: string[], row: string[], consent: boolean): NewContact {
  const contact: NewContact = { email: '', attributes: {} };
  names.forEach((name, index) => {
    const cell = row[index]?.trim() ?? '';
    if (cell === '') return;
    if (/^e-?mail$/i.test(name)) contact.email = cell;
    else if (/^first_?name$/i.test(name)) contact.firstName = cell;
    else if (/^last_?name$/i.test(name)) contact.lastName = cell;
    else contact.attributes![name] = /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/.test(cell) ? Number(cell) : cell;
  });
  if (consent) contact.consent = [{ channel: 'email', purpose: 'commercial', state: 'OPTED_IN' }];
  return contact;
}
