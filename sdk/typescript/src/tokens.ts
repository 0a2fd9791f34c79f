// The token that calls are made with, and another one when it counts no longer.

/** A token that counts for good, or what gives a fresh one whenever it is asked. */
export type TokenSource = string | (() => string | Promise<string>);

/**
 * Asks its source at first, and then whenever a token is refused or about to expire; those who ask at once share one answer.
 *
 * Throws TypeError for what can't be a token, and whatever the source throws.
 */
export class Tokens {
  readonly #source: TokenSource;
  #token: string | undefined;
  #asking: Promise<void> | undefined;

  constructor(source: TokenSource) {
    this.#source = source;
    if (typeof source !== 'function') this.#token = sendable(source);
  }

  /** The token to call with. */
  async current(): Promise<string> {
    return this.#token ?? (await this.insteadOf(undefined)) ?? '';
  }

  /** Another token than this one; undefined where there is no other. */
  async insteadOf(refused: string | undefined): Promise<string | undefined> {
    if (this.#token === refused && typeof this.#source === 'function') {
      this.#asking ??= this.#ask(this.#source).finally(() => (this.#asking = undefined));
      await this.#asking;
    }
    return this.#token === refused ? undefined : this.#token;
  }

  async #ask(source: () => string | Promise<string>): Promise<void> {
    this.#token = sendable(await source());
  }
}

/** The token without the line's end that files have, as a header takes it. */
function sendable(token: unknown): string {
  if (typeof token === 'string' && /^[!-~]+$/.test(token.trim())) return token.trim();
  throw new TypeError('The token is empty, or no text, or holds what no header can: give it as `golive token create` prints it.');
}
