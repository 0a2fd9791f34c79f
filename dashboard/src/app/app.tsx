// Which page is shown: sign-in, or one of the pages in the frame of all.
import { lazy } from './lazy';
import { useEffect, useState } from 'preact/hooks';
import { ended, token, viewer } from '../api/session';
import { useStore } from '../api/store';
import { Board } from '../board/board';
import { Waiting } from '../parts/load';
import { Toasts } from '../parts/toasts';
import { texts } from '../texts';
import { begin } from './activity';
import { usePlace } from './router';
import { Shell } from './shell';
import { SignIn } from './signin';

const RecordPage = lazy(() => import('../record/page'));
const Contacts = lazy(() => import('../people/contacts'));
const ContactPage = lazy(() => import('../people/contact'));
const Outbox = lazy(() => import('../people/outbox'));
const Tokens = lazy(() => import('../people/tokens'));
const Start = lazy(() => import('../start/start'));
const Operation = lazy(() => import('../board/operation'));

export function App() {
  const secret = useStore(token);
  const me = useStore(viewer);
  const [error, setError] = useState<string>();
  useEffect(() => {
    if (!secret) return;
    let stop = () => {};
    let gone = false;
    setError(undefined);
    begin().then(
      (end) => (gone ? end() : (stop = end)),
      (failure: Error) => setError(failure.message),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [secret]);
  if (!secret) return <SignIn why={ended.get()} />;
  if (!me) return <main class="alone">{error ? <Again error={error} /> : <Waiting />}</main>;
  return (
    <>
      <Shell>
        <Page />
      </Shell>
      <Toasts />
    </>
  );
}

/** The server wasn't there when the page was opened. */
function Again({ error }: { error: string }) {
  useEffect(() => {
    const timer = setTimeout(() => location.reload(), 3000);
    return () => clearTimeout(timer);
  }, []);
  return <Waiting error={error} />;
}

function Page() {
  const { path } = usePlace();
  const [, page = '', id = ''] = path.split('/').map(decodeURIComponent);
  if (page === '') return <Board />;
  if (page === 'records') return <RecordPage key={id} id={id} />;
  if (page === 'contacts') return id ? <ContactPage key={id} id={id} /> : <Contacts />;
  if (page === 'outbox') return <Outbox />;
  if (page === 'tokens') return <Tokens />;
  if (page === 'start') return <Start />;
  if (page === 'operations') return <Operation key={id} id={id} />;
  return (
    <p class="notice">
      {texts.notFound} <a href="/">{texts.toBoard}</a>
    </p>
  );
}
