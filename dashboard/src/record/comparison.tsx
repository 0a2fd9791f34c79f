// Two values beside each other, line by line, with what only one of them has marked.
import type { Json } from '../api/graphql';
import { texts } from '../texts';

type Line = { text: string; kind: 'same' | 'gone' | 'new' };

export function Comparison({ before, after, names }: { before: Json; after: Json; names: [string, string] }) {
  const lines = compared(written(before), written(after));
  return (
    <>
      <dd>
        <small>{names[0]}</small>
        <Side lines={lines.filter((line) => line.kind !== 'new')} />
      </dd>
      <dd>
        <small>{names[1]}</small>
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

function written(value: Json): string[] {
  if (value === null) return [texts.record.nothing];
  return (typeof value === 'string' ? value : JSON.stringify(value, null, 2)).split('\n');
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
