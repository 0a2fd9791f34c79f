// Documents: made of what was generated, and looked at before they are sent.
import { type DocumentNode, Kind, type OperationDefinitionNode, OperationTypeNode, parse, print } from 'graphql';
import { ApiError } from './errors.ts';

/** A document and the fragments that stand after it, each fragment once; parsed when it is first used. */
export function gql(texts: TemplateStringsArray, ...fragments: DocumentNode[]): DocumentNode {
  let parsed: DocumentNode['definitions'] | undefined;
  return {
    kind: Kind.DOCUMENT,
    get definitions() {
      return (parsed ??= [...new Set([parse(texts.join('')), ...fragments].flatMap((each) => each.definitions))]);
    },
  };
}

/** What is sent, and whether it can be sent again. */
export interface Sent {
  query: string;
  operationName: string | undefined;
  isMutation: boolean;
  takesKey: boolean;
}

const seen = new WeakMap<DocumentNode, Sent>();

/** How a document of one operation is sent. Throws ApiError for a text that is none, as the server would. */
export function sent(document: DocumentNode | string): Sent {
  const node = typeof document === 'string' ? nodeOf(document) : document;
  const known = seen.get(node) ?? read(node);
  seen.set(node, known);
  return known;
}

function nodeOf(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    throw new ApiError('BAD_USER_INPUT', (error as Error).message);
  }
}

function read(node: DocumentNode): Sent {
  const operation = node.definitions.find((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION);
  const variables = operation?.variableDefinitions ?? [];
  return {
    query: print(node),
    operationName: operation?.name?.value,
    isMutation: operation?.operation === OperationTypeNode.MUTATION,
    takesKey: variables.some((each) => each.variable.name.value === 'idempotencyKey'),
  };
}
