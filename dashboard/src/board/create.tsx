// A new record: its type or a template, its name, and for sessions and tracks their event; the rest is filled in on its page.
import { useRef, useState } from 'preact/hooks';
import { tell } from '../api/client';
import { seen } from '../api/cursor';
import { Done, Refusal } from '../api/documents';
import { graphql, type Of } from '../api/graphql';
import { own } from '../generated/own';
import { Chooser } from '../parts/chooser';
import { Dialog } from '../parts/dialog';
import { useAsk } from '../parts/load';
import { Refused } from '../parts/refused';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import { go } from '../app/router';

const Templates = graphql(`query Templates($type: RecordType!) { templates(type: $type, first: 100) { nodes { id name } } }`);
const FromTemplate = graphql(
  `mutation CreateFromTemplate($templateId: ID!, $name: String, $key: String) {
    answer: createFromTemplate(templateId: $templateId, name: $name, idempotencyKey: $key) { __typename ...Done ...Refusal }
  }`,
  [Done, Refusal],
);

export default function Create({ onClose }: { onClose: () => void }) {
  const [type, setType] = useState<Of<'RecordType'>>('MARKETING_EMAIL');
  const [eventId, setEvent] = useState<string | null>(null);
  const [refusal, refuse] = useState<Refusal>();
  const templates = useAsk(Templates, { type }).data?.templates.nodes ?? [];
  const asked = useRef({ what: '', key: '' }); // the same again is the same request
  const needsEvent = type === 'EVENT_SESSION' || type === 'EVENT_TRACK';

  const make = (name: string, templateId: string, key: string) => {
    if (templateId) return tell(FromTemplate, { templateId, name, key });
    const document = own[type].create as (typeof own)['EVENT_SESSION']['create'];
    return tell(document, { input: needsEvent ? { name, eventId: eventId ?? '' } : ({ name } as never), key });
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [name, templateId] = [String(form.get('name')), String(form.get('template') ?? '')];
    const what = JSON.stringify([type, eventId, name, templateId]);
    if (asked.current.what !== what) asked.current = { what, key: crypto.randomUUID() };
    const { answer } = await make(name, templateId, asked.current.key);
    if (answer?.__typename === 'GuardError') return refuse(answer);
    seen(answer!.cursor);
    onClose();
    go(`/records/${answer!.record!.id}`);
  };
  return (
    <Dialog title={texts.board.createTitle} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event).catch(failed)}>
        {refusal && <Refused refusal={refusal} />}
        <label for="new-type">{texts.board.type}</label>
        <select id="new-type" value={type} onChange={(event) => setType(event.currentTarget.value as Of<'RecordType'>)}>
          {Object.entries(texts.types).map(([value, name]) => (
            <option key={value} value={value}>{name}</option>
          ))}
        </select>
        {templates.length > 0 && (
          <>
            <label for="new-template">{texts.board.template}</label>
            <select id="new-template" name="template">
              <option value="">{texts.form.nothing}</option>
              {templates.map((template) => (
                <option key={template.id} value={template.id}>{template.name}</option>
              ))}
            </select>
          </>
        )}
        {needsEvent && (
          <>
            <label for="new-event">{texts.types.EVENT}</label>
            <Chooser id="new-event" refers="EVENT" value={eventId} onChange={setEvent} required />
          </>
        )}
        <label for="new-name">{texts.board.nameOf}</label>
        <input id="new-name" name="name" required maxLength={150} data-focus />
        <button class="primary">{texts.board.createDo}</button>
      </form>
    </Dialog>
  );
}
