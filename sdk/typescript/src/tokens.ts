// The token that calls are made with, and another one when it counts no longer.

/** A token that counts for good, or what gives a fresh one whenever it is asked. */
export type TokenSource = string | (() => string | Promise<string>);

/** Asks its source at first, and then whenever a token is refused or about to expire; those who ask at once share one answer. */
export class Tokens {
  readonly #source: TokenSource;
  #token: string | undefined;
  #asking: Promise<void> | undefined;

  constructor(source: TokenSource) {
    this.#source = source;
    if (typeof source === 'string') this.#token = source;
  }

  /** The token to call with. */
  async current(): Promise<string> {
    return this.#token ?? (await this.insteadOf(undefined)) ?? '';
  }

  /** Another token than this one; undefined where there is no other. */
  async insteadOf(refused: string | undefined): Promise<string | undefined> {
    const source = this.#source;
    if (this.#token === refused && typeof source !== 'string') {
      this.#asking ??= Promise.resolve(source())
        .then((token) => void (this.#token = token))
        .finally(() => (this.#asking = undefined));
      await this.#asking;
    }
    return this.#token === refused ? undefined : this.#token;
  }
}
