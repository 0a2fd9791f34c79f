"""Two workspaces: everything of one is tried with the other's token, driven by the schema so that nothing is forgotten."""

import json
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from client import Client, Refused
from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.type import GraphQLArgument, GraphQLField
from reference.record import FAMILY
from samples import fresh, samples, surroundings
from serving import Server

Json = dict[str, Any]
SCHEMA: GraphQLSchema = build_schema((Path(__file__).parents[2] / "schema.graphql").read_text())
MARK = "Confidential"
SCALARS: Json = {
    "Int": 1, "Float": 1.0, "Boolean": True, "String": "text", "ID": "", "DateTime": "2090-01-01T00:00:00Z",
    "Duration": "P1D", "Condition": "true", "JSONObject": {}, "JSON": {}, "Decimal": "1", "Money": "1",
}  # fmt: skip
# What a foreign id may get: the same as an id that never was.
HARMLESS = {"NOT_FOUND", "BAD_USER_INPUT", "INVALID_CURSOR", "CURSOR_EXPIRED"}


@pytest.fixture(scope="module")
async def foreign(server: Server) -> AsyncIterator["Foreign"]:
    """A workspace with one of everything."""
    async with Client(server.url, server.workspace("isolated-one")) as client:
        made = Foreign(client)
        await made.fill()
        yield made


@pytest.fixture(scope="module")
async def stranger(server: Server) -> AsyncIterator[Client]:
    """An ADMIN of another workspace."""
    async with Client(server.url, server.workspace("isolated-two")) as client:
        await client.create("MarketingEmail", **fresh("MARKETING_EMAIL", {}, "My own"))
        yield client


class Foreign:
    """A workspace that nobody else may see: `ids` are one of each kind of node, by kind."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.ids: dict[str, str] = {}
        self.cursor = ""

    async def fill(self) -> None:
        """Create a record of each type, live where it can be, and every other node that has an id."""
        around = await surroundings(self.client, ("settings", "email", "segment", "event"), MARK)
        for kind in samples({}):
            sample = samples(around)[kind]
            created = await self.client.create(sample.graphql, **fresh(kind, around, f"{MARK} {kind}"))
            self.ids[kind] = created["record"]["id"]
            live = await self.client.act("goLive", self.ids[kind])
            self.ids[f"{kind} change"] = live["change"]["id"]
            self.cursor = live["cursor"]
            if kind not in FAMILY:
                self.ids[f"{kind} version"] = (await self.client.rest(self.ids[kind]))["liveVersion"]["id"]
        await self._others()

    async def _others(self) -> None:
        email = self.ids["MARKETING_EMAIL"]
        template = await self._make("saveAsTemplate", {"id": email})
        self.ids["template"] = template["template"]["id"]
        contact = {"email": f"{MARK.lower()}@example.com", "firstName": MARK}
        for kind, name, arguments in (
            ("contact", "createContact", {"input": contact}),
            ("view", "createView", {"input": {"name": f"{MARK} view"}}),
            ("token", "createToken", {"name": f"{MARK} token", "role": "VIEWER"}),
            ("bulk", "goLiveAll", {"ids": [email]}),
        ):
            self.ids[kind] = next(_ids(await self._make(name, arguments)))

    async def _make(self, name: str, arguments: Json) -> Json:
        """Call a mutation by name and return its whole answer."""
        assert SCHEMA.mutation_type is not None
        field = SCHEMA.mutation_type.fields[name]
        signature = ", ".join(f"${each}: {field.args[each].type}" for each in arguments)
        given = ", ".join(f"{each}: ${each}" for each in arguments)
        document = f"mutation({signature}) {{ {name}({given}){selection(field.type)} }}"
        answer: Json = (await self.client.execute(document, **arguments))[name]
        return answer

    async def all(self) -> str:
        """Everything that its own queries tell, to be compared before and after."""
        told = {}
        for name, query in SCHEMA.query_type.fields.items() if SCHEMA.query_type else ():
            if not any(is_required_argument(argument) for argument in query.args.values()):
                told[name] = await self.client.post(f"{{ {name}{selection(query.type)} }}")
        return json.dumps(told, sort_keys=True)


def _ids(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for value in data.values():
            yield from _ids(value)
    elif isinstance(data, list):
        for value in data:
            yield from _ids(value)


def selection(kind: GraphQLOutputType, depth: int = 3) -> str:
    """Every field of a type that needs no argument, `depth` levels down."""
    named = get_named_type(kind)
    if not is_composite_type(named):
        return ""
    parts = ["__typename"]
    if isinstance(named, GraphQLObjectType) or hasattr(named, "fields"):
        for name, field in named.fields.items():
            inner = get_named_type(field.type)
            wanted = not any(is_required_argument(argument) for argument in field.args.values())
            if wanted and (depth > 1 or not is_composite_type(inner)):
                parts.append(f"{name}{selection(field.type, depth - 1)}")
    if is_abstract_type(named) and not hasattr(named, "fields"):
        parts += [
            f"... on {each.name} {selection(each, depth - 1)}" for each in SCHEMA.get_possible_types(named) if depth > 1
        ]
    return " { " + " ".join(parts) + " }"


def value(kind: GraphQLInputType, identity: str, depth: int = 4) -> Any:
    """A value of an input type in which every id is `identity`; optional fields only where they lead to an id."""
    if isinstance(kind, GraphQLNonNull):
        return value(kind.of_type, identity, depth)
    if isinstance(kind, GraphQLList):
        return [value(kind.of_type, identity, depth)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return _object(kind, identity, depth)
    return identity if kind.name == "ID" else SCALARS[kind.name]


def _object(kind: GraphQLInputObjectType, identity: str, depth: int) -> Json:
    wanted = {
        name: field
        for name, field in kind.fields.items()
        if is_required_input_field(field) or (depth > 0 and leads_to_id(field, depth))
    }
    if kind.is_one_of:
        wanted = dict(list((wanted or kind.fields).items())[:1])
    return {name: value(field.type, identity, depth - 1) for name, field in wanted.items()}


def leads_to_id(argument: GraphQLArgument | GraphQLInputField, depth: int = 4) -> bool:
    """Whether an id can stand in an argument or input field."""
    named = get_named_type(argument.type)
    if isinstance(named, GraphQLInputObjectType) and depth > 0:
        return any(leads_to_id(field, depth - 1) for field in named.fields.values())
    return named.name == "ID"


def call(name: str, field: GraphQLField, kind: str, identity: str) -> tuple[str, Json]:
    """A document that calls a root field with `identity` wherever an id can stand, and its variables."""
    given = {
        each: argument
        for each, argument in field.args.items()
        if is_required_argument(argument) or leads_to_id(argument)
    }
    variables = {each: value(argument.type, identity) for each, argument in given.items()}
    signature = ", ".join(f"${each}: {argument.type}" for each, argument in given.items())
    arguments = ", ".join(f"{each}: ${each}" for each in given)
    head = f"({signature})" if signature else ""
    body = f"({arguments})" if arguments else ""
    return f"{kind}{head} {{ {name}{body}{selection(field.type)} }}", variables


def roots(kind: str) -> list[tuple[str, GraphQLField]]:
    """All root fields of query, mutation or subscription."""
    root = {"query": SCHEMA.query_type, "mutation": SCHEMA.mutation_type, "subscription": SCHEMA.subscription_type}[
        kind
    ]
    assert root is not None
    return list(root.fields.items())


def tells_nothing(answer: Json, foreign: Foreign, asked: str) -> None:
    """No foreign id but the one that was asked for, no foreign text; errors alone that an unknown id gets too."""
    told = json.dumps(answer.get("data"))
    assert MARK not in told, answer
    leaked = [identity for identity in foreign.ids.values() if identity in told and identity != asked]
    assert not leaked, answer
    for error in answer.get("errors") or []:
        assert MARK not in json.dumps(error)
        assert error["extensions"]["code"] in HARMLESS, (error, asked)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["query", "mutation"])
async def test_no_root_field_tells_or_changes_anything_of_another_workspace(
    kind: str, foreign: Foreign, stranger: Client
) -> None:
    before = await foreign.all()
    unknown = count()
    for name, field in roots(kind):
        takes_ids = any(leads_to_id(argument) for argument in field.args.values())
        for identity in foreign.ids.values() if takes_ids else [f"nothing_{next(unknown)}"]:
            document, variables = call(name, field, kind, identity)
            if name == "statusHistory":
                variables["after"] = foreign.cursor
            tells_nothing(await stranger.post(document, variables), foreign, identity)
    assert await foreign.all() == before


async def test_a_cursor_of_another_workspace_is_not_a_cursor(foreign: Foreign, stranger: Client) -> None:
    document = "query($after: String) { statusHistory(after: $after) { nodes { id } } }"
    with pytest.raises(Refused) as refused:
        await stranger.execute(document, after=foreign.cursor)
    assert refused.value.codes == ["INVALID_CURSOR"]


@pytest.mark.parametrize("name", [name for name, _ in roots("subscription")])
async def test_no_subscription_tells_anything_of_another_workspace(
    name: str, foreign: Foreign, stranger: Client
) -> None:
    field = dict(roots("subscription"))[name]
    email = foreign.ids["MARKETING_EMAIL"]
    document, variables = call(name, field, "subscription", email)
    async with stranger.subscribe(document, **variables) as stream, stranger.changes() as own:
        await foreign.client.act("edit", email)
        await foreign.client.act("discard", email)
        mine = await stranger.create("MarketingEmail", **fresh("MARKETING_EMAIL", {}, f"Mine, {name}"))
        change = await own.until(lambda change: True)
        assert change["recordId"] == mine["record"]["id"]
        try:
            first = await stream.until(lambda data: True, deadline=2)
            tells_nothing({"data": first}, foreign, email)
        except TimeoutError:
            assert not stream.received
        except Refused as refused:
            assert set(refused.codes) <= HARMLESS  # noqa: PT017
