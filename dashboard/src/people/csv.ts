// CSV as spreadsheets write it: quoted fields, doubled quotes, line ends of all kinds, commas or semicolons.
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, field, quoted]: [string[], string, boolean] = [[], '', false];
  const head = text.slice(0, text.indexOf('\n') + 1 || undefined);
  const comma = head.split(';').length > head.split(',').length ? ';' : ',';
  const endField = () => {
    row.push(field);
    field = '';
  };
  const endRow = () => {
    endField();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at++) {
    const sign = text[at]!;
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') field += text[++at];
      else quoted = false;
    } else if (sign === '"' && field === '') quoted = true;
    else if (sign === comma) endField();
    else if (sign === '\n') endRow();
    else if (sign !== '\r') field += sign;
  }
  if (field || row.length) endRow();
  return rows;
}
