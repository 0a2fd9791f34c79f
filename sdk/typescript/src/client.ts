// The client: a method for each mutation, and what takes more than one call.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { DocumentNode } from 'graphql';
import { bodyOf, Calls } from './calls.ts';
import { sent } from './document.ts';
import { ApiError, Elsewhere, Gone, Interrupted } from './errors.ts';
import {
  type AnyRecordFragment,
  type ChangeFragment,
  type FindingFragment,
  getSdk,
  type GoLiveMutationVariables,
  type RecordFilter,
  type RefusalFragment,
  type Sdk,
  StatusChangedDocument,
  type StatusChangedSubscriptionVariables,
} from './generated.ts';
import { Patience } from './patience.ts';
import { Socket } from './socket.ts';
import { Tokens, type TokenSource } from './tokens.ts';
import { isAt, missed, RUNNING, SETTLED, type State } from './waiting.ts';

const RESUMED = ['SLOW_CONSUMER', 'SHUTTING_DOWN', 'UNAVAILABLE', 'TIMEOUT'];
const MOST_FAILURES = 5; // one after another
const LASTING = 10_000; // ms after which a stream has been none of them
const OWN = ['CREATED', 'STATE', 'REFUSED'];

export interface Options {
  /** Where the server is, such as http://127.0.0.1:8000. */
  url: string;
  /** A token, or what gives a fresh one. */
  token: TokenSource;
  /** For how many milliseconds a call is repeated while the server is away; a stream that has begun never gives up. */
  patience?: number;
}

export interface Until {
  /** Ends the call, or the stream. */
  signal?: AbortSignal;
}

/** A member of a union that this client doesn't know: have a branch for it. */
export interface Unknown {
  __typename: '%other';
}

export interface Live {
  __typename: 'Live';
  record: AnyRecordFragment;
  warnings: FindingFragment[];
}

export interface Failed {
  __typename: 'Failed';
  record: AnyRecordFragment;
  error: string | null;
}

type Open<T> = T extends { __typename: string } ? T | Unknown : T;
type Answer<K, T> = K extends 'record' ? T : Open<NonNullable<T>>; // a mutation is null with an error, which is thrown
type Data<K extends keyof Sdk> = Awaited<Extract<ReturnType<Sdk[K]>, Promise<unknown>>>;
type Methods = {
  [K in Exclude<keyof Sdk, 'statusChanged'>]: (
    ...[variables, until]: Parameters<Sdk[K]> extends [infer V, ...unknown[]] ? [variables: V, until?: Until] : [variables?: Parameters<Sdk[K]>[0], until?: Until]
  ) => Promise<Answer<K, Data<K>[K & keyof Data<K>]>>;
};

export interface Golive extends Methods {}

/** Calls one server. Throws TypeError where the URL or the token can't be one. */
export class Golive {
  readonly #url: string;
  readonly #tokens: Tokens;
  readonly #calls: Calls;

  constructor({ url, token, patience = 60_000 }: Options) {
    if (!/^https?:\/\/[^/\s]/.test(url)) throw new TypeError(`'${url}' is no address of a server: give one such as http://127.0.0.1:8000.`);
    this.#url = `${url.trim().replace(/\/+$/, '')}/graphql`;
    this.#tokens = new Tokens(token);
    this.#calls = new Calls(this.#url, this.#tokens, patience);
    const sdk = getSdk<Until>((document, variables, until) => this.#calls.execute(document, variables ?? {}, until?.signal) as Promise<never>);
    for (const [name, method] of Object.entries(sdk) as [string, (variables?: object, until?: Until) => Promise<Record<string, unknown>>][]) {
      if (!(name in this)) Object.defineProperty(this, name, { value: async (...given: [object?, Until?]) => (await method(...given))[name] });
    }
  }

  /**
   * The data of the answer to a query or mutation of one's own. With `$idempotencyKey` among its variables a mutation has a key of its own,
   * and is repeated until it is answered. Throws ApiError, Unreachable.
   */
  async execute<R, V extends object>(document: TypedDocumentNode<R, V> | string, variables?: V, { signal }: Until = {}): Promise<R> {
    return (await this.#calls.execute(document, variables, signal)) as R;
  }

  /** The data of each event of a subscription of one's own, over one connection. Throws ApiError, Interrupted. */
  async *subscribe<R, V extends object>(document: TypedDocumentNode<R, V> | string, variables?: V, { signal }: Until = {}): AsyncGenerator<R, void, void> {
    const socket = await this.#begin(document, variables ?? {}, signal);
    try {
      for (let event; (event = await socket.result()) !== undefined; ) {
        if (event.errors?.length) throw ApiError.of(event.errors);
        yield event.data as R;
      }
    } finally {
      socket.close();
    }
  }

  /**
   * Each change of state once, in order, with no gap: over lost connections, restarts of the server and tokens that expire.
   *
   * Begins after the cursor `after`, else with what comes from the first `next` on. Throws Unreachable where the server can't be reached
   * at first, and ApiError: CURSOR_EXPIRED where changes would be missing, whose `cursor` is the oldest that would do; and what no new try
   * would mend.
   */
  async *statusChanged({ filter, after }: StatusChangedSubscriptionVariables = {}, until: Until = {}): AsyncGenerator<ChangeFragment, void, void> {
    const { cursor } = await this.viewer({}, until); // asked in any case, as a socket doesn't say that there is nobody at this address
    yield* this.#changes(filter ?? null, after ?? cursor, until);
  }

  async *#changes(filter: RecordFilter | null, place: string, { signal }: Until): AsyncGenerator<ChangeFragment, void, void> {
    const patience = new Patience();
    for (;;) {
      const token = await this.#tokens.current();
      const began = performance.now();
      let why: Error = new Interrupted('The server ended the stream.');
      try {
        const variables = { filter, after: place };
        for await (const { statusChanged } of this.subscribe<{ statusChanged: ChangeFragment }, typeof variables>(StatusChangedDocument, variables, { ...(signal && { signal }) })) {
          place = statusChanged.cursor;
          patience.renew();
          yield statusChanged;
        }
      } catch (error) {
        if (performance.now() - began > LASTING) patience.renew();
        if (!(error instanceof Interrupted) && !(error instanceof ApiError && (await this.#resumes(error, token, patience.tries)))) throw error;
        if (error instanceof ApiError) place = error.cursor ?? place;
        why = error;
      }
      await patience.wait(why, signal);
    }
  }

  /**
   * The record, once it has one of these status reasons (or publish statuses); at once where it has.
   *
   * A state that it is in only for a moment counts too. Throws Elsewhere where it rests in another state instead, for it failed, was refused
   * or is over, and Gone where it is deleted. `signal` bounds the waiting for what nobody has begun.
   */
  async waitFor(id: string, reason: State | readonly State[], until: Until = {}): Promise<AnyRecordFragment> {
    const wanted = [reason].flat();
    const { cursor } = await this.viewer({}, until);
    const record = await this.#present(id, cursor, until);
    if (isAt(record, wanted)) return record;
    if (missed(record, wanted)) throw new Elsewhere(record, record.lastError);
    for await (const change of this.#own(id, cursor, until)) {
      if (isAt(change, wanted)) return this.#present(id, change.cursor, until);
      if (missed(change, wanted)) throw new Elsewhere(await this.#present(id, change.cursor, until), change.error);
    }
    throw new Error('unreachable: changes never end');
  }

  /** Put a record live and wait until it is, or until that has failed; a refusal is answered at once. Throws Gone, ApiError. */
  async goLiveAndWait(variables: GoLiveMutationVariables, until: Until = {}): Promise<Live | Failed | (RefusalFragment & { __typename: 'GuardError' }) | Unknown> {
    const told = await this.goLive(variables, until);
    if (told.__typename !== 'ActionSuccess') return told;
    let last = told.change as ChangeFragment; // a record that goes live changes
    if (!isAt(last, SETTLED)) {
      for await (last of this.#own(variables.id, told.cursor, until)) if (isAt(last, SETTLED)) break;
    }
    const record = await this.#present(variables.id, last.cursor, until);
    if (isAt(last, RUNNING)) return { __typename: 'Live', record, warnings: told.warnings };
    return { __typename: 'Failed', record, error: last.error ?? record.lastError };
  }

  /** The changes of a record's own state, and refusals; throws Gone when it is deleted. */
  async *#own(id: string, after: string, until: Until): AsyncGenerator<ChangeFragment, void, void> {
    for await (const change of this.#changes({ ids: [id] }, after, until)) {
      if (change.kind === 'DELETED') throw new Gone(`The ${change.recordType} '${change.recordName}' was deleted.`);
      if (OWN.includes(change.kind)) yield change;
    }
  }

  async #present(id: string, atLeast: string, until: Until): Promise<AnyRecordFragment> {
    const record = await this.record({ id, atLeast }, until);
    if (record === null) throw new Gone('There is no record with this id in the workspace.');
    return record;
  }

  /** Whether a stream that ended so can go on: later, with another token, or as what failed once needn't fail twice. */
  async #resumes(error: ApiError, token: string, tries: number): Promise<boolean> {
    if (RESUMED.includes(error.code)) return true;
    if (tries >= MOST_FAILURES) return false;
    return error.code === 'INTERNAL' || (error.code === 'UNAUTHENTICATED' && (await this.#tokens.insteadOf(token)) !== undefined);
  }

  #begin(document: DocumentNode | string, variables: object, signal?: AbortSignal): Promise<Socket> {
    return Socket.begin(this.#url.replace(/^http/, 'ws'), this.#tokens, bodyOf(sent(document), variables), signal);
  }
}
