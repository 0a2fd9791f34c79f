// One mail: what became of it, how it looks, and what to do about one of which nobody knows whether it arrived.
import { tell } from '../api/client';
import { graphql, type Of } from '../api/graphql';
import { may } from '../api/session';
import { useAsk, Waiting } from '../parts/load';
import { Sandbox } from '../parts/sandbox';
import { When } from '../parts/times';
import { failed } from '../parts/toasts';
import { coded, texts } from '../texts';
import { usePolling } from '../parts/polling';

const One = graphql(`query Mail($id: ID!) { node(id: $id) { __typename ... on Mail {
  id status reason detail address tries sentAt deliveredAt openedAt clickedAt bouncedAt unsubscribedAt journey { id name } email { id name } contact { id } content { subject html text headers { name value } }
} } }`);
const Settle = graphql(`mutation SettleMail($id: ID!, $status: MailStatus!) { settleMail(id: $id, status: $status) { __typename ... on GuardError { message } } }`);
const Resend = graphql(`mutation ResendMail($id: ID!) { resendMail(id: $id) { __typename ... on GuardError { message } } }`);

export function ShownMail({ id, onChange, onBack }: { id: string; onChange: () => void; onBack: () => void }) {
  const { data, error, again } = useAsk(One, { id });
  usePolling(again);
  if (data && data.node?.__typename !== 'Mail') return <p class="notice">{texts.notFound}</p>;
  if (data?.node?.__typename !== 'Mail') return <Waiting error={error} />;
  const mail = data.node;
  return (
    <section class="card stack shown-mail" aria-label={texts.outbox.preview}>
      <button type="button" class="back" onClick={onBack}>{texts.outbox.back}</button>
      <h2>{mail.content?.subject ?? mail.email?.name}</h2>
      <dl class="facts">
        <div><dt>{texts.outbox.to}</dt><dd>{mail.contact ? <a href={`/contacts/${mail.contact.id}`}>{mail.address ?? texts.journey.hidden}</a> : (mail.address ?? texts.journey.hidden)}</dd></div>
        {mail.email && <div><dt>{texts.types.MARKETING_EMAIL}</dt><dd><a href={`/records/${mail.email.id}`}>{mail.email.name}</a></dd></div>}
        {mail.journey && <div><dt>{texts.record.journey}</dt><dd><a href={`/records/${mail.journey.id}?tab=journey`}>{mail.journey.name}</a></dd></div>}
        {(['sentAt', 'deliveredAt', 'openedAt', 'clickedAt', 'bouncedAt', 'unsubscribedAt'] as const).map((field) => mail[field] && <div key={field}><dt>{texts.outbox.moments[field]}</dt><dd><When at={mail[field]} /></dd></div>)}
      </dl>
      {mail.status === 'UNKNOWN' && may('PUBLISHER') && <Decide id={id} onDone={() => (again(), onChange())} />}
      {(mail.detail ?? mail.reason) && <p class={`notice ${mail.status === 'FAILED' ? 'bad' : 'warn'}`}>{mail.detail ?? coded(mail.reason!)}</p>}
      {mail.content ? (
        <>
          <Sandbox html={mail.content.html} title={texts.outbox.preview} />
          <details><summary>{texts.outbox.plain}</summary><pre>{mail.content.text}</pre></details>
          <details><summary>{texts.outbox.headers}</summary><pre>{mail.content.headers.map((each) => `${each.name}: ${each.value}`).join('\n')}</pre></details>
        </>
      ) : (
        <p class="hint">{['BLOCKED', 'CANCELLED'].includes(mail.status) ? texts.outbox.neverWritten : texts.outbox.noContent}</p>
      )}
    </section>
  );
}

/** Nobody knows whether it arrived, and only a person may decide. */
function Decide({ id, onDone }: { id: string; onDone: () => void }) {
  const decide = async (change: () => Promise<{ __typename: string; message?: string } | null>) => {
    const answer = await change();
    if (answer?.__typename === 'GuardError') failed(new Error(answer.message));
    onDone();
  };
  const settle = (status: Of<'MailStatus'>) => void decide(async () => (await tell(Settle, { id, status })).settleMail).catch(failed);
  return (
    <div class="notice warn">
      <p>{texts.outbox.unknown}</p>
      <div class="actions">
        <button type="button" onClick={() => settle('SENT')}>{texts.outbox.arrived}</button>
        <button type="button" onClick={() => settle('FAILED')}>{texts.outbox.lost}</button>
        <button type="button" onClick={() => void decide(async () => (await tell(Resend, { id })).resendMail).catch(failed)}>{texts.outbox.resend}</button>
      </div>
    </div>
  );
}
