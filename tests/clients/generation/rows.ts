// Relay's documents: a list with @connection that can be fetched again and on, and a mutation. The compiler reads them, nobody runs them.
import { graphql } from 'relay-runtime';

graphql`query rowsListQuery { ...rows_list }`;
graphql`
  fragment rows_list on Query
  @refetchable(queryName: "rowsListPageQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" }) {
    records(first: $first, after: $after) @connection(key: "relay_records") { edges { node { ...rows_row } } }
  }
`;
graphql`fragment rows_row on Publishable { id name liveVersion { number } }`;
// Relay's own @refetchable wants a node that takes an id alone, and ours takes atLeast too: a record is fetched again by a query.
graphql`query rowsRowQuery($id: ID!, $atLeast: String) { record(id: $id, atLeast: $atLeast) { ...rows_row } }`;
graphql`
  mutation rowsMakeMutation($input: CreateEventInput!) {
    createEvent(input: $input) { __typename ... on EventSuccess { record { id name } change { recordName } } ... on GuardError { code } }
  }
`;
