// A new record: its type, its name, and for sessions and tracks their event; the rest is filled in on its page.
import { useState } from 'preact/hooks';
import { tell } from '../api/client';
import { seen } from '../api/cursor';
import { own } from '../generated/own';
import { Dialog } from '../parts/dialog';
import { Refused } from '../parts/refused';
import type { Refusal } from '../api/documents';
import { failed } from '../parts/toasts';
import { texts } from '../texts';
import { go } from '../app/router';
import { Chooser } from '../parts/chooser';

export default function Create({ onClose }: { onClose: () => void }) {
  const [type, setType] = useState('MARKETING_EMAIL');
  const [eventId, setEvent] = useState<string | null>(null);
  const [refusal, refuse] = useState<Refusal>();
  const [key] = useState(() => crypto.randomUUID());
  const needsEvent = type === 'EVENT_SESSION' || type === 'EVENT_TRACK';
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name'));
    const document = own[type as keyof typeof own].create as (typeof own)['EVENT_SESSION']['create'];
    const { answer } = await tell(document, { input: needsEvent ? { name, eventId: eventId ?? '' } : ({ name } as never), key: `${key} ${type} ${name}` });
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
        <select id="new-type" value={type} onChange={(event) => setType(event.currentTarget.value)}>
          {Object.entries(texts.types).map(([value, name]) => (
            <option key={value} value={value}>{name}</option>
          ))}
        </select>
        {needsEvent && (
          <>
            <label for="new-event">{texts.types.EVENT}</label>
            <Chooser id="new-event" refers="EVENT" value={eventId} onChange={setEvent} required />
          </>
        )}
        <label for="new-name">{texts.board.nameOf}</label>
        <input id="new-name" name="name" required data-focus />
        <button class="primary">{texts.board.createDo}</button>
      </form>
    </Dialog>
  );
}
