// A duration as a number of days or the like; what is longer than one number stays in ISO 8601.
import { useState } from 'preact/hooks';
import { texts } from '../texts';

type Props = { id: string; disabled: boolean; 'aria-describedby'?: string; value: string; onChange: (value: string | null) => void };
const UNITS: Record<string, string> = { M: 'PT#M', H: 'PT#H', D: 'P#D', W: 'P#W' };

export function Duration({ value, onChange, id, ...common }: Props) {
  const [, days, time] = /^P(?:(\d+[DW])|T(\d+[HM]))$/.exec(value) ?? [];
  const read = days ?? time;
  const [unit, setUnit] = useState('D');
  if (value && !read) return <input id={id} {...common} class="short" value={value} placeholder={texts.form.duration} onInput={(event) => onChange(event.currentTarget.value || null)} />;
  const shown = read?.at(-1) ?? unit;
  const tell = (count: string, of: string) => {
    setUnit(of);
    onChange(/^\d+$/.test(count) ? UNITS[of]!.replace('#', String(Number(count))) : null);
  };
  const count = read?.slice(0, -1) ?? '';
  return (
    <span class="duration">
      <input id={id} {...common} type="number" min="0" step="1" value={count} onInput={(event) => tell(event.currentTarget.value.replace('-', ''), shown)} />
      <select aria-label={texts.form.unit} disabled={common.disabled} value={shown} onChange={(event) => tell(count, event.currentTarget.value)}>
        {Object.entries(texts.form.units).map(([key, name]) => <option key={key} value={key}>{name}</option>)}
      </select>
    </span>
  );
}

/** As people read it. */
export function brief(value: string): string {
  const [, days, time] = /^P(?:(\d+[DW])|T(\d+[HM]))$/.exec(value) ?? [];
  const read = days ?? time;
  if (!read) return value;
  const unit = texts.form.units[read.at(-1)!]!;
  const count = Number(read.slice(0, -1));
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}
