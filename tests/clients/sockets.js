// Runs operations over one WebSocket with the client graphql-ws, as it is told on standard input, and tells what comes of each.
import { createInterface } from 'node:readline';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { url, token } = JSON.parse(process.argv[2]);
const tell = (told) => console.log(JSON.stringify(told));
const running = new Map();

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: `Bearer ${token}` },
  keepAlive: 200,
  lazyCloseTimeout: 60_000,
  retryAttempts: Infinity,
  shouldRetry: () => true, // a server that isn't there is no close event
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 200)),
  on: {
    connected: () => tell({ connected: true }),
    closed: ({ code, reason }) => tell({ closed: code, reason }),
    pong: (received) => received && tell({ pong: true }),
  },
});

// Where the stream is goes with the operation when it is sent again: by the client over a new socket, by us after an error that says so.
function begin({ id, query, variables = {} }) {
  const payload = { query, variables };
  const next = (result) => {
    const cursor = result.data?.statusChanged?.cursor;
    if (cursor) payload.variables = { ...payload.variables, after: cursor };
    tell({ id, result });
  };
  const error = (errors) => {
    const [first] = [errors].flat();
    tell({ id, errors: [errors].flat().map(({ message, extensions }) => ({ message, extensions })) });
    if (first.extensions?.code !== 'SHUTTING_DOWN') return;
    const after = first.extensions.cursor ?? payload.variables.after;
    setTimeout(() => begin({ id, query, variables: { ...payload.variables, after } }), 200);
  };
  running.set(id, client.subscribe(payload, { next, error, complete: () => tell({ id, complete: true }) }));
}

for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  if (told.begin) begin(told.begin);
  if (told.stop) running.get(told.stop)();
  if (told.end) await client.dispose();
}
