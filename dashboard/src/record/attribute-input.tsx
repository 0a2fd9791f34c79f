// The name of a contact's attribute, one that is known or a new one.
import { useId, useState } from 'preact/hooks';
import { useAsk } from '../parts/load';
import { Attributes } from './documents';

type Props = { id: string; disabled: boolean; 'aria-describedby'?: string; value: string; onInput: (event: { currentTarget: { value: string } }) => void };
/** What every contact has besides the workspace's own attributes. */
export const BUILT_IN = ['email', 'first_name', 'last_name'];

export function AttributeInput(props: Props) {
  const [focused, focus] = useState(false);
  const { data } = useAsk(Attributes, {}, !focused);
  const list = useId();
  return (
    <>
      <input {...props} class="short" list={list} autocomplete="off" onFocus={() => focus(true)} />
      <datalist id={list}>{[...BUILT_IN, ...(data?.attributes ?? []).map((each) => each.name)].map((name) => <option key={name} value={name} />)}</datalist>
    </>
  );
}
