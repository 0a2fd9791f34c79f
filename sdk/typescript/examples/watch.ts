// Prints each change of state as it happens, for as long as it runs. API_URL and API_TOKEN say where, and who asks.
// A place that was printed before can be given, and nothing since is missed: node watch.ts CURSOR
import { Golive } from '@golive/client';

const { API_URL = '', API_TOKEN = '' } = process.env;
const golive = new Golive({ url: API_URL, token: API_TOKEN });

for await (const change of golive.statusChanged({ after: process.argv[2] ?? null })) {
  console.log(change.cursor, change.recordName, change.toStatusReason ?? change.toPublishStatus ?? 'deleted');
}
