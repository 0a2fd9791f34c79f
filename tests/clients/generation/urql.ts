// urql with the documents that graphql-codegen makes of the schema.
import { Client, fetchExchange } from '@urql/core';
import { filter, pipe, take, toPromise } from 'wonka';
import { useFragment, graphql } from './preset/index.ts';
import { tell, url, authorization } from './told.ts';

const ROW = graphql(`fragment Row on Publishable { name statusReason allowedActions }`);
const LIST = graphql(`query List { viewer { cursor } records(first: 5) { nodes { ...Row } } }`);
const MAKE = graphql(`mutation Make($input: CreateEventInput!) { createEvent(input: $input) { __typename ... on EventSuccess { cursor } ... on GuardError { code } } }`);
const WATCH = graphql(`subscription Watch($after: String!) { statusChanged(after: $after) { recordName } }`);

const client = new Client({ url, exchanges: [fetchExchange], fetchSubscriptions: true, preferGetMethod: false, fetchOptions: { headers: { authorization } } });
const before = (await client.query(LIST, {})).data!;
const created = (await client.mutation(MAKE, { input: { name: 'by urql' } })).data?.createEvent;
const { data } = await client.query(LIST, {}, { requestPolicy: 'network-only' });
const watched = client.subscription(WATCH, { after: before.viewer.cursor });
const followed = await pipe(watched, filter((result) => result.data !== undefined), take(1), toPromise);
tell(created?.__typename, useFragment(ROW, data?.records.nodes)?.[0]?.name, followed.data?.statusChanged.recordName);
