// Choosing another record, a template or a contact by its name.
import { graphql } from '../api/graphql';
import { texts } from '../texts';
import { useAsk } from './load';

const Choices = graphql(`query Choices($types: [RecordType!]) { records(filter: { types: $types }, orderBy: { field: UPDATED_AT, direction: DESC }, first: 100) { nodes { id name } } }`);
const Templates = graphql(`query TemplateChoices { templates(first: 100) { nodes { id name } } }`);
const People = graphql(`query ContactChoices { contacts(first: 100) { nodes { id email } } }`);

type Props = { id: string; refers: string; value: string | null; name?: string; onChange: (value: string | null) => void; disabled?: boolean; required?: boolean; describedBy?: string };

export function Chooser({ id, refers, value, name, onChange, disabled, required, describedBy }: Props) {
  const record = refers !== 'TEMPLATE' && refers !== 'CONTACT';
  const records = useAsk(Choices, { types: [refers as 'SEGMENT'] }, !record || disabled);
  const templates = useAsk(Templates, {}, refers !== 'TEMPLATE' || disabled);
  const contacts = useAsk(People, {}, refers !== 'CONTACT' || disabled);
  const choices = [
    ...(records.data?.records.nodes ?? []),
    ...(templates.data?.templates.nodes ?? []),
    ...(contacts.data?.contacts.nodes ?? []).map((contact) => ({ id: contact.id, name: contact.email ?? contact.id })),
  ];
  if (value && !choices.some((each) => each.id === value)) choices.unshift({ id: value, name: name ?? value });
  return (
    <select id={id} value={value ?? ''} disabled={disabled} required={required} aria-describedby={describedBy} onChange={(event) => onChange(event.currentTarget.value || null)}>
      <option value="">{disabled ? texts.record.nothing : texts.form.choose}</option>
      {choices.map((each) => (
        <option key={each.id} value={each.id}>{each.name}</option>
      ))}
    </select>
  );
}
