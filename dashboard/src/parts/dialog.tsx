// A modal dialog, the browser's own: it keeps the focus, and Escape closes it.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../texts';
import { Toasts } from './toasts';

export function Dialog({ title, onClose, wide, children }: { title: string; onClose: () => void; wide?: boolean; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const shown = element.current!;
    const opener = document.activeElement;
    shown.showModal();
    shown.querySelector<HTMLElement>('[data-focus]')?.focus(); // `autofocus` would have browsers complain on the console
    return () => {
      shown.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? 'wide' : undefined}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        <button type="button" class="quiet" aria-label={texts.close} onClick={onClose}>
          ×
        </button>
      </header>
      <div class="body">{children}</div>
      <Toasts />
    </dialog>
  );
}
