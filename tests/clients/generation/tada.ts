// gql.tada, which types documents without generating them.
import { print } from 'graphql';
import { initGraphQLTada, type ResultOf, type TadaDocumentNode, type VariablesOf } from 'gql.tada';
import type { introspection } from './tada-schema.ts';
import { ask, tell } from './told.ts';

const graphql = initGraphQLTada<{ introspection: typeof introspection; scalars: { DateTime: string; JSONObject: Record<string, unknown> } }>();
const ROW = graphql(`fragment Row on Publishable @_unmask { name statusReason ... on Segment { segmentType } }`);
const LIST = graphql(`query { viewer { cursor } records(first: 5) { nodes { ...Row } } }`, [ROW]);
const MAKE = graphql(`mutation ($input: CreateEventInput!) { createEvent(input: $input) { __typename ... on EventSuccess { cursor } ... on GuardError { code } } }`);
const HISTORY = graphql(`query ($after: String!) { statusHistory(after: $after) { nodes { recordName toPublishStatus } } }`);

async function run<D extends TadaDocumentNode<any, any>>(document: D, variables: VariablesOf<D>): Promise<ResultOf<D>> {
  return (await ask(print(document), variables)) as ResultOf<D>;
}

const before = await run(LIST, {});
const created = (await run(MAKE, { input: { name: 'by gql.tada' } })).createEvent;
const nodes = (await run(LIST, {})).records.nodes;
const since = await run(HISTORY, { after: before.viewer.cursor });
tell(created?.__typename, nodes[0]?.name, since.statusHistory.nodes[0]?.recordName);
