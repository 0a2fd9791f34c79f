// Signing in: by the one-time link that `golive serve` prints, or by pasting a token.
import { useState } from 'preact/hooks';
import { signIn } from '../api/session';
import { texts } from '../texts';
import { go, usePlace } from './router';

export function SignIn({ why }: { why: string | null }) {
  const { path, query } = usePlace();
  const code = path === '/signin' ? query.get('code') : null;
  const [error, setError] = useState(why);
  const [busy, setBusy] = useState(false);

  const enter = (secret: string) => {
    if (path === '/signin') go('/', { replace: true });
    signIn(secret);
  };
  const byLink = async () => {
    setBusy(true);
    try {
      const answer = await fetch(`/signin?code=${encodeURIComponent(code!)}`, { method: 'POST' });
      const told = (await answer.json()) as { token?: string; message?: string };
      if (told.token) return enter(told.token);
      setError(told.message ?? texts.errors.unexpected);
    } catch {
      setError(texts.errors.unreachable);
    }
    setBusy(false);
  };
  const byToken = async (event: SubmitEvent) => {
    event.preventDefault();
    const secret = String(new FormData(event.currentTarget as HTMLFormElement).get('token')).trim();
    if (!secret) return;
    setBusy(true);
    try {
      const answer = await fetch('/graphql', { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` }, body: '{"query":"{ viewer { name } }"}' });
      if (((await answer.json()) as { data?: { viewer?: unknown } }).data?.viewer) return enter(secret);
      setError(texts.signIn.wrong);
    } catch {
      setError(texts.errors.unreachable);
    }
    setBusy(false);
  };

  return (
    <main class="alone">
      <div class="card sign-in">
        <p class="brand">
          <span class="logo" aria-hidden="true" /> {texts.name}
        </p>
        <h1>{texts.signIn.title}</h1>
        {error && <p class="notice bad" role="alert">{error}</p>}
        {code && (
          <div class="stack">
            <p>{texts.signIn.byLink}</p>
            <button type="button" class="primary" disabled={busy} onClick={byLink}>
              {texts.signIn.byLinkDo}
            </button>
            <h2>{texts.signIn.paste}</h2>
          </div>
        )}
        <form class="stack" onSubmit={byToken}>
          <input name="username" autocomplete="username" value={texts.name} hidden readOnly />
          <label for="token">{texts.signIn.token}</label>
          <input id="token" name="token" type="password" autocomplete="current-password" spellcheck={false} required aria-describedby="token-hint" />
          <p id="token-hint" class="hint">{texts.signIn.hint}</p>
          <button class={code ? '' : 'primary'} disabled={busy}>{texts.signIn.do}</button>
        </form>
      </div>
    </main>
  );
}
