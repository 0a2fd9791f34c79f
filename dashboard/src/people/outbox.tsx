// The outbox: the mails that were written, what became of each, and how it looks.
import { useState } from 'preact/hooks';
import { ask } from '../api/client';
import { graphql, type Of, type ResultOf } from '../api/graphql';
import { useAsk, Waiting } from '../parts/load';
import { Sandbox } from '../parts/sandbox';
import { When } from '../parts/times';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import { go, usePlace } from '../app/router';
import '../styles/people.css';

type Status = Of<'MailStatus'>;
const All = graphql(`query Mails($filter: MailFilter, $after: String) {
  mails(filter: $filter, first: 50, after: $after) { totalCount pageInfo { endCursor hasNextPage }
    nodes { id status reason test queuedAt address email { id name } journey { id name } contact { id email } openedAt clickedAt bouncedAt } }
  mailCounts { queued sending sent failed blocked unknown cancelled delivered opened clicked bounced unsubscribed }
}`);
const One = graphql(`query Mail($id: ID!) { node(id: $id) { __typename ... on Mail {
  id status reason detail address tries sentAt deliveredAt openedAt clickedAt bouncedAt unsubscribedAt journey { id name } email { id name } content { subject html text headers { name value } }
} } }`);
type Mail = ResultOf<typeof All>['mails']['nodes'][number];
const tones: Record<string, string> = { SENT: 'live', QUEUED: 'draft', SENDING: 'moving', FAILED: 'error', BLOCKED: 'paused', UNKNOWN: 'moving', CANCELLED: 'stopped' };

export default function Outbox() {
  const { query } = usePlace();
  const status = query.get('status') as Status | null;
  const chosen = query.get('mail');
  const { data, error, again } = useAsk(All, { filter: status ? { statuses: [status] } : undefined });
  const [more, setMore] = useState<{ key: string; nodes: Mail[]; end: string | null }>({ key: '', nodes: [], end: null });
  const key = status ?? '';
  const extra = more.key === key ? more : { key, nodes: [], end: null };
  const to = (part: { status?: string | null; mail?: string | null }) => {
    const next = new URLSearchParams();
    const [nextStatus, mail] = ['status' in part ? part.status : status, 'mail' in part ? part.mail : chosen];
    if (nextStatus) next.set('status', nextStatus);
    if (mail) next.set('mail', mail);
    go(next.size ? `/outbox?${next}` : '/outbox', { replace: true });
  };
  if (!data) return <Waiting error={error} />;
  const { mails, mailCounts } = data;
  const end = extra.end ?? (mails.pageInfo.hasNextPage ? mails.pageInfo.endCursor : null);
  const onward = async () => {
    const page = await ask(All, { filter: status ? { statuses: [status] } : undefined, after: end });
    setMore({ key, nodes: [...extra.nodes, ...page.mails.nodes], end: page.mails.pageInfo.hasNextPage ? page.mails.pageInfo.endCursor : '' });
  };
  const nodes = [...mails.nodes, ...extra.nodes];
  return (
    <div>
      <header class="page-head">
        <h1>{texts.outbox.title}</h1>
        <p class="hint">
          {Object.entries(texts.outbox.counts).map(([name, word]) => `${texts.number(mailCounts[name as 'opened'])} ${word}`).join(' · ')}
        </p>
        <button type="button" onClick={again}>{texts.outbox.refresh}</button>
      </header>
      <div class="chips" role="group" aria-label={texts.outbox.status}>
        <button type="button" class="chip" aria-pressed={!status} onClick={() => to({ status: null })}>{texts.outbox.all}</button>
        {Object.entries(texts.outbox.statuses).map(([each, name]) => (
          <button key={each} type="button" class="chip" aria-pressed={status === each} onClick={() => to({ status: each })}>
            {name} <span class="count">{texts.number(mailCounts[each.toLowerCase() as 'sent'] ?? 0)}</span>
          </button>
        ))}
      </div>
      {!nodes.length ? (
        <p class="empty">{texts.outbox.empty}</p>
      ) : (
        <div class="mail-split">
          <ul class="card lines mails">
            {nodes.map((mail) => (
              <li key={mail.id}>
                <button type="button" class="mail" aria-pressed={chosen === mail.id} onClick={() => to({ mail: mail.id })}>
                  <span class="subject">{mail.email?.name ?? texts.none}{mail.test && <small> {texts.outbox.test}</small>}</span>
                  <span class={`state ${tones[mail.status] ?? 'draft'}`}>{texts.outbox.statuses[mail.status] ?? mail.status}</span>
                  <span class="hint">{mail.address ?? mail.contact?.email ?? texts.journey.hidden} · <When at={mail.queuedAt} />{mail.reason && ` · ${mail.reason}`}</span>
                </button>
              </li>
            ))}
            {end && <li><button type="button" onClick={() => onward().catch(failed)}>{texts.more}</button></li>}
          </ul>
          {chosen ? <Shown id={chosen} /> : <p class="hint empty">{texts.outbox.choose}</p>}
        </div>
      )}
    </div>
  );
}

function Shown({ id }: { id: string }) {
  const { data, error } = useAsk(One, { id });
  if (data && data.node?.__typename !== 'Mail') return <p class="notice">{texts.notFound}</p>;
  if (data?.node?.__typename !== 'Mail') return <Waiting error={error} />;
  const mail = data.node;
  return (
    <section class="card stack shown-mail" aria-label={texts.outbox.preview}>
      <h2>{mail.content?.subject ?? mail.email?.name}</h2>
      <dl class="facts">
        <div><dt>{texts.outbox.to}</dt><dd>{mail.address ?? texts.journey.hidden}</dd></div>
        {mail.journey && <div><dt>{texts.types.CUSTOMER_JOURNEY}</dt><dd><a href={`/records/${mail.journey.id}?tab=journey`}>{mail.journey.name}</a></dd></div>}
        {([['sentAt', 'SENT'], ['deliveredAt', ''], ['openedAt', ''], ['clickedAt', '']] as const).map(([field]) => mail[field] && <div key={field}><dt>{field.replace('At', '')}</dt><dd><When at={mail[field]} /></dd></div>)}
      </dl>
      {mail.detail && <p class="notice bad">{mail.detail}</p>}
      {mail.content ? (
        <>
          <Sandbox html={mail.content.html} title={texts.outbox.preview} />
          <details><summary>{texts.outbox.plain}</summary><pre>{mail.content.text}</pre></details>
          <details><summary>{texts.outbox.headers}</summary><pre>{mail.content.headers.map((each) => `${each.name}: ${each.value}`).join('\n')}</pre></details>
        </>
      ) : (
        <p class="hint">{texts.outbox.noContent}</p>
      )}
    </section>
  );
}
