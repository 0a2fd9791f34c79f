// What can go wrong. A refusal is none of these: it is a value, as marketers can act on it.
import type { AnyRecordFragment } from './generated.ts';

/** An error as GraphQL answers tell it. */
export interface ToldError {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; cursor?: string; [name: string]: unknown };
}

/** Anything that this client throws by itself. */
export class GoliveError extends Error {
  override name = this.constructor.name;
}

/** The server answered with errors. `code` is the first one's `extensions.code`, such as NOT_FOUND; `errors` are all of them. */
export class ApiError extends GoliveError {
  readonly code: string;
  readonly errors: readonly ToldError[];

  constructor(code: string, message: string, errors: readonly ToldError[] = []) {
    super(`${code}: ${message}`);
    this.code = code;
    this.errors = errors;
  }

  /** The errors of a GraphQL answer, of which there is one at least. */
  static of(errors: readonly ToldError[]): ApiError {
    return new ApiError(errors[0]?.extensions?.code ?? 'UNKNOWN', errors[0]?.message ?? '', errors);
  }

  /** Where a stream that ended can be resumed; of CURSOR_EXPIRED, the oldest cursor that would do. */
  get cursor(): string | undefined {
    return this.errors[0]?.extensions?.cursor;
  }
}

/** The server couldn't be reached, or was in no state to answer, for longer than was to be waited. */
export class Unreachable extends GoliveError {}

/** The connection of a subscription was lost. `statusChanged` goes on by itself; other subscriptions are begun anew by who wants. */
export class Interrupted extends GoliveError {}

/** The record that was waited for is deleted, or was never there. */
export class Gone extends GoliveError {}

/** The record that was waited for rests in another state: where it is, and the failure's or the refusal's `error` if there is one. */
export class Elsewhere extends GoliveError {
  readonly record: AnyRecordFragment;
  readonly error: string | null;

  constructor(record: AnyRecordFragment, error: string | null) {
    const state = record.statusReason ?? record.publishStatus ?? record.status;
    super(`'${record.name}' is ${state}, and stays so${error === null ? '.' : `: ${error}`}`);
    this.record = record;
    this.error = error;
  }
}
