// One subscription over a WebSocket of its own, its token renewed before it expires.
import { createClient, type Client, type SubscribePayload } from 'graphql-ws';
import { ApiError, Interrupted, type ToldError } from './errors.ts';
import type { Tokens } from './tokens.ts';

const MOST = 100; // results that wait for who takes them; what comes then is asked for again
const BEAT = 10_000; // ms between looks whether the server is there
const ANSWER = 5_000; // ms that it has to show it
const SOONEST = 1_000; // ms until a token is renewed, whatever a wrong clock says
const UNAUTHENTICATED = 4403;
/** Codes by which the server says that the same would be closed again. */
const FINAL = [1007, 1009, 4400, 4401, 4406, 4408, 4409, 4429];

export interface Result {
  data?: unknown;
  errors?: readonly ToldError[];
}

/** A subscription that has begun. */
export class Socket {
  readonly #client: Client;
  readonly #tokens: Tokens;
  readonly #waiting: Result[] = [];
  #token: string;
  #socket: WebSocket | undefined;
  #timers = { renewal: 0 as unknown as ReturnType<typeof setTimeout>, answer: 0 as unknown as ReturnType<typeof setTimeout> };
  #end: Error | 'complete' | undefined;
  #wake: () => void = () => {};
  #forget: () => void = () => {};

  private constructor(url: string, tokens: Tokens, token: string) {
    this.#tokens = tokens;
    this.#token = token;
    this.#client = createClient({
      url,
      connectionParams: { Authorization: `Bearer ${token}` },
      retryAttempts: 0,
      lazyCloseTimeout: 0,
      keepAlive: BEAT,
      on: {
        connected: (socket, payload) => {
          this.#socket = socket as WebSocket;
          this.#renewBefore(payload?.['expiresAt']);
        },
        ping: (received) => {
          if (!received) this.#timers.answer = setTimeout(() => this.#client.terminate(), ANSWER);
        },
        pong: (received, payload) => {
          if (received) clearTimeout(this.#timers.answer);
          if (payload?.['renewed']) this.#renewBefore(payload['expiresAt']);
        },
      },
    });
  }

  /** Begin it over a new connection; with another token where the first one is refused. Throws ApiError, Interrupted. */
  static async begin(url: string, tokens: Tokens, payload: SubscribePayload, signal?: AbortSignal): Promise<Socket> {
    const token = await tokens.current();
    const begun = new Socket(url, tokens, token);
    try {
      await begun.#subscribe(payload, signal);
      return begun;
    } catch (error) {
      const refused = error instanceof ApiError && error.code === 'UNAUTHENTICATED';
      const other = refused ? await tokens.insteadOf(token) : undefined;
      if (other === undefined) throw error;
      const again = new Socket(url, tokens, other);
      await again.#subscribe(payload, signal);
      return again;
    }
  }

  /** The next result; undefined when it is complete. Throws ApiError where the server ends it, Interrupted where the connection is lost. */
  async result(): Promise<Result | undefined> {
    while (this.#waiting.length === 0 && this.#end === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    const next = this.#waiting.shift();
    if (next === undefined && this.#end instanceof Error) throw this.#end;
    return next;
  }

  /** Hang up. */
  close(): void {
    this.#over(new Interrupted('It was closed.'));
  }

  /** Resolves once the server has acknowledged the connection. */
  #subscribe(payload: SubscribePayload, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const abort = () => this.#over(signal?.reason as Error);
    signal?.addEventListener('abort', abort);
    this.#forget = () => signal?.removeEventListener('abort', abort);
    return new Promise((resolve, reject) => {
      this.#client.on('connected', () => resolve());
      this.#wake = () => reject(this.#end as Error);
      this.#client.subscribe(payload, {
        next: (result) => this.#take(result as Result),
        error: (error) => this.#over(meant(error)),
        complete: () => this.#over('complete'),
      });
    });
  }

  #take(result: Result): void {
    if (this.#end !== undefined) return;
    this.#waiting.push(result);
    this.#wake();
    if (this.#waiting.length === MOST) this.#over(new Interrupted('More came than was taken.'));
  }

  #over(end: Error | 'complete'): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    clearTimeout(this.#timers.renewal);
    clearTimeout(this.#timers.answer);
    this.#forget();
    void this.#client.dispose();
    this.#wake();
  }

  /** Sends a fresh token while the last fifth of the old one's time runs, so that nothing has to end. */
  #renewBefore(expiresAt: unknown): void {
    if (typeof expiresAt !== 'string' || this.#end !== undefined) return;
    const left = Date.parse(expiresAt) - Date.now();
    // Where no new token can be had, the server ends the stream in time and says so there.
    this.#timers.renewal = setTimeout(() => void this.#renew().catch(() => {}), Math.min(Math.max(SOONEST, left * 0.8), 2 ** 31 - 1));
  }

  async #renew(): Promise<void> {
    const token = await this.#tokens.insteadOf(this.#token);
    if (token === undefined || this.#end !== undefined) return;
    this.#token = token;
    this.#socket?.send(JSON.stringify({ type: 'ping', payload: { Authorization: `Bearer ${token}` } }));
  }
}

/** What an end means: the server's word, or that it is worth trying again. */
function meant(error: unknown): Error {
  if (Array.isArray(error)) return ApiError.of(error as ToldError[]);
  const { code, reason } = error as { code?: unknown; reason?: string };
  if (code === UNAUTHENTICATED) return new ApiError('UNAUTHENTICATED', reason ?? '');
  if (typeof code === 'number' && FINAL.includes(code)) {
    return new ApiError([1009, 4429].includes(code) ? 'LIMIT_EXCEEDED' : 'BAD_USER_INPUT', `The server closed the socket with ${code}: ${reason}`);
  }
  return new Interrupted(`The connection is lost: ${String(code ?? 'nothing was said')} ${reason ?? ''}`.trimEnd(), { cause: error });
}
