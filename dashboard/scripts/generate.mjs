// Writes src/generated/: for each record type its fields as forms need them and the documents that read and write them, and one document for each action.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType } from 'graphql';

const HERE = new URL('..', import.meta.url);
const INTO = pathToFileURL(resolve(process.argv[2] ?? new URL('src/generated', HERE).pathname) + '/');
const schema = buildSchema(readFileSync(new URL('../schema.graphql', HERE), 'utf8'));
const LONG = new Set(['source', 'content', 'plainTextContent', 'description', 'address', 'message', 'consent', 'html', 'text']);

const types = schema.getPossibleTypes(schema.getType('Publishable')).map((type) => type.name);
const recordType = (name) => name.replace(/(?<!^)([A-Z])/g, '_$1').toUpperCase();
const plural = (name) => (name.endsWith('Ids') ? `${name.slice(0, -3)}s` : name);
const single = (name) => (name.endsWith('Id') ? name.slice(0, -2) : name);

/** The output type that belongs to an input type: a type of the same name without "Input". */
const outputOf = (input) => schema.getType(input.name.replace(/^Group|^Split/, '').replace(/Input$/, '').replace(/^Branch$/, 'StepBranch'));

/** Where an id field's record is found in the output, and which type it has. */
function reference(field, output) {
  if (!/Ids?$/.test(field.name) && field.name !== 'staticMembers') return undefined;
  const beside = output?.getFields()[field.name.endsWith('Ids') ? plural(field.name) : single(field.name)] ?? output?.getFields()[field.name];
  const named = beside && getNamedType(beside.type);
  return isObjectType(named) ? { name: beside.name, to: types.includes(named.name) ? recordType(named.name) : named.name.toUpperCase() } : undefined;
}

function spec(field, output) {
  const required = isNonNullType(field.type) && field.defaultValue === undefined;
  const bare = isNonNullType(field.type) ? field.type.ofType : field.type;
  const named = getNamedType(bare);
  const found = { name: field.name, kind: named.name };
  if (required) found.required = true;
  if (typeof field.defaultValue === 'string') found.default = field.defaultValue;
  if (isListType(bare)) found.list = true;
  if (isEnumType(named)) Object.assign(found, { kind: 'Enum', values: named.getValues().map((value) => value.name) });
  if (isInputObjectType(named)) {
    const inner = outputOf(named);
    Object.assign(found, { kind: named.isOneOf ? 'OneOf' : 'Object', fields: Object.values(named.getFields()).map((each) => spec(each, inner)) });
    if (named.name === 'StepInput') found.fields.forEach((each) => (each.typename = `${each.name[0].toUpperCase()}${each.name.slice(1)}Step`));
  }
  if (named.name === 'String' && LONG.has(field.name)) found.kind = 'Text';
  const refers = reference(field, output);
  if (refers) Object.assign(found, { kind: 'Reference', refers: refers.to, reads: refers.name });
  return found;
}

/** The selection that reads a field's value back. */
function selection(field, output) {
  if (field.refers) return `${field.reads} { id ${field.refers === 'CONTACT' ? 'email' : 'name'} }`;
  if (!output?.getFields()[field.name]) return '';
  const named = getNamedType(output.getFields()[field.name].type);
  if (named.name === 'JourneyStep') return `steps { __typename id name kind next { branch stepId } ${field.fields.map(step).join(' ')} }`;
  return field.fields ? `${field.name} { ${field.fields.map((each) => selection(each, named)).join(' ')} }` : field.name;
}

function step(kind) {
  const type = schema.getType(kind.typename);
  const own = kind.fields.filter((each) => !['id', 'name', 'next'].includes(each.name));
  const inner = own.map((each) => selection(each, type)).filter(Boolean).join(' ');
  return inner ? `... on ${kind.typename} { ${inner} }` : '';
}

const parts = types.map((name) => {
  const output = schema.getType(name);
  const create = Object.values(schema.getType(`Create${name}Input`).getFields()).map((each) => spec(each, output));
  const read = create.map((each) => selection(each, output)).filter((each) => each && each !== 'name').join('\n        ');
  return `  ${recordType(name)}: {
    name: '${name}',
    fields: ${JSON.stringify(create)} as Spec[],
    read: graphql(\`query ${name}Fields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on ${name} {
        ${read}
      } }
    }\`),
    create: graphql(\`mutation Create${name}($input: Create${name}Input!, $key: String) {
      answer: create${name}(input: $input, idempotencyKey: $key) { __typename ... on ${name}Success { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }\`, [Refusal]),
    update: graphql(\`mutation Update${name}($id: ID!, $input: Update${name}Input!, $revision: Int) {
      answer: update${name}(id: $id, input: $input, expectedRevision: $revision) { __typename ... on ${name}Success { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }\`, [Refusal]),
  },`;
});

writeFileSync(new URL('own.ts', INTO), `// Made from schema.graphql by scripts/generate.mjs; \`npm run generate\` writes it anew.
import { Refusal } from '../api/documents';
import { graphql } from '../api/graphql';
import type { Spec } from '../api/spec';

export const own = {
${parts.join('\n')}
};
`);

const actions = Object.values(schema.getMutationType().getFields())
  .filter((field) => field.type.name === 'ActionResult' && field.args.some((arg) => arg.name === 'confirm'))
  .map((field) => {
    const action = field.name.replace(/([A-Z])/g, '_$1').toUpperCase();
    const signature = field.args.map((arg) => `$${arg.name}: ${String(arg.type)}${arg.name === 'confirm' ? ' = false' : ''}`).join(', ');
    const given = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
    return `  ${action}: graphql(\`mutation ${field.name[0].toUpperCase()}${field.name.slice(1)}(${signature}) {
    answer: ${field.name}(${given}) { __typename ...Done ...Refusal }
  }\`, [Done, Refusal]),`;
  });

writeFileSync(new URL('actions.ts', INTO), `// Made from schema.graphql by scripts/generate.mjs; \`npm run generate\` writes it anew.
import { Done, Refusal } from '../api/documents';
import { graphql } from '../api/graphql';

export const actions = {
${actions.join('\n')}
};
`);
