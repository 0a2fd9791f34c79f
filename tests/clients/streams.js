// Runs one operation over HTTP with a client that people use, and tells each result, its end, or its error.
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { CombinedProtocolErrors } from '@apollo/client/errors';
import { Client, fetchExchange } from '@urql/core';
import { EventSource } from 'eventsource';
import { createClient } from 'graphql-sse';

const { client, url, token, query, variables } = JSON.parse(process.argv[2]);
const authorization = `Bearer ${token}`;
const tell = (told) => console.log(JSON.stringify(told));
const failed = (error) => tell({ error: error.message ?? error, errors: error.errors });

function graphqlSse() {
  const sink = { next: (result) => tell({ result }), complete: () => tell({ complete: true }), error: failed };
  createClient({ url, headers: { authorization }, retryAttempts: 0 }).subscribe({ query, variables }, sink);
}

function urql() {
  const fetchOptions = { headers: { authorization } };
  const options = { url, exchanges: [fetchExchange], fetchSubscriptions: true, preferGetMethod: false, fetchOptions };
  new Client(options).subscription(query, variables).subscribe(({ data, error, hasNext }) => {
    if (error) tell({ error: error.message, errors: error.graphQLErrors });
    else if (hasNext === false) tell({ complete: true });
    else tell({ result: { data } });
  });
}

function apollo() {
  const link = new HttpLink({ uri: url, headers: { authorization } });
  const given = new ApolloClient({ link, cache: new InMemoryCache() });
  given.subscribe({ query: gql(query), variables, errorPolicy: 'all' }).subscribe({
    next: ({ data, error }) => {
      if (!error) tell({ result: { data } });
      else tell({ error: error.message, errors: error.errors, protocol: CombinedProtocolErrors.is(error) });
    },
    complete: () => tell({ complete: true }),
    error: failed,
  });
}

// As a browser has it: GET, and after a lost connection again by itself, with Last-Event-ID.
function browser() {
  process.stdin.resume(); // while it waits to connect again, nothing else keeps the script running
  const address = `${url}?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`;
  const source = new EventSource(address, {
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, authorization } }),
  });
  source.addEventListener('error', ({ code, message }) => tell({ failed: message, code }));
  source.addEventListener('open', () => tell({ open: true }));
  source.addEventListener('next', ({ data, lastEventId }) => tell({ result: JSON.parse(data), lastEventId }));
  source.addEventListener('complete', () => {
    tell({ complete: true });
    source.close();
  });
}

({ 'graphql-sse': graphqlSse, urql, apollo, browser })[client]();
