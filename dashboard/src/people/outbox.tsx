// The outbox: the mails that were written, and what became of each, kept up to date while it is looked at.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/client';
import { graphql, type Of, type ResultOf } from '../api/graphql';
import { useAsk, Waiting } from '../parts/load';
import { When } from '../parts/times';
import { failed } from '../parts/toasts';
import { coded, texts } from '../texts';
import { go, usePlace } from '../app/router';
import '../styles/people.css';
import '../styles/record.css';
import { ShownMail } from './mail';
import { usePolling } from '../parts/polling';

type Status = Of<'MailStatus'>;
const All = graphql(`query Mails($filter: MailFilter, $after: String) {
  mails(filter: $filter, first: 50, after: $after) { totalCount pageInfo { endCursor hasNextPage }
    nodes { id status reason test queuedAt address email { id name } journey { id name } contact { id email } openedAt clickedAt bouncedAt } }
  mailCounts { queued sending sent failed blocked unknown cancelled delivered opened clicked bounced unsubscribed }
}`);
type Mail = ResultOf<typeof All>['mails']['nodes'][number];
const tones: Record<string, string> = { SENT: 'live', QUEUED: 'draft', SENDING: 'moving', FAILED: 'error', BLOCKED: 'paused', UNKNOWN: 'moving', CANCELLED: 'stopped' };

export default function Outbox() {
  const { query } = usePlace();
  const status = query.get('status') as Status | null;
  const chosen = query.get('mail');
  const { data, error, again } = useAsk(All, { filter: status ? { statuses: [status] } : undefined });
  const [list, setList] = useState<{ key: string; nodes: readonly Mail[]; end: string | null }>();
  const key = status ?? '';
  usePolling(again);
  useEffect(() => {
    if (data) setList((before) => joined(before?.key === key ? before.nodes : [], data.mails, before?.end ?? null, key));
  }, [data]);
  const to = (part: { status?: string | null; mail?: string | null }) => {
    const next = new URLSearchParams();
    const [nextStatus, mail] = ['status' in part ? part.status : status, 'mail' in part ? part.mail : chosen];
    if (nextStatus) next.set('status', nextStatus);
    if (mail) next.set('mail', mail);
    go(next.size ? `/outbox?${next}` : '/outbox', { replace: true });
  };
  if (!data || !list) return <Waiting error={error} />;
  const { mailCounts } = data;
  const { nodes, end } = list;
  const onward = async () => {
    const { mails } = await ask(All, { filter: status ? { statuses: [status] } : undefined, after: end });
    setList({ key, nodes: [...nodes, ...mails.nodes], end: mails.pageInfo.hasNextPage ? mails.pageInfo.endCursor : null });
  };
  return (
    <div>
      <header class="page-head">
        <h1>{texts.outbox.title}</h1>
        <p class="hint">
          {Object.entries(texts.outbox.counts).map(([name, word]) => `${texts.number(mailCounts[name as 'opened'])} ${word}`).join(' · ')}
        </p>
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
                  <span class="hint">{mail.address ?? mail.contact?.email ?? texts.journey.hidden} · <When at={mail.queuedAt} />{mail.reason && ` · ${coded(mail.reason)}`}</span>
                </button>
              </li>
            ))}
            {end && <li><button type="button" onClick={() => onward().catch(failed)}>{texts.more}</button></li>}
          </ul>
          {chosen ? <ShownMail key={chosen} id={chosen} onChange={again} onBack={() => to({ mail: null })} /> : <p class="hint empty">{texts.outbox.choose}</p>}
        </div>
      )}
    </div>
  );
}

type FirstPage = ResultOf<typeof All>['mails'];

/** The first page as it is now, and what was shown below its last mail. */
function joined(before: readonly Mail[], { nodes, pageInfo }: FirstPage, end: string | null, key: string) {
  const seam = before.findIndex((mail) => mail.id === nodes.at(-1)?.id);
  const below = pageInfo.hasNextPage && seam >= 0 ? before.slice(seam + 1) : [];
  return { key, nodes: [...nodes, ...below], end: below.length ? end : pageInfo.hasNextPage ? pageInfo.endCursor : null };
}
