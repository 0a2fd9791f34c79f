// The TypeScript SDK as it is told on standard input: calls by name, and watches, each change of which it tells.
import { createInterface } from 'node:readline';
import { ApiError, Golive, type ChangeFragment } from '../../sdk/typescript/src/index.ts';

type Call = (variables: object) => Promise<unknown>;
type Asked = { id: string; call?: string; variables: Record<string, string>; watch?: { after?: string; milliseconds: number } };

const { url, tokens } = JSON.parse(process.argv[2] ?? '') as { url: string; tokens: string[] };
const tell = (told: object) => console.log(JSON.stringify(told));
const token = () => {
  tell({ asked: true });
  return (tokens.length > 1 ? tokens.shift() : tokens[0]) ?? '';
};
const golive = new Golive({ url, token });

async function answer({ id, call, variables, watch }: Asked): Promise<void> {
  try {
    if (watch) await follow(id, watch);
    else if (call === 'waitFor') tell({ id, result: await golive.waitFor(variables['id'] ?? '', variables['reason'] as 'LIVE') });
    else tell({ id, result: await ((golive as unknown as Record<string, Call>)[call ?? ''] as Call).call(golive, variables) });
  } catch (error) {
    const { code, cursor } = error instanceof ApiError ? error : {};
    tell({ id, failed: (error as Error).name, code: code ?? null, cursor: cursor ?? null, message: String(error) });
  }
}

async function follow(id: string, { after, milliseconds }: { after?: string; milliseconds: number }): Promise<void> {
  for await (const change of golive.statusChanged({ after: after ?? null }) as AsyncIterable<ChangeFragment>) {
    tell({ id, change });
    if (milliseconds) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}

for await (const line of createInterface({ input: process.stdin })) void answer(JSON.parse(line) as Asked);
process.exit();
