// How long to wait before the next try: longer each time, by chance, so that clients don't all come back at once.

const SHORTEST = 100; // ms
const LONGEST = 5_000;

/** Waits between tries; once `milliseconds` are over, it throws instead. */
export class Patience {
  tries = 0;
  readonly #end: number;

  constructor(milliseconds = Infinity) {
    this.#end = performance.now() + milliseconds;
  }

  /** It went well: the next wait is a short one again. */
  renew(): void {
    this.tries = 0;
  }

  /** Wait before another try, as long as the server asks for at least; throws `why` when the time is over. */
  async wait(why: Error, signal?: AbortSignal, atLeast = 0): Promise<void> {
    const longest = Math.min(LONGEST, SHORTEST * 2 ** this.tries);
    const delay = Math.max(atLeast, (longest / 2) * (1 + Math.random()));
    if (performance.now() + delay > this.#end) throw why;
    this.tries += 1;
    await pause(delay, signal);
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
