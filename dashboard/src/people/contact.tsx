// One contact: what is known, what they agreed to, what they did, and the journeys that they are or were in.
import { useState } from 'preact/hooks';
import { tell } from '../api/client';
import { graphql } from '../api/graphql';
import { may } from '../api/session';
import { Dialog } from '../parts/dialog';
import { useAsk, Waiting } from '../parts/load';
import { When } from '../parts/times';
import { failed } from '../parts/toasts';
import { humanized, texts } from '../texts';
import { go } from '../app/router';
import { nameOf, Path } from '../journey/people';
import '../styles/journey.css';
import '../styles/people.css';
import '../styles/record.css';

const One = graphql(`query Contact($id: ID!) { contact(id: $id) {
  id email firstName lastName status attributes suppressedReason createdAt consent { channel purpose state }
  events(last: 20) { nodes { id name at properties } }
  passages(last: 20) { nodes { id status reason enteredAt journey { id name } } }
} }`);
const Erase = graphql(`mutation EraseContact($id: ID!) { eraseContact(id: $id) { id } }`);

export default function ContactPage({ id }: { id: string }) {
  const { data, error } = useAsk(One, { id });
  const [erasing, erase] = useState(false);
  if (!data) return <Waiting error={error} />;
  const contact = data.contact;
  if (!contact) return <p class="notice">{texts.notFound}</p>;
  const take = async () => {
    await tell(Erase, { id });
    go('/contacts');
  };
  return (
    <article class="narrow">
      <header class="page-head">
        <div class="grow">
          <p><a href="/contacts">{texts.contacts.title}</a></p>
          <h1>{nameOf(contact)}</h1>
          {contact.email && <p class="hint">{contact.email}</p>}
        </div>
        {may('ADMIN') && <button type="button" class="danger" onClick={() => erase(true)}>{texts.contacts.erase}</button>}
      </header>
      {contact.suppressedReason && <p class="notice warn">{texts.contacts.suppressed}: {contact.suppressedReason}</p>}
      <div class="two">
        <section class="card stack">
          <h2>{texts.contacts.attributes}</h2>
          <dl class="pairs">
            {Object.entries(contact.attributes).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{String(value)}</dd></div>)}
          </dl>
          <h2>{texts.contacts.consents}</h2>
          {!contact.consent.length && <p class="hint">{texts.contacts.none}</p>}
          <dl class="pairs">
            {contact.consent.map((each) => <div key={each.channel + each.purpose}><dt>{each.channel}, {each.purpose}</dt><dd>{humanized(each.state)}</dd></div>)}
          </dl>
        </section>
        <section class="card stack">
          <h2>{texts.contacts.journeys}</h2>
          {!contact.passages.nodes.length && <p class="hint">{texts.contacts.none}</p>}
          {[...contact.passages.nodes].reverse().map((passage) => (
            <details key={passage.id}>
              <summary>{passage.journey?.name ?? texts.none} <small>{humanized(passage.status)} · <When at={passage.enteredAt} /></small></summary>
              <Path id={passage.id} />
            </details>
          ))}
          <h2>{texts.contacts.events}</h2>
          {!contact.events.nodes.length && <p class="hint">{texts.contacts.none}</p>}
          <ul class="lines">
            {[...contact.events.nodes].reverse().map((event) => <li key={event.id}><span>{event.name}</span><small><When at={event.at} /></small></li>)}
          </ul>
        </section>
      </div>
      {erasing && (
        <Dialog title={`${texts.contacts.erase}: ${nameOf(contact)}`} onClose={() => erase(false)}>
          <div class="stack">
            <p>{texts.contacts.eraseSure}</p>
            <footer>
              <button type="button" onClick={() => erase(false)}>{texts.cancel}</button>
              <button type="button" class="danger" onClick={() => take().catch(failed)}>{texts.contacts.erase}</button>
            </footer>
          </div>
        </Dialog>
      )}
    </article>
  );
}
