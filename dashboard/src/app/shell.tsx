// The frame of all pages: ways to them, who is signed in, and whether what one sees is live.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { connection } from '../api/connection';
import { may, signOut, viewer } from '../api/session';
import { useStore } from '../api/store';
import { forgetFailures } from '../parts/toasts';
import { texts } from '../texts';
import { usePlace } from './router';
import { nextTheme, theme } from './theme';

export function Shell({ children }: { children: ComponentChildren }) {
  const me = useStore(viewer)!;
  const shown = useStore(theme);
  const { path } = usePlace();
  const ways = [
    { to: '/', name: texts.nav.board, here: path === '/' || path.startsWith('/records') },
    { to: '/contacts', name: texts.nav.contacts, here: path.startsWith('/contacts') },
    { to: '/outbox', name: texts.nav.outbox, here: path === '/outbox' },
    ...(may('ADMIN') ? [{ to: '/tokens', name: texts.nav.tokens, here: path === '/tokens' }] : []),
    { to: '/start', name: texts.nav.start, here: path === '/start' },
  ];
  const content = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    const page = path.startsWith('/operations') ? texts.bulk.results : ways.find((way) => way.here)?.name;
    if (!path.startsWith('/records')) document.title = page ? `${page} · ${texts.name}` : texts.name; // records say their own names
    if (path === before.current) return;
    before.current = path;
    forgetFailures();
    content.current!.focus({ preventScroll: true }); // the keyboard and screen readers go on where the new page begins
  }, [path]);
  return (
    <div class="shell">
      <a class="skip" href="#content">{texts.nav.skip}</a>
      <header class="bar">
        <a class="brand" href="/">
          <span class="logo" aria-hidden="true" /> {texts.name}
        </a>
        <nav aria-label={texts.nav.label}>
          {ways.map(({ to, name, here }) => (
            <a key={to} href={to} aria-current={here ? 'page' : undefined}>{name}</a>
          ))}
        </nav>
        <div class="me">
          <Badge />
          <span class="who" title={`${me.name} · ${me.role}`}>{me.workspace}</span>
          <button type="button" class="quiet" title={texts.nav.theme[shown]} aria-label={texts.nav.theme[shown]} onClick={nextTheme}>
            <span class={`theme-mark ${shown}`} aria-hidden="true" />
          </button>
          <button type="button" class="quiet" onClick={() => signOut()}>{texts.nav.signOut}</button>
        </div>
      </header>
      <main ref={content} id="content" tabIndex={-1}>{children}</main>
    </div>
  );
}

function Badge() {
  const state = useStore(connection);
  return (
    <span class={`badge ${state}`} role="status" data-connection={state} title={texts.connection.explained[state]}>
      {texts.connection[state]}
    </span>
  );
}
