// What the scripts are given, and what each of them tells.
const given = JSON.parse(process.argv[2] ?? '') as { url: string; token: string };
export const url = `${given.url}/graphql`;
export const authorization = `Bearer ${given.token}`;

/** The data of the answer to a document, by fetch alone. */
export async function ask(query: string, variables: unknown): Promise<unknown> {
  const body = JSON.stringify({ query, variables });
  const answer = await fetch(url, { method: 'POST', headers: { authorization, 'Content-Type': 'application/json' }, body });
  return ((await answer.json()) as { data: unknown }).data;
}

/** What was made, how it was read, and what the stream or the history said of it. */
export function tell(made?: string | null, read?: unknown, followed?: string | null): void {
  console.log(JSON.stringify({ made, read, followed }));
  process.exit();
}
