// Trying an e-mail out: its working copy is sent to addresses of one's own.
import { useState } from 'preact/hooks';
import { tell } from '../api/client';
import { Refusal } from '../api/documents';
import { graphql } from '../api/graphql';
import { Chooser } from '../parts/chooser';
import { Refused } from '../parts/refused';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import type { Fields } from './fields';

const Send = graphql(
  `mutation SendTest($id: ID!, $to: [String!]!, $contact: ID) {
    sendTestEmail(id: $id, to: $to, contactId: $contact) { __typename ... on TestEmailSuccess { mails { id } } ...Refusal }
  }`,
  [Refusal],
);

export function TestMail({ id, fields }: { id: string; fields: Fields }) {
  const [to, setTo] = useState('');
  const [contact, choose] = useState<string | null>(null);
  const [sent, setSent] = useState<string[]>();
  const [refusal, refuse] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setSent(undefined);
    refuse(undefined);
    try {
      if (fields.changed && !(await fields.save())) return;
      const { sendTestEmail: answer } = await tell(Send, { id, to: to.split(/[\s,;]+/).filter(Boolean), contact });
      if (answer?.__typename === 'GuardError') refuse(answer);
      else setSent(answer?.mails.map((mail) => mail.id));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="card stack" aria-label={texts.testMail.title} onSubmit={(event) => void send(event).catch(failed)}>
      <h2>{texts.testMail.title}</h2>
      <label for="test-to">{texts.testMail.to}</label>
      <input id="test-to" required value={to} placeholder="you@example.com" onInput={(event) => setTo(event.currentTarget.value)} />
      <label for="test-contact">{texts.testMail.as}</label>
      <Chooser id="test-contact" refers="CONTACT" value={contact} onChange={choose} />
      {refusal && <Refused refusal={refusal} />}
      {sent && (
        <p class="notice good" role="status">
          {texts.testMail.sent} <a href={`/outbox?mail=${sent[0]}`}>{texts.testMail.look}</a>
        </p>
      )}
      <button disabled={busy}>{fields.changed ? texts.testMail.saveAndSend : texts.testMail.send}</button>
    </form>
  );
}
