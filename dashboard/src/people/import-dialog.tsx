// Importing contacts: a file is dropped, its columns are looked at, and its rows brought in while a bar tells how far.
import { useRef, useState } from 'preact/hooks';
import { ask } from '../api/client';
import { Dialog } from '../parts/dialog';
import { Attributes } from '../record/documents';
import { texts } from '../texts';
import { contactOf, guessed, type Column, type Role } from './columns';
import { parseCsv } from './csv';
import { bringIn, type Outcome } from './importing';

type Read = { name: string; columns: Column[]; rows: string[][] };

export function ImportDialog({ onClose, first }: { onClose: () => void; first?: File }) {
  const [file, setFile] = useState<Read>();
  const [error, setError] = useState<string>();
  const [consent, setConsent] = useState(false);
  const [update, setUpdate] = useState(true);
  const [done, setDone] = useState<number>();
  const [outcome, tell] = useState<Outcome>();
  const begun = useRef(false);

  const read = async (given: File | undefined) => {
    if (!given) return;
    try {
      const [titles, ...rows] = parseCsv(await given.text());
      if (!titles || !rows.length) return setError(texts.contacts.unreadable);
      const { attributes } = await ask(Attributes, {});
      setError(undefined);
      setFile({ name: given.name, columns: guessed(titles.map((title) => title.trim()), rows, attributes), rows });
    } catch (failure) {
      setError((failure as Error).message);
    }
  };
  if (first && !begun.current) {
    begun.current = true;
    void read(first);
  }
  const run = async () => {
    setDone(0);
    try {
      tell(await bringIn(file!.rows.map((row) => contactOf(file!.columns, row, consent)), update, setDone));
    } catch (failure) {
      setError((failure as Error).message);
      setDone(undefined);
    }
  };
  const take = (index: number, role: Role) => setFile({ ...file!, columns: file!.columns.map((column, at) => (at === index ? { ...column, role } : column.role === role && role !== 'attribute' && role !== 'none' ? { ...column, role: 'attribute' } : column)) });
  const keyed = file?.columns.some((column) => column.role === 'email');
  return (
    <Dialog title={texts.contacts.importTitle} onClose={onClose} wide>
      <div class="stack">
        {error && <p class="notice bad" role="alert">{error}</p>}
        {done === undefined && <Drop file={file} onFile={(given) => void read(given)} />}
        {file && done === undefined && (
          <>
            <ColumnTable columns={file.columns} onRole={take} />
            {!keyed && <p class="notice warn" role="alert">{texts.contacts.keyMissing}</p>}
            <fieldset class="several">
              <legend>{texts.contacts.existing}</legend>
              <label class="check"><input type="radio" name="existing" checked={update} onChange={() => setUpdate(true)} /> {texts.contacts.updateThem}</label>
              <label class="check"><input type="radio" name="existing" checked={!update} onChange={() => setUpdate(false)} /> {texts.contacts.leaveThem}</label>
            </fieldset>
            <label class="check">
              <input type="checkbox" checked={consent} onChange={(event) => setConsent(event.currentTarget.checked)} /> {texts.contacts.consent}
            </label>
            <footer>
              <button type="button" class="primary" disabled={!keyed} onClick={run}>{texts.contacts.import(file.rows.length)}</button>
            </footer>
          </>
        )}
        {file && done !== undefined && <Progress done={done} of={file.rows.length} outcome={outcome} updated={update} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

function Drop({ file, onFile }: { file: Read | undefined; onFile: (file: File | undefined) => void }) {
  const [over, setOver] = useState(false);
  return (
    <label
      class={`drop ${over ? 'over' : ''} ${file ? 'filled' : ''}`}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer?.files[0]);
      }}
    >
      <strong>{file ? `${file.name} · ${texts.contacts.rows(file.rows.length)}` : texts.contacts.drop}</strong>
      {!file && <span class="hint">{texts.contacts.dropHint}</span>}
      <input type="file" accept=".csv,text/csv" aria-label={texts.contacts.drop} onChange={(event) => onFile(event.currentTarget.files?.[0])} />
    </label>
  );
}

/** What each column is taken for, with a cell of it. */
function ColumnTable({ columns, onRole }: { columns: Column[]; onRole: (index: number, role: Role) => void }) {
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label={texts.contacts.columns}>
      <table>
        <thead>
          <tr>{texts.contacts.columnTitles.map((title) => <th key={title} scope="col">{title}</th>)}</tr>
        </thead>
        <tbody>
          {columns.map((column, index) => (
            <tr key={index}>
              <th scope="row">{column.title} <small class="why">{column.sample}</small></th>
              <td>
                <select aria-label={texts.contacts.takenFor(column.title)} value={column.role} onChange={(event) => onRole(index, event.currentTarget.value as Role)}>
                  {Object.entries(texts.contacts.roles).map(([role, name]) => <option key={role} value={role}>{name}</option>)}
                </select>
                {column.role === 'attribute' && <small> {column.attribute}, {texts.contacts.types[column.type] ?? column.type}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Progress({ done, of, outcome, updated, onClose }: { done: number; of: number; outcome: Outcome | undefined; updated: boolean; onClose: () => void }) {
  return (
    <>
      <progress value={done} max={of} aria-label={texts.contacts.importTitle} />
      <p role="status">{outcome ? texts.contacts.imported(outcome.created, outcome.existing, updated, outcome.refusals.length) : texts.contacts.importing(done, of)}</p>
      {outcome && outcome.refusals.length > 0 && (
        <ul class="plain refusals">
          {outcome.refusals.slice(0, 50).map((each) => <li key={each.row}>{texts.contacts.refusedRow(each.row)}: {each.message}</li>)}
          {outcome.refusals.length > 50 && <li>{texts.contacts.moreRefused(outcome.refusals.length - 50)}</li>}
        </ul>
      )}
      {outcome && (
        <footer>
          <button type="button" class="primary" onClick={onClose}>{texts.close}</button>
        </footer>
      )}
    </>
  );
}
