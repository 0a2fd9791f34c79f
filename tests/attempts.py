"""All that can be asked with ids of others: calls of each root field, made from the schema."""

from collections.abc import Iterator
from typing import Any

from budget import SOAK
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.type import GraphQLField
from samples import samples
from strangers import SCHEMA, Foreign, Json, about, selection

Steps = tuple[str, ...]
SCALARS: Json = {
    "Int": 1, "Float": 1.0, "Boolean": True, "String": "text", "ID": "text", "DateTime": "2090-01-01T00:00:00Z",
    "Duration": "P1D", "Condition": "true", "JSONObject": {}, "JSON": {}, "Decimal": "1", "Money": "1",
}  # fmt: skip
# Which ids fit where an input's field is called so; elsewhere all are tried.
FITTING = {
    "contentSettings": "CONTENT_SETTINGS", "segment": "SEGMENT", "template": "template", "email": "MARKETING_EMAIL",
    "event": "EVENT", "session": "EVENT_SESSION", "staticMembers": "contact", "version": "MARKETING_EMAIL version",
    "condition": "SEGMENT", "query": "SEGMENT", "filter": "SEGMENT", "rules": "SEGMENT", "usesId": "MARKETING_EMAIL",
}  # fmt: skip
FREE = {"ownerId", "stepId", "next"}  # texts of the client's own, which refer to nothing that is stored


def paths(kind: GraphQLInputType, seen: Steps = ()) -> Iterator[Steps]:
    """The ways down an input type to wherever an id can stand, alone or within a condition."""
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        if named.name not in seen:
            for name, field in named.fields.items():
                yield from ((name, *path) for path in paths(field.type, (*seen, named.name)))
    elif named.name in ("ID", "Condition"):
        yield ()


def value(kind: GraphQLInputType, path: Steps | None, ids: list[str]) -> Any:
    """A value of an input type with the ids at the end of the path; off the path (None) only what is required."""
    if isinstance(kind, GraphQLNonNull):
        return value(kind.of_type, path, ids)
    if isinstance(kind, GraphQLList):
        each = ids if path == () and get_named_type(kind).name == "ID" else ids[:1]
        return [value(kind.of_type, path, [identity]) for identity in each]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        wanted = {name for name, field in kind.fields.items() if is_required_input_field(field)} | {*(path or ())[:1]}
        if kind.is_one_of and not wanted:
            wanted = {next(iter(kind.fields))}
        return {name: value(kind.fields[name].type, path[1:] if path and path[0] == name else None, ids) for name in wanted}
    if path is None:
        return SCALARS[kind.name]
    return f'memberOf("{ids[0]}")' if kind.name == "Condition" else ids[0]


def call(name: str, field: GraphQLField, kind: str, path: Steps, ids: list[str], mine: str) -> tuple[str, Json]:
    """A document that calls a root field with the ids at the end of the path, and its variables."""
    given = {each: argument for each, argument in field.args.items() if is_required_argument(argument) or each == path[0]}
    variables = {each: value(argument.type, path[1:] if each == path[0] else None, ids) for each, argument in given.items()}
    if "id" in given and path[0] != "id":
        variables["id"] = mine
    signature = ", ".join(f"${each}: {argument.type}" for each, argument in given.items())
    arguments = ", ".join(f"{each}: ${each}" for each in given)
    return f"{kind}({signature}) {{ {name}({arguments}){selection(field.type)} }}", variables


def roots(kind: str) -> list[tuple[str, GraphQLField]]:
    """All root fields of query, mutation or subscription."""
    root = {"query": SCHEMA.query_type, "mutation": SCHEMA.mutation_type, "subscription": SCHEMA.subscription_type}[kind]
    assert root is not None
    return list(root.fields.items())


def attempts(kind: str, foreign: Foreign) -> Iterator[tuple[str, GraphQLField, Steps, list[str]]]:
    """Every root field with every way to an id, and the ids to put there."""
    for position, (name, field) in enumerate(roots(kind)):
        few = some(foreign, field, position)
        for argument, its in field.args.items():
            for path in ((argument, *rest) for rest in paths(its.type)):
                fitting = [foreign.ids[what] for word, what in FITTING.items() if word.lower() in path[-1].lower()][:1]
                if path[-1] in FREE or ("steps" in path and path[-1] == "id"):
                    continue
                if path[-1].endswith("ds"):
                    yield name, field, path, fitting or few
                else:
                    yield from ((name, field, path, [identity]) for identity in fitting or few)


def some(foreign: Foreign, field: GraphQLField, position: int) -> list[str]:
    """An id of each kind of node: of records that of the field's type and two others in turn, all of them in the soak."""
    if SOAK:
        return list(foreign.ids.values())
    types = list(samples({}))
    chosen = {types[(position + offset) % len(types)] for offset in (0, 5)}
    chosen |= {kind for kind, sample in samples({}).items() if sample.graphql == about(field)}
    chosen |= {what for what in foreign.ids if what.islower() or what.startswith("MARKETING_EMAIL ")}
    return [foreign.ids[what] for what in foreign.ids if what in chosen]
