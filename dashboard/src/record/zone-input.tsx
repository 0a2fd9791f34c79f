// A time zone by its IANA name, with what the browser knows to choose from.
import { useId } from 'preact/hooks';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];
type Props = { id: string; disabled: boolean; 'aria-describedby'?: string; value: string; onInput: (event: { currentTarget: { value: string } }) => void };

export function ZoneInput(props: Props) {
  const list = useId();
  return (
    <>
      <input {...props} class="short" list={list} autocomplete="off" />
      <datalist id={list}>{ZONES.map((zone) => <option key={zone} value={zone} />)}</datalist>
    </>
  );
}
