// Short notices at the edge, read aloud; what failed stays until it is closed.
import { Store, useStore } from '../api/store';
import { texts } from '../texts';

type Toast = { id: number; text: string; kind: 'good' | 'bad' };
const toasts = new Store<Toast[]>([]);
let last = 0;

export function toast(text: string, kind: Toast['kind'] = 'good'): void {
  const id = ++last;
  toasts.set([...toasts.get().filter((each) => each.text !== text).slice(-3), { id, text, kind }]);
  if (kind === 'good') setTimeout(() => close(id), 5000);
}

/** For what raises `Failure`: whatever is raised becomes a notice. */
export function failed(error: unknown): void {
  toast(error instanceof Error ? error.message : texts.errors.unexpected, 'bad');
}

/** What failed on one page says nothing on the next. */
export function forgetFailures(): void {
  toasts.set(toasts.get().filter((each) => each.kind === 'good'));
}

function close(id: number): void {
  toasts.set(toasts.get().filter((each) => each.id !== id));
}

/** In the page, and in each dialog as well, behind which the page's can't be read or closed. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {useStore(toasts).map(({ id, text, kind }) => (
        <div key={id} class={`toast ${kind}`}>
          <span>{text}</span>
          <button type="button" class="quiet" aria-label={texts.close} onClick={() => close(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
