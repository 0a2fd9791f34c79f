// The contacts: searched, paged, and imported from a file that is dropped anywhere on the page.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/client';
import { graphql, type ResultOf } from '../api/graphql';
import { may } from '../api/session';
import { useAsk, Waiting } from '../parts/load';
import { When } from '../parts/times';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import { go, usePlace } from '../app/router';
import { nameOf } from '../journey/people';
import '../styles/people.css';
import { ImportDialog } from './import-dialog';

const All = graphql(`query Contacts($search: String, $after: String) {
  contacts(search: $search, first: 50, after: $after) { totalCount nodes { id email firstName lastName status suppressedReason updatedAt } pageInfo { endCursor hasNextPage } }
}`);
type Page = ResultOf<typeof All>['contacts'];

export default function Contacts() {
  const search = usePlace().query.get('q') ?? '';
  const { data, error, again } = useAsk(All, { search: search || undefined });
  const [more, setMore] = useState<Page[]>([]);
  const [importing, setImporting] = useState<{ file?: File }>();
  const [typed, type] = useState(search);
  useEffect(() => setMore([]), [data]);
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => go(typed ? `/contacts?q=${encodeURIComponent(typed)}` : '/contacts', { replace: true }), 200);
    return () => clearTimeout(timer);
  }, [typed]);
  const editor = may('EDITOR');
  const last = more.at(-1) ?? data?.contacts;
  const onward = async () => {
    const { contacts } = await ask(All, { search: search || undefined, after: last!.pageInfo.endCursor });
    setMore([...more, contacts]);
  };
  const nodes = [...(data?.contacts.nodes ?? []), ...more.flatMap((page) => page.nodes)];
  return (
    <div
      class="narrow"
      onDragOver={(event) => editor && event.preventDefault()}
      onDrop={(event) => {
        if (!editor || event.defaultPrevented) return;
        event.preventDefault();
        setImporting({ file: event.dataTransfer?.files[0] });
      }}
    >
      <header class="page-head">
        <h1>{texts.contacts.title}</h1>
        {data && <small role="status">{texts.contacts.count(data.contacts.totalCount)}</small>}
        <input class="search" type="search" aria-label={texts.contacts.search} placeholder={texts.contacts.search} value={typed} onInput={(event) => type(event.currentTarget.value)} />
        {editor && <button type="button" class="primary" onClick={() => setImporting({})}>{texts.contacts.importTitle}</button>}
      </header>
      {!may('EDITOR') && <p class="hint">{texts.contacts.hidden}</p>}
      {!data ? (
        <Waiting error={error} />
      ) : !nodes.length ? (
        <p class="empty">{texts.contacts.empty}</p>
      ) : (
        <ul class="card lines">
          {nodes.map((contact) => (
            <li key={contact.id}>
              <span>
                <a href={`/contacts/${contact.id}`}>{nameOf(contact)}</a>
                {contact.email && nameOf(contact) !== contact.email && <small> {contact.email}</small>}
              </span>
              <small>{contact.suppressedReason ? texts.contacts.suppressed : contact.status === 'INACTIVE' ? texts.inactive : <When at={contact.updatedAt} />}</small>
            </li>
          ))}
          {last?.pageInfo.hasNextPage && <li><button type="button" onClick={() => onward().catch(failed)}>{texts.more}</button></li>}
        </ul>
      )}
      {importing && <ImportDialog first={importing.file} onClose={() => (setImporting(undefined), again())} />}
    </div>
  );
}
