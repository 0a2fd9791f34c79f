// Apollo Client with the documents and possible types that graphql-codegen makes of the schema.
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { firstValueFrom } from 'rxjs';
import possibleTypes from './possible-types.ts';
import { graphql } from './preset/gql.ts';
import { tell, url, authorization } from './told.ts';

const READ = graphql(`
  query Read { viewer { cursor } records(first: 5) { nodes { id ...Named ... on Event { startsAt } ... on Segment { segmentType } } } }
  fragment Named on Publishable { name }
`);
const CREATE = graphql(`
  mutation Create($name: String!) {
    createEvent(input: { name: $name }) { __typename ... on EventSuccess { record { id name } cursor } ... on GuardError { code message } }
  }
`);
const FOLLOW = graphql(`subscription Follow($after: String!) { statusChanged(after: $after) { recordName toPublishStatus } }`);

const cache = new InMemoryCache({ possibleTypes: possibleTypes.possibleTypes });
const client = new ApolloClient({ link: new HttpLink({ uri: url, headers: { authorization } }), cache });
const before = (await client.query({ query: READ })).data!;
const created = (await client.mutate({ mutation: CREATE, variables: { name: 'by Apollo Client' } })).data?.createEvent;
const { data } = await client.query({ query: READ, fetchPolicy: 'network-only' });
const followed = await firstValueFrom(client.subscribe({ query: FOLLOW, variables: { after: before.viewer.cursor } }));
tell(created?.__typename, cache.extract()[`Event:${data?.records.nodes[0]?.id}`]?.['name'], followed.data?.statusChanged.recordName);
