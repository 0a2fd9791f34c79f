// Importing contacts: a file is dropped, looked at, and brought in while a bar tells how far.
import { useRef, useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog';
import { texts } from '../texts';
import { parseCsv } from './csv';
import { bringIn, contactOf, type Refusals } from './importing';

type File_ = { name: string; columns: string[]; rows: string[][] };

export function ImportDialog({ onClose, first }: { onClose: () => void; first?: File }) {
  const [file, setFile] = useState<File_>();
  const [error, setError] = useState<string>();
  const [over, setOver] = useState(false);
  const [consent, setConsent] = useState(true);
  const [done, setDone] = useState<number>();
  const [refusals, setRefusals] = useState<Refusals>();
  const begun = useRef(false);

  const read = async (given: File | undefined) => {
    if (!given) return;
    const [columns, ...rows] = parseCsv(await given.text());
    if (!columns || !rows.length) return setError(texts.contacts.unreadable);
    if (!columns.some((name) => /^e-?mail$/i.test(name.trim()))) return setError(texts.contacts.keyMissing);
    setError(undefined);
    setFile({ name: given.name, columns: columns.map((name) => name.trim()), rows });
  };
  if (first && !begun.current) {
    begun.current = true;
    void read(first);
  }
  const run = async () => {
    setDone(0);
    try {
      setRefusals(await bringIn(file!.rows.map((row) => contactOf(file!.columns, row, consent)), setDone));
    } catch (failure) {
      setError((failure as Error).message);
      setDone(undefined);
    }
  };
  return (
    <Dialog title={texts.contacts.importTitle} onClose={onClose}>
      <div class="stack">
        {error && <p class="notice bad" role="alert">{error}</p>}
        {done === undefined && (
          <label
            class={`drop ${over ? 'over' : ''}`}
            onDragOver={(event) => (event.preventDefault(), setOver(true))}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(false);
              void read(event.dataTransfer?.files[0]);
            }}
          >
            <strong>{file ? `${file.name} · ${texts.contacts.rows(file.rows.length)}` : texts.contacts.drop}</strong>
            <span class="hint">{file ? `${texts.contacts.columns}: ${file.columns.join(', ')}` : texts.contacts.dropHint}</span>
            <input type="file" accept=".csv,text/csv" aria-label={texts.contacts.drop} onChange={(event) => void read(event.currentTarget.files?.[0])} />
          </label>
        )}
        {file && done === undefined && (
          <>
            <label class="check">
              <input type="checkbox" checked={consent} onChange={(event) => setConsent(event.currentTarget.checked)} /> {texts.contacts.consent}
            </label>
            <footer>
              <button type="button" class="primary" onClick={run}>{texts.contacts.import(file.rows.length)}</button>
            </footer>
          </>
        )}
        {file && done !== undefined && (
          <>
            <progress value={done} max={file.rows.length} aria-label={texts.contacts.importTitle} />
            <p role="status">{refusals ? texts.contacts.imported(file.rows.length - refusals.length, refusals.length) : texts.contacts.importing(done, file.rows.length)}</p>
            {refusals && refusals.length > 0 && (
              <ul class="plain">
                {refusals.slice(0, 50).map((each) => <li key={each.row}>{texts.contacts.refusedRow(each.row)}: {each.message}</li>)}
              </ul>
            )}
            {refusals && (
              <footer>
                <button type="button" class="primary" onClick={onClose}>{texts.close}</button>
              </footer>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
