// Queries and mutations over HTTP: repeated where that can do nothing twice, with another token where one counts no longer.
import { sent, type Sent } from './document.ts';
import { ApiError, type ToldError, Unreachable } from './errors.ts';
import { Patience } from './patience.ts';
import type { Tokens } from './tokens.ts';
import type { DocumentNode } from 'graphql';

const REQUEST = 40_000; // ms that one try may take; the server itself ends after 30 s
const AWAY = [502, 503, 504]; // of the server, or of what stands before it
const UNBEGUN = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

interface Told {
  data?: unknown;
  errors?: readonly ToldError[];
}

/** Calls of one server with one source of tokens. */
export class Calls {
  readonly #url: string;
  readonly #tokens: Tokens;
  readonly #patience: number;

  constructor(url: string, tokens: Tokens, patience: number) {
    this.#url = url;
    this.#tokens = tokens;
    this.#patience = patience;
  }

  /**
   * The data of the answer. A mutation that takes an idempotency key has one of its own; one that takes none is repeated only where the
   * server can't have begun it. Throws ApiError where the answer has errors, Unreachable when patience is over.
   */
  async execute(document: DocumentNode | string, variables: object = {}, signal?: AbortSignal): Promise<unknown> {
    const known = sent(document);
    const repeatable = known.takesKey || !known.isMutation;
    const body = JSON.stringify(bodyOf(known, variables));
    const patience = new Patience(this.#patience);
    for (let renewed = false; ; ) {
      const token = await this.#tokens.current();
      let response: Response;
      let told: Told;
      try {
        response = await this.#send(body, token, signal);
        told = await toldBy(response);
      } catch (error) {
        signal?.throwIfAborted();
        const lost = new Unreachable(`${this.#url} can't be reached: ${reasonOf(error)}.`, { cause: error });
        if (!repeatable && !unbegun(error)) throw lost;
        await patience.wait(lost, signal);
        continue;
      }
      const codes = (told.errors ?? []).map((each) => each.extensions?.code);
      const refused = response.status === 429 || codes.includes('SHUTTING_DOWN'); // before anything was begun
      const away = AWAY.includes(response.status) || codes.includes('UNAVAILABLE');
      if (codes.includes('UNAUTHENTICATED') && !renewed && (await this.#tokens.insteadOf(token)) !== undefined) renewed = true;
      else if (refused || (repeatable && away)) {
        await patience.wait(errorOf(response, told), signal, 1_000 * (Number(response.headers.get('Retry-After')) || 0));
      } else if (told.errors?.length || told.data === undefined) throw errorOf(response, told);
      else return told.data;
    }
  }

  #send(body: string, token: string, signal?: AbortSignal): Promise<Response> {
    const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json', 'Content-Type': 'application/json' };
    const timeout = AbortSignal.timeout(REQUEST);
    return fetch(this.#url, { method: 'POST', headers, body, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  }
}

/** What is sent for a document. */
export function bodyOf(known: Sent, variables: object): { query: string; operationName?: string; variables: Record<string, unknown> } {
  const key = known.takesKey ? { idempotencyKey: (variables as { idempotencyKey?: string | null }).idempotencyKey ?? crypto.randomUUID() } : {};
  const name = known.operationName === undefined ? {} : { operationName: known.operationName };
  return { query: known.query, ...name, variables: { ...variables, ...key } };
}

async function toldBy(response: Response): Promise<Told> {
  const text = await response.text();
  try {
    return (JSON.parse(text) as Told | null) ?? {};
  } catch {
    return {};
  }
}

function errorOf(response: Response, told: Told): ApiError | Unreachable {
  if (told.errors?.length) return ApiError.of(told.errors);
  return new Unreachable(`What answers at ${response.url} is no Golive server, or none that can: HTTP ${response.status}.`);
}

function reasonOf(error: unknown): string {
  const { code, message } = ((error as Error).cause ?? error) as { code?: string; message: string };
  return message || code || 'nothing was said';
}

function unbegun(error: unknown): boolean {
  const code = ((error as Error).cause as { code?: string } | undefined)?.code;
  return code !== undefined && UNBEGUN.includes(code);
}
