// Typed documents: `graphql` infers the types of answers and variables from schema.graphql.
import { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../generated/schema';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { DateTime: string; Duration: string; Condition: string; JSON: Json; JSONObject: { [key: string]: Json } };
}>();

export type { FragmentOf, ResultOf, VariablesOf } from 'gql.tada';
/** The values of an enum or the shape of an input of the schema. */
export type Of<Name extends string> = ReturnType<typeof graphql.scalar<Name>>;
