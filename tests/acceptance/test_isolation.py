"""Two workspaces: everything of one is tried with the other's token, driven by the schema so that nothing is forgotten."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from budget import SOAK
from client import Client, Refused, Stream
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
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
from graphql.type import GraphQLField
from reference.record import FAMILY
from samples import fresh, samples, surroundings
from serving import Server

Json = dict[str, Any]
SCHEMA: GraphQLSchema = build_schema((Path(__file__).parents[2] / "schema.graphql").read_text())
Steps = tuple[str, ...]
MARK = "Confidential"
AT_ONCE = 8
SCALARS: Json = {
    "Int": 1, "Float": 1.0, "Boolean": True, "String": "text", "ID": "text", "DateTime": "2090-01-01T00:00:00Z",
    "Duration": "P1D", "Condition": "true", "JSONObject": {}, "JSON": {}, "Decimal": "1", "Money": "1",
}  # fmt: skip
# Errors of ids and cursors that never were, which is what those of others must look like.
HARMLESS = {"NOT_FOUND", "BAD_USER_INPUT", "INVALID_CURSOR"}
# Which ids fit where an input's field is called so; elsewhere all are tried.
FITTING = {
    "contentSettings": "CONTENT_SETTINGS", "segment": "SEGMENT", "template": "template", "email": "MARKETING_EMAIL",
    "event": "EVENT", "session": "EVENT_SESSION", "staticMembers": "contact", "version": "MARKETING_EMAIL version",
    "condition": "SEGMENT", "query": "SEGMENT", "filter": "SEGMENT", "rules": "SEGMENT", "usesId": "MARKETING_EMAIL",
}  # fmt: skip
FINAL = {"SENT", "BLOCKED"}  # of mails
FREE = {"ownerId", "stepId", "next"}  # texts of the client's own, which refer to nothing that is stored


@pytest.fixture(scope="module")
async def foreign(server: Server) -> AsyncIterator["Foreign"]:
    """A workspace with one of everything."""
    async with Client(server.url, server.workspace("isolated-one")) as client:
        made = Foreign(client)
        await made.fill()
        yield made


@pytest.fixture(scope="module")
async def stranger(server: Server) -> AsyncIterator["Stranger"]:
    """An ADMIN of another workspace."""
    async with Client(server.url, server.workspace("isolated-two")) as client:
        made = Stranger(client)
        await made.fill()
        yield made


class Stranger:
    """Who tries: `own` are drafts of their own, by GraphQL type."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.own: dict[str, str] = {}

    async def fill(self) -> None:
        """Create a draft of each type."""
        event = (await self.client.create("Event", name="Mine: the event"))["record"]["id"]
        for kind, sample in samples({}).items():
            needed = {"eventId": event} if "event" in sample.needs else {}
            made = await self.client.create(sample.graphql, name=f"Mine: {kind}", **needed)
            self.own[sample.graphql] = made["record"]["id"]

    def mine(self, field: GraphQLField) -> str:
        """A draft of the type that a root field is about."""
        return self.own.get(about(field), self.own["MarketingEmail"])


def about(field: GraphQLField) -> str:
    """The type of record that a root field is about, if it is about one."""
    return re.sub(r"(Result|Connection)$", "", get_named_type(field.type).name)


class Foreign:
    """A workspace that nobody else may see: `ids` are one of each kind of node, by kind."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.ids: dict[str, str] = {}
        self.cursor = ""
        self.before = ""

    async def fill(self) -> None:
        """Create a record of each type, live where it can be, and every other node that has an id."""
        around = await surroundings(self.client, ("settings", "email", "segment", "event"), f"{MARK}, used:")
        for kind in samples({}):
            sample = samples(around)[kind]
            created = await self.client.create(sample.graphql, **fresh(kind, around, f"{MARK} {kind}"))
            self.ids[kind] = created["record"]["id"]
            live = await self.client.act("goLive", self.ids[kind])
            assert live["__typename"] == "ActionSuccess", live
            self.ids[f"{kind} change"] = live["change"]["id"]
            self.cursor = live["cursor"]
            if kind not in FAMILY:
                self.ids[f"{kind} version"] = (await self.client.rest(self.ids[kind]))["liveVersion"]["id"]
        await self._others()
        await self._people()
        self.before = await self.all()

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

    async def _people(self) -> None:
        """Have the contact pass through journeys and get mail, and wait until nothing is under way any more."""
        contact = self.ids["contact"]
        lead = await self._make("createLead", {"input": {"contactId": contact, "name": MARK}})
        event = await self._make("trackEvent", {"input": {"contact": {"id": contact}, "name": "signed_up", "properties": {"of": MARK}}})
        self.ids["lead"], self.ids["contact_event"] = lead["lead"]["id"], event["event"]["id"]
        await self._make("runNow", {"id": self.ids["AUDIENCE_JOURNEY"]})
        asked = f"""{{ contact(id: "{contact}") {{ passages {{ nodes {{ id status journey {{ id }} }} }} }}
          mails {{ nodes {{ id status }} }}
          record(id: "{self.ids["AUDIENCE_JOURNEY"]}") {{ ... on AudienceJourney {{ runHistory {{ nodes {{ id status }} }} }} }} }}"""
        journeys = {self.ids[f"{kind}_JOURNEY"] for kind in ("CUSTOMER", "REAL_TIME", "AUDIENCE")}
        async with asyncio.timeout(60):
            while True:
                found = await self.client.execute(asked)
                passages, mails = found["contact"]["passages"]["nodes"], found["mails"]["nodes"]
                runs = found["record"]["runHistory"]["nodes"]
                over = {each["journey"]["id"] for each in passages if each["status"] != "INSIDE"} == journeys
                if (
                    over
                    and len(mails) == len(journeys)
                    and {each["status"] for each in mails} <= FINAL
                    and runs[0]["status"] == "SUCCEEDED"
                ):
                    break
        self.ids["passage"], self.ids["mail"], self.ids["journey_run"] = passages[0]["id"], mails[0]["id"], runs[0]["id"]

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
        parts += [f"... on {each.name} {selection(each, depth - 1)}" for each in SCHEMA.get_possible_types(named) if depth > 1]
    return " { " + " ".join(parts) + " }"


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


def unknown(identity: str) -> str:
    """An id of the same kind that never was."""
    return identity[:-4] + ("7777" if identity[-4:] != "7777" else "5555")


def outcome(answer: Json, ids: list[str]) -> Any:
    """What an answer comes to, whichever id was asked for."""
    (data,) = (answer.get("data") or {"": None}).values()
    refusal = data if isinstance(data, dict) and data.get("__typename") == "GuardError" else {}
    told = {"errors": answer.get("errors"), "code": refusal.get("code"), "message": refusal.get("message")}
    text = json.dumps({**told, "findings": refusal.get("findings"), "none": not data})
    for identity in ids:
        text = text.replace(identity, "ID")
    return re.sub(r'"requestId": "[^"]*"', "", text)


def tells_nothing(answer: Json, foreign: Foreign, asked: list[str]) -> None:
    """No foreign id but those that were asked for, no foreign text; errors alone that an unknown id gets too."""
    told = re.sub(r'memberOf\(\\"\w+\\"\)', "", json.dumps(answer))  # conditions of the stranger's drafts, as they were typed
    assert MARK not in told, answer
    assert not [identity for identity in foreign.ids.values() if identity in told and identity not in asked], answer
    for error in answer.get("errors") or []:
        assert error["extensions"]["code"] in HARMLESS, (error, asked)


def test_there_is_an_id_of_every_type_of_node(foreign: Foreign) -> None:
    (node,) = [kind for kind in SCHEMA.type_map.values() if kind.name == "Node"]
    prefixes = {identity.rsplit("_", 1)[0] for identity in foreign.ids.values()}
    assert isinstance(node, GraphQLInterfaceType)
    for kind in SCHEMA.get_possible_types(node):
        words = re.sub(r"(?<!^)([A-Z])", r"_\1", kind.name).lower()
        assert words in prefixes or words.rsplit("_", 1)[-1] in prefixes or words.split("_", 1)[0] in prefixes, kind.name


async def test_what_others_have_is_in_no_list(foreign: Foreign, stranger: Stranger) -> None:
    for name, field in roots("query"):
        if not any(is_required_argument(argument) for argument in field.args.values()):
            tells_nothing(await stranger.client.post(f"{{ {name}{selection(field.type)} }}"), foreign, [])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["query", "mutation"])
async def test_no_root_field_tells_or_changes_anything_of_another_workspace(kind: str, foreign: Foreign, stranger: Stranger) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def attempt(name: str, field: GraphQLField, path: Steps, ids: list[str]) -> None:
        async with turns:
            never = [unknown(identity) for identity in ids]
            document, variables = call(name, field, kind, path, ids, stranger.mine(field))
            answer = await stranger.client.post(document, variables)
            tells_nothing(answer, foreign, ids)
            document, variables = call(name, field, kind, path, never, stranger.mine(field))
            as_never = await stranger.client.post(document, variables)
            assert outcome(answer, ids) == outcome(as_never, never), (name, path)

    await asyncio.gather(*[attempt(*each) for each in attempts(kind, foreign)])
    assert await foreign.all() == foreign.before


async def test_a_cursor_of_another_workspace_is_not_a_cursor(foreign: Foreign, stranger: Stranger) -> None:
    for kind in ("query", "subscription"):
        for name, field in roots(kind):
            for argument in {"after", "before", "atLeast"} & {*field.args}:
                document, variables = call(name, field, kind, (argument,), [foreign.cursor], "")
                if name in ("node", "record"):
                    variables["id"] = stranger.own["Event"]
                answer = await stranger.client.post(document, variables) if kind == "query" else await first(stranger, document, variables)
                codes = [error["extensions"]["code"] for error in answer["errors"]]
                assert codes == ["INVALID_CURSOR"], (name, argument, answer)


async def first(stranger: Stranger, document: str, variables: Json) -> Json:
    """The first answer of a subscription."""
    async with stranger.client.subscribe(document, **variables) as stream:
        try:
            return {"data": await stream.until(lambda data: True)}
        except Refused as refused:
            return {"errors": refused.errors}


async def test_a_page_shows_no_form_of_another_workspace(foreign: Foreign, stranger: Stranger) -> None:
    checks = []
    for identity in (foreign.ids["MARKETING_FORM"], unknown(foreign.ids["MARKETING_FORM"])):
        content = {"content": f'{{% form "{identity}" %}}'}
        await stranger.client.update("MarketingPage", stranger.own["MarketingPage"], content)
        document = "query($id: ID!) { record(id: $id) { errorCheck { findings { code message } } } }"
        told = json.dumps(await stranger.client.execute(document, id=stranger.own["MarketingPage"]))
        assert MARK not in told
        checks.append(told.replace(identity, "ID"))
    assert checks[0] == checks[1]


async def test_no_subscription_tells_anything_of_another_workspace(foreign: Foreign, stranger: Stranger) -> None:
    email = foreign.ids["MARKETING_EMAIL"]
    documents = []
    for name, field in roots("subscription"):
        ways = [(argument, *path) for argument, its in field.args.items() for path in paths(its.type)]
        documents += [call(name, field, "subscription", way, [email], stranger.own["Event"]) for way in ways]
        if not any(is_required_argument(argument) for argument in field.args.values()):
            documents.append((f"subscription {{ {name}{selection(field.type)} }}", {}))
    async with AsyncExitStack() as stack:
        subscribe = stranger.client.subscribe
        streams = [await stack.enter_async_context(subscribe(document, **variables)) for document, variables in documents]
        own = await stack.enter_async_context(stranger.client.changes())
        theirs = await stack.enter_async_context(foreign.client.changes())
        for action in ("edit", "discard"):
            assert (await foreign.client.act(action, email))["__typename"] == "ActionSuccess"
        await theirs.until(lambda change: change["action"] == "DISCARD")
        mine = (await stranger.client.create("MarketingEmail", name="Mine, and heard of"))["record"]["id"]
        await own.until(lambda change: True)
        assert {change["recordId"] for change in own.received} == {mine}
        await asyncio.gather(*[quiet(stream, foreign, email) for stream in streams])


async def quiet(stream: Stream, foreign: Foreign, asked: str) -> None:
    """All that a subscription has to say by now is the subscriber's own."""
    try:
        await stream.until(lambda data: False, deadline=0.5)
    except Refused as refused:
        assert set(refused.codes) <= HARMLESS  # noqa: PT017
    except (TimeoutError, AssertionError):  # silence, or the end
        pass
    tells_nothing({"data": stream.received}, foreign, [asked])
