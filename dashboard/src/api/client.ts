// The client of the public API: queries and mutations over HTTP, subscriptions over the WebSocket.
import { CombinedError, createClient, fetchExchange, mapExchange, subscriptionExchange, type AnyVariables, type TypedDocumentNode } from '@urql/core';
import { texts } from '../texts';
import { socket } from './connection';
import { signOut, token } from './session';

export const client = createClient({
  url: '/graphql',
  preferGetMethod: false,
  requestPolicy: 'network-only',
  fetchOptions: () => ({ headers: { Authorization: `Bearer ${token.get() ?? ''}` } }),
  exchanges: [
    mapExchange({
      onError: (error) => {
        if (codes(error).includes('UNAUTHENTICATED')) signOut(texts.signIn.over);
      },
    }),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query: request.query ?? '', variables: request.variables as Record<string, unknown> }, sink as never) }),
      }),
    }),
  ],
});

/** The codes of what went wrong, as the server names them. */
export function codes(error: CombinedError | undefined): string[] {
  return error?.graphQLErrors.map((each) => String(each.extensions?.code ?? '')) ?? [];
}

/** A failure that a person can read. */
export class Failure extends Error {}

function failure(error: CombinedError): Failure {
  if (error.networkError) return new Failure(texts.errors.unreachable);
  return new Failure(error.graphQLErrors.map((each) => each.message).join(' '));
}

/** Ask once; raises `Failure`. */
export async function ask<Data, Variables extends AnyVariables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  const { data, error } = await client.query(document, variables).toPromise();
  if (error) throw failure(error);
  return data as Data;
}

/** Change something; raises `Failure`. Refusals are data. */
export async function tell<Data, Variables extends AnyVariables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  const { data, error } = await client.mutation(document, variables).toPromise();
  if (error) throw failure(error);
  return data as Data;
}
