"""Writes operations/mutations.graphql: every mutation of the schema with all its arguments, so that the SDKs have a method for each."""

from __future__ import annotations

from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    print_ast,
)
from graphql.language import parse

SDK = Path(__file__).resolve().parent
DEEPEST = 3
FRAGMENTS = {"GuardError": "Refusal", "StatusChange": "Change", "Finding": "Finding", "BulkOperation": "Bulk"}


def document(schema: GraphQLSchema) -> str:
    """The document with every mutation and a fragment for each success."""
    assert schema.mutation_type is not None
    fields = schema.mutation_type.fields
    successes = dict.fromkeys(
        each for field in fields.values() for each in _members(get_named_type(field.type)) if each.name not in FRAGMENTS
    )
    fragments = [f"fragment {each.name} on {each.name} {{ {_selection(each, 1)} }}" for each in successes]
    operations = [_operation(name, field) for name, field in fields.items()]
    return "# Written by mutations.py.\n\n" + print_ast(parse("\n".join(fragments + operations))) + "\n"


def _members(type_: GraphQLNamedType) -> list[GraphQLObjectType]:
    members = type_.types if isinstance(type_, GraphQLUnionType) else [type_]
    return [member for member in members if isinstance(member, GraphQLObjectType)]


def _operation(name: str, field: GraphQLField) -> str:
    variables = ", ".join(f"${argument}: {_declared(each)}" for argument, each in field.args.items())
    arguments = ", ".join(f"{argument}: ${argument}" for argument in field.args)
    type_ = get_named_type(field.type)
    spreads = " ".join(f"...{FRAGMENTS.get(member.name, member.name)}" for member in _members(type_))
    abstract = "__typename " if isinstance(type_, GraphQLUnionType) else ""
    return f"mutation {name}({variables}) {{ {name}({arguments}) {{ {abstract}{spreads} }} }}"


def _declared(argument: GraphQLArgument) -> str:
    """The type of the argument's variable; nullable with a default, as generators ask for what is non-null whatever its default."""
    default = argument.ast_node and argument.ast_node.default_value
    return f"{get_nullable_type(argument.type)} = {print_ast(default)}" if default else f"{argument.type}"


def _selection(type_: GraphQLObjectType, depth: int) -> str:
    """Its leaves, and of the objects in it the leaves again; lists of pages are for queries of one's own."""
    chosen = [f"{name}{_inside(field, depth)}" for name, field in type_.fields.items() if _fits(field, depth)]
    return " ".join(chosen)


def _fits(field: GraphQLField, depth: int) -> bool:
    type_ = get_named_type(field.type)
    return is_leaf_type(type_) or (depth < DEEPEST and not field.args and not type_.name.endswith("Connection"))


def _inside(field: GraphQLField, depth: int) -> str:
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return ""
    if type_.name in FRAGMENTS:
        return f" {{ ...{FRAGMENTS[type_.name]} }}"
    if not isinstance(type_, GraphQLObjectType) or "Publishable" in {each.name for each in type_.interfaces}:
        return " { ...AnyRecord }"
    return f" {{ {_selection(type_, depth + 1)} }}"


if __name__ == "__main__":
    schema = build_schema((SDK.parent / "schema.graphql").read_text())
    (SDK / "operations" / "mutations.graphql").write_text(document(schema))
