// Two values beside each other, line by line, with what only one of them has marked.
import type { Json } from '../api/graphql';
import { labelled, texts } from '../texts';

type Line = { text: string; kind: 'same' | 'gone' | 'new' };
type Names = Map<string, string>;

export function Comparison({ before, after, names, titles }: { before: Json; after: Json; names: Names; titles: [string, string] }) {
  const lines = compared(written(before, names), written(after, names));
  return (
    <>
      <dd>
        <small>{titles[0]}</small>
        <Side lines={lines.filter((line) => line.kind !== 'new')} />
      </dd>
      <dd>
        <small>{titles[1]}</small>
        <Side lines={lines.filter((line) => line.kind !== 'gone')} />
      </dd>
    </>
  );
}

function Side({ lines }: { lines: Line[] }) {
  return (
    <pre>
      {lines.map((line, index) => {
        const text = `${line.text || ' '}\n`;
        if (line.kind === 'gone') return <del key={index}>{text}</del>;
        return line.kind === 'new' ? <ins key={index}>{text}</ins> : <span key={index}>{text}</span>;
      })}
    </pre>
  );
}

/** As people read it: a line for each value under its label, records by their names, nothing of what isn't set. */
export function written(value: Json, names: Names): string[] {
  if (value === null || value === '' || (Array.isArray(value) && !value.length)) return [texts.record.nothing];
  if (typeof value === 'boolean') return [value ? texts.yes : texts.no];
  if (typeof value !== 'object') return (names.get(String(value)) ?? String(value)).split('\n');
  const parts = Array.isArray(value) ? value.map((each) => ['–', each] as const) : Object.entries(value).map(([name, each]) => [`${labelled(name)}:`, each] as const);
  return parts.flatMap(([label, each]) => {
    if (each === null || each === '' || (Array.isArray(each) && !each.length)) return [];
    const lines = written(each, names);
    if (lines.length === 1) return [`${label} ${lines[0]}`];
    return label === '–' ? [`– ${lines[0]!.trimStart()}`, ...lines.slice(1).map((line) => `  ${line}`)] : [label, ...lines.map((line) => `  ${line}`)];
  });
}

/** The ids of records that a value speaks of. */
export function idsIn(value: Json): string[] {
  if (typeof value === 'string') return /^[a-z_]+_[0-9a-hjkmnp-tv-z]{26}$/.test(value) ? [value] : [];
  return value && typeof value === 'object' ? Object.values(value).flatMap(idsIn) : [];
}

const MOST = 1000; // lines of either side that are aligned; longer texts are shown whole

/** The longest common lines stay, the others are gone or new. */
function compared(before: string[], after: string[]): Line[] {
  if (before.length > MOST || after.length > MOST) return [...before.map((text) => ({ text, kind: 'gone' as const })), ...after.map((text) => ({ text, kind: 'new' as const }))];
  const longest = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      longest[i]![j] = before[i] === after[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) lines.push({ text: before[i++]!, kind: 'same' }), j++;
    else if (j >= after.length || (i < before.length && longest[i + 1]![j]! >= longest[i]![j + 1]!)) lines.push({ text: before[i++]!, kind: 'gone' });
    else lines.push({ text: after[j++]!, kind: 'new' });
  }
  return lines;
}
