// Choosing another record, a template or a contact by its name; the server is asked while one types.
import { useEffect, useId, useState } from 'preact/hooks';
import { graphql } from '../api/graphql';
import { texts } from '../texts';
import { useAsk } from './load';
import { State } from './state';

const Choices = graphql(`query Choices($types: [RecordType!], $search: String) {
  records(filter: { types: $types, search: $search }, orderBy: { field: UPDATED_AT, direction: DESC }, first: 20) { totalCount nodes { id name status statusReason publishStatus } }
}`);
const Templates = graphql(`query TemplateChoices { templates(first: 100) { nodes { id name } } }`);
const People = graphql(`query ContactChoices($search: String) { contacts(search: $search, first: 20) { totalCount nodes { id email } } }`);

type Props = { id: string; refers: string; value: string | null; name?: string; onChange: (value: string | null) => void; disabled?: boolean; required?: boolean; describedBy?: string };
type Choice = { id: string; name: string; status?: string; statusReason?: string | null; publishStatus?: string | null };

export function Chooser({ id, refers, value, name, onChange, disabled, required, describedBy }: Props) {
  const [typed, type] = useState<string>(); // undefined while nobody is choosing
  const [marked, mark] = useState(-1);
  const [picked, setPicked] = useState<Choice>();
  const list = useId();
  const chosen = !value ? '' : picked?.id === value ? picked.name : (name ?? value);
  // What is chosen already is no search: all are shown.
  const search = useLate(typed === undefined || typed === chosen ? '' : typed.trim());
  const { choices, more } = useChoices(refers, typed === undefined ? undefined : search);
  const open = typed !== undefined;
  const close = () => {
    if (typed === '' && value) onChange(null); // who empties it, unsets it
    type(undefined);
    mark(-1);
  };
  const pick = (choice: Choice) => {
    setPicked(choice);
    type(undefined);
    mark(-1);
    onChange(choice.id);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && open) {
      event.preventDefault(); // a dialog around it stays
      type(undefined);
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      if (choices[marked]) pick(choices[marked]);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) type(chosen);
      else mark((marked + (event.key === 'ArrowDown' ? 1 : -1) + choices.length) % Math.max(choices.length, 1));
    }
  };
  useEffect(() => document.getElementById(`${list}-${marked}`)?.scrollIntoView({ block: 'nearest' }), [marked]);
  return (
    <span class="chooser">
      <input
        id={id}
        role="combobox"
        autocomplete="off"
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={marked >= 0 ? `${list}-${marked}` : undefined}
        aria-describedby={describedBy}
        placeholder={texts.form.choose}
        disabled={disabled}
        required={required}
        value={typed ?? chosen}
        onClick={(event) => !open && (type(chosen), event.currentTarget.select())}
        onInput={(event) => (type(event.currentTarget.value), mark(-1))}
        onKeyDown={press}
        onBlur={close}
      />
      {open && (
        <ul id={list} role="listbox" aria-label={texts.form.choices} onMouseDown={(event) => event.preventDefault()}>
          {choices.map((choice, index) => (
            <li key={choice.id} id={`${list}-${index}`} role="option" aria-selected={index === marked} onClick={() => pick(choice)}>
              <span>{choice.name}</span>
              {choice.status && <State of={{ status: choice.status, statusReason: choice.statusReason ?? null, publishStatus: choice.publishStatus ?? null }} />}
            </li>
          ))}
          {(!choices.length || more > 0) && <li role="option" aria-disabled="true" aria-selected="false" class="hint">{choices.length ? texts.form.moreChoices(more) : texts.form.noChoice}</li>}
        </ul>
      )}
    </span>
  );
}

/** What fits `search`; nothing is asked where it is undefined. */
function useChoices(refers: string, search: string | undefined): { choices: Choice[]; more: number } {
  const [template, contact] = [refers === 'TEMPLATE', refers === 'CONTACT'];
  const asked = search || undefined;
  const idle = search === undefined;
  const records = useAsk(Choices, { types: [refers as 'SEGMENT'], search: asked }, idle || template || contact);
  const templates = useAsk(Templates, {}, idle || !template);
  const contacts = useAsk(People, { search: asked }, idle || !contact);
  if (idle) return { choices: [], more: 0 };
  if (template) return { choices: (templates.data?.templates.nodes ?? []).filter((each) => each.name.toLowerCase().includes((asked ?? '').toLowerCase())), more: 0 };
  const found = contact ? contacts.data?.contacts : records.data?.records;
  const choices = (found?.nodes ?? []).map((each) => ('name' in each ? each : { id: each.id, name: each.email ?? each.id }));
  return { choices, more: (found?.totalCount ?? 0) - choices.length };
}

/** The value once it has rested for a moment. */
function useLate(value: string): string {
  const [late, set] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => set(value), 150);
    return () => clearTimeout(timer);
  }, [value]);
  return late;
}
