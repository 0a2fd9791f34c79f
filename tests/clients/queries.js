// A query, an error and a mutation over HTTP by Apollo Client with persisted queries and by urql; tells what each gets, and what it sent.
import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';

const { url, token } = JSON.parse(process.argv[2]);
const headers = { authorization: `Bearer ${token}` };
const sent = [];
const noted = (address, init = {}) => {
  sent.push(`${init.method ?? 'GET'} ${String(init.body).includes('"query"') ? 'document' : 'hash'}`);
  return fetch(address, init);
};
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const apollo = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.from([new PersistedQueryLink({ sha256, useGETForHashedQueries: true }), new HttpLink({ uri: url, headers, fetch: noted })]),
  defaultOptions: { query: { errorPolicy: 'all', fetchPolicy: 'no-cache' }, mutate: { errorPolicy: 'all', fetchPolicy: 'no-cache' } },
});
const urql = new Client({ url, exchanges: [fetchExchange], fetch: noted, fetchOptions: { headers }, preferGetMethod: false });

const WHO = 'query Who { viewer { name } }';
const WRONG = 'query Wrong { viewer { nonsense } }';
const CREATE = 'mutation Create($name: String!) { createEvent(input: { name: $name }) { ... on EventSuccess { record { name } } } }';

async function told(client, step, result) {
  const codes = (result.error?.graphQLErrors ?? result.error?.errors)?.map((error) => error.extensions?.code);
  console.log(JSON.stringify({ client, step, data: result.data ?? null, codes: codes ?? [], sent: sent.splice(0) }));
}

for (const step of ['first', 'again']) await told('apollo', step, await apollo.query({ query: gql(WHO) }));
await told('apollo', 'wrong', await apollo.query({ query: gql(WRONG) }));
await told('apollo', 'mutation', await apollo.mutate({ mutation: gql(CREATE), variables: { name: 'By Apollo' } }));
await told('urql', 'first', await urql.query(WHO, {}).toPromise());
await told('urql', 'wrong', await urql.query(WRONG, {}).toPromise());
await told('urql', 'mutation', await urql.mutation(CREATE, { name: 'By urql' }).toPromise());
process.exit(0);
