// Relay with what its compiler makes of the documents in rows.ts.
import { commitMutation, Environment, fetchQuery, Network, RecordSource, Store } from 'relay-runtime';
import List, { type rowsListQuery } from './relay/rowsListQuery.graphql.ts';
import Make, { type rowsMakeMutation } from './relay/rowsMakeMutation.graphql.ts';
import { ask, tell } from './told.ts';

const network = Network.create(async ({ text }, variables) => ({ data: (await ask(text!, variables)) as Record<string, unknown> }));
const store = new Store(new RecordSource());
const environment = new Environment({ network, store });
const made = await new Promise<rowsMakeMutation['response']>((onCompleted, onError) => {
  commitMutation<rowsMakeMutation>(environment, { mutation: Make, variables: { input: { name: 'by Relay' } }, onCompleted, onError });
});
await fetchQuery<rowsListQuery>(environment, List, {}).toPromise();
const stored = Object.values(store.getSource().toJSON()).find((record) => record?.['name'] === 'by Relay');
const created = made.createEvent;
tell(created?.__typename, stored?.['name'], created?.__typename === 'EventSuccess' ? created.change?.recordName : null);
