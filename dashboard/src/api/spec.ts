// What forms know of an input field; made from schema.graphql.
export type Spec = {
  name: string;
  /** The scalar's name, or Text, Enum, Object, OneOf, Reference. */
  kind: string;
  required?: boolean;
  list?: boolean;
  /** What the server takes where nothing is said. */
  default?: string;
  values?: string[];
  fields?: Spec[];
  /** Reference: which record type, or TEMPLATE or CONTACT, and the output field that holds it. */
  refers?: string;
  reads?: string;
  /** A journey step's type in the output. */
  typename?: string;
};
