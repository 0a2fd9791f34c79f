"""What a marketer's client does in a launch: creates, acts, is refused, and looks at what was pushed meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Protocol

from golive.graph.demo.client import CHANGE, Client, Feed, Json, Surprise
from golive.lifecycles.words import Action

FINDING = "code severity message path"
REFUSAL = f"... on GuardError {{ code message confirmable findings {{ {FINDING} }} blockedBy {{ id type name }} }}"
ARGUMENTS = {"confirm": "Boolean!", "comment": "String"}
PAGE_OF_HISTORY = 100


class Teller(Protocol):
    """Who shows a launch as it happens."""

    def chapter(self, title: str) -> None:
        """A part of the launch begins."""

    def asks(self, what: str) -> None:
        """The client is about to ask for something."""

    def learns(self, what: str) -> None:
        """What came of it."""

    def refused(self, refusal: Json) -> None:
        """The server refused, as was expected."""

    def warned(self, finding: Json) -> None:
        """The server did it, and warns."""

    def pushed(self, change: Json) -> None:
        """The server pushed a change of state."""


@dataclass
class Launch:
    """The records of a launch by what they are in it, and how the client deals with them. Whatever is unexpected is a `Surprise`."""

    client: Client
    feed: Feed
    teller: Teller
    ids: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    async def create(self, part: str, kind: str, name: str, **fields: Any) -> None:
        """Create a draft; `kind` is its GraphQL type."""
        self.teller.asks(f"create{kind} “{name}”")
        success = await self._write(f"create{kind}(input: $input)", f"$input: Create{kind}Input!", kind, input={"name": name, **fields})
        self.ids[part], self.kinds[part] = success["record"]["id"], kind
        await self.feed.expect(self.ids[part], "DRAFT")

    async def update(self, part: str, **fields: Any) -> None:
        """Set fields."""
        kind = self.kinds[part]
        self.teller.asks(f"update{kind} {self._name(part)}: {', '.join(fields)}")
        signature = f"$id: ID!, $input: Update{kind}Input!"
        await self._write(f"update{kind}(id: $id, input: $input)", signature, kind, id=self.ids[part], input=fields)

    async def act(self, action: Action, part: str, *states: str, **arguments: Any) -> None:
        """Take an action that leads to `states`, one after the other."""
        answer = await self._act(action, part, arguments)
        if answer["__typename"] != "ActionSuccess":
            raise Surprise(f"{action.words} of {self._name(part)} was expected to go through, but was refused: {answer['message']}")
        for warning in answer["warnings"]:
            self.teller.warned(warning)
        await self.feed.expect(self.ids[part], *states)

    async def refuse(self, action: Action, part: str, code: str, findings: Collection[str] = (), blocked_by: Collection[str] = ()) -> None:
        """Try an action that is refused, for these findings or because of these records, and changes nothing."""
        answer = await self._act(action, part, {})
        told = (
            answer.get("code"),
            {finding["code"] for finding in answer.get("findings", [])},
            {record["id"] for record in answer.get("blockedBy", [])},
        )
        expected = (code, set(findings), {self.ids[each] for each in blocked_by})
        if told != expected:
            raise Surprise(f"{action.words} of {self._name(part)} was expected to be refused with {expected}, but the answer is {told}.")
        self.teller.refused(answer)

    async def history(self, part: str) -> list[Json]:
        """Every change of a record, oldest first, as the server keeps it."""
        document = (
            f"query($id: ID!, $after: String) {{ record(id: $id) {{ history(first: {PAGE_OF_HISTORY}, after: $after) {{"
            f" nodes {{ {CHANGE} }} pageInfo {{ endCursor hasNextPage }} }} }} }}"
        )
        found: list[Json] = []
        after, more = None, True
        while more:
            page = (await self.client.execute(document, id=self.ids[part], after=after))["record"]["history"]
            found += page["nodes"]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        return found

    def _name(self, part: str) -> str:
        return f"“{self.feed.of(self.ids[part])[-1]['recordName']}”"

    async def _act(self, action: Action, part: str, arguments: dict[str, Any]) -> Json:
        given = "".join(f", {name}: {'true' if value is True else value}" for name, value in arguments.items())
        call = "".join(word.capitalize() for word in action.value.split("_"))
        call = call[0].lower() + call[1:]
        self.teller.asks(f"{call} {self._name(part)}{given}")
        document = (
            f"mutation($id: ID!{''.join(f', ${name}: {ARGUMENTS[name]}' for name in arguments)}) {{"
            f" answer: {call}(id: $id{''.join(f', {name}: ${name}' for name in arguments)}) {{"
            f" __typename ... on ActionSuccess {{ warnings {{ {FINDING} }} }} {REFUSAL} }} }}"
        )
        answer: Json = (await self.client.execute(document, id=self.ids[part], **arguments))["answer"]
        return answer

    async def _write(self, call: str, signature: str, kind: str, **variables: Any) -> Json:
        document = f"mutation({signature}) {{ answer: {call} {{ __typename ... on {kind}Success {{ record {{ id }} }} {REFUSAL} }} }}"
        answer: Json = (await self.client.execute(document, **variables))["answer"]
        if answer["__typename"] == "GuardError":
            raise Surprise(f"{call.partition('(')[0]} was expected to go through, but was refused: {answer['message']}")
        return answer
