// Prints each change of state as it happens, for as long as it runs. GOLIVE_URL and GOLIVE_TOKEN say where, and who asks.
// A place that was printed before can be given, and nothing since is missed: node watch.ts CURSOR
import { Golive } from '@golive/client';

const { GOLIVE_URL = '', GOLIVE_TOKEN = '' } = process.env;
const golive = new Golive({ url: GOLIVE_URL, token: GOLIVE_TOKEN });

for await (const change of golive.statusChanged({ after: process.argv[2] ?? null })) {
  console.log(change.cursor, change.recordName, change.toStatusReason ?? change.toPublishStatus ?? 'deleted');
}
