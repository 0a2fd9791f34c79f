"""Two workspaces: everything of one is tried with the other's token, driven by the schema so that nothing is forgotten."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from attempts import Steps, attempts, call, paths, roots
from client import Client, Refused, Stream
from graphql import (
    GraphQLInterfaceType,
    is_required_argument,
)
from graphql.type import GraphQLField
from serving import Server
from strangers import MARK, SCHEMA, Foreign, Json, Stranger, selection

AT_ONCE = 8
# Errors of ids and cursors that never were, which is what those of others must look like.
HARMLESS = {"NOT_FOUND", "BAD_USER_INPUT", "INVALID_CURSOR"}


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
