"""Two workspaces: one with an id of everything, and somebody from another one who tries them."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from client import Client
from graphql import (
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
)
from graphql.type import GraphQLField
from reference.record import FAMILY
from samples import fresh, samples, surroundings

Json = dict[str, Any]
SCHEMA: GraphQLSchema = build_schema((Path(__file__).parents[1] / "schema.graphql").read_text())
MARK = "Confidential"
FINAL = {"SENT", "BLOCKED"}  # of mails


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
