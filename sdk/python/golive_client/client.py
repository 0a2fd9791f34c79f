"""The client: a method for each mutation, and what takes more than one call."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any, Self, cast

import httpx
from pydantic import TypeAdapter

from .api import ActionSuccess, AnyRecord, Change, Client, Finding, RecordFilter, Refusal
from .api.base_model import UNSET, UnsetType
from .api.enums import ChangeKind
from .api.operations import STATUS_CHANGED_GQL
from .api.status_changed import StatusChanged
from .calls import answer, keyed
from .errors import ApiError, Elsewhere, Gone, Interrupted
from .patience import Patience
from .sockets import Socket
from .tokens import Tokens, TokenSource
from .values import Unknown
from .waiting import RUNNING, State, missed, settled, states

REQUEST = 40.0  # seconds that one try may take; the server itself ends after 30
ANY: TypeAdapter[Any] = TypeAdapter(Any)
RESUMED = {"SLOW_CONSUMER", "SHUTTING_DOWN", "UNAVAILABLE", "TIMEOUT"}
MOST_FAILURES = 5  # one after another
LASTING = 10.0  # seconds after which a stream has been none of them
OWN = {ChangeKind.CREATED, ChangeKind.STATE, ChangeKind.REFUSED}


@dataclass(frozen=True, slots=True)
class Live:
    """The record is live."""

    record: AnyRecord
    warnings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Failed:
    """The record didn't get live: where it is instead, and why."""

    record: AnyRecord
    error: str | None


class Golive(Client):
    """Calls one server. Use it as an async context manager.

    `token` is a token, or an async function that gives a fresh one. `patience` is for how many seconds a call is repeated while the
    server is away; a stream that has begun never gives up. Raises ValueError where the URL or the token can't be one.
    """

    def __init__(self, url: str, token: TokenSource, *, patience: float = 60.0) -> None:
        if not re.match(r"https?://[^/\s]", url):
            raise ValueError(f"{url!r} is no address of a server: give one such as http://127.0.0.1:8000.")
        self._url = url.strip().rstrip("/") + "/graphql"
        self._http = httpx.AsyncClient(timeout=REQUEST)
        self._tokens = Tokens(token)
        self._patience = patience

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._http.aclose()

    async def execute(
        self, query: str, operation_name: str | None = None, variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The data of the answer to a query or mutation, also of one's own. With `$idempotencyKey` among its variables a mutation
        has a key of its own, and is repeated until it is answered. Raises ApiError, Unreachable.
        """
        given, repeatable = keyed(query, variables)
        body = _body(query, operation_name, given)
        return await answer(
            lambda headers: self._http.post(self._url, json=body, headers=headers), self._url, self._tokens, repeatable, self._patience
        )

    async def execute_ws(
        self, query: str, operation_name: str | None = None, variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The data of each event of a subscription, also of one's own, over one connection. Raises ApiError, Interrupted."""
        socket = await self._begin(query, operation_name, variables or {})
        try:
            while (event := await socket.result()) is not None:
                yield _data(event)
        finally:
            await socket.close()

    async def status_changed(
        self, filter_: RecordFilter | UnsetType | None = UNSET, after: str | UnsetType | None = UNSET, **kwargs: Any
    ) -> AsyncGenerator[Change, None]:
        """Each change of state once, in order, with no gap: over lost connections, restarts of the server and tokens that expire.

        Begins after the cursor `after`, else with what comes from the first `anext` on. Raises Unreachable where the server can't be
        reached at first, and ApiError: CURSOR_EXPIRED where changes would be missing, whose `cursor` is the oldest that would do; and
        what no new try would mend.
        """
        place = (await self.viewer()).cursor  # asked in any case, as a socket doesn't say that there is nobody at this address
        async with aclosing(self._changes(filter_, after if isinstance(after, str) else place)) as changes:
            async for change in changes:
                yield change

    async def _changes(self, filter_: RecordFilter | UnsetType | None, place: str) -> AsyncGenerator[Change, None]:
        patience = Patience()
        while True:
            token = await self._tokens.current()
            why: Exception = Interrupted("The server ended the stream.")
            socket, began = None, monotonic()
            try:
                socket = await self._begin(STATUS_CHANGED_GQL, "statusChanged", {"filter": filter_, "after": place})
                while (event := await socket.result()) is not None:
                    change = StatusChanged.model_validate(_data(event)).status_changed
                    place = change.cursor
                    patience.renew()
                    yield change
            except Interrupted as error:
                why = error
            except ApiError as error:
                if monotonic() - began > LASTING:
                    patience.renew()
                if not await self._resumes(error, token, patience.tries):
                    raise
                place, why = error.cursor or place, error
            finally:
                if socket is not None:
                    await socket.close()
            await patience.wait(why)

    async def wait_for(self, id: str, reason: State | Iterable[State]) -> AnyRecord:
        """The record, once it has one of these status reasons (or publish statuses); at once where it has.

        A state that it is in only for a moment counts too. Raises Elsewhere where it rests in another state instead, for it failed, was
        refused or is over, and Gone where it is deleted. `asyncio.timeout` bounds the waiting for what nobody has begun.
        """
        wanted = {reason} if isinstance(reason, str) else set(reason)
        cursor = (await self.viewer()).cursor
        record = await self._present(id, cursor)
        if wanted & states(record):
            return record
        if missed(record, wanted):
            raise Elsewhere(record, record.last_error)
        async with aclosing(self._changes(RecordFilter(ids=[id]), cursor)) as changes:
            while not wanted & states(change := await _own(changes)):
                if missed(change, wanted):
                    raise Elsewhere(await self._present(id, change.cursor), change.error)
        return await self._present(id, change.cursor)

    async def go_live_and_wait(
        self, id: str, *, expected_revision: int | None = None, confirm: bool = False, idempotency_key: str | None = None
    ) -> Live | Failed | Refusal | Unknown:
        """Put a record live and wait until it is, or until that has failed; a refusal is answered at once. Raises Gone, ApiError."""
        told = await self.go_live(id, expected_revision, confirm, idempotency_key)
        if not isinstance(told, ActionSuccess):
            assert told is not None, "null comes with an error, which was raised"
            return told
        assert told.change is not None, "a record that goes live changes"
        last: Change = told.change
        cursor = told.cursor
        async with aclosing(self._changes(RecordFilter(ids=[id]), cursor)) as changes:
            while not settled(last):
                last = await _own(changes)
                cursor = last.cursor
        record = await self._present(id, cursor)
        return Live(record, list(told.warnings)) if states(last) & RUNNING else Failed(record, last.error or record.last_error)

    async def _begin(self, query: str, operation_name: str | None, variables: dict[str, Any]) -> Socket:
        return await Socket.begin(re.sub("^http", "ws", self._url), self._tokens, _body(query, operation_name, variables))

    async def _present(self, id: str, at_least: str) -> AnyRecord:
        if (record := await self.record(id, at_least)) is None:
            raise Gone("There is no record with this id in the workspace.")
        return record

    async def _resumes(self, error: ApiError, token: str, tries: int) -> bool:
        """Whether a stream that ended so can go on: later, with another token, or as what failed once needn't fail twice."""
        if error.code in RESUMED:
            return True
        if tries >= MOST_FAILURES:
            return False
        return error.code == "INTERNAL" or (error.code == "UNAUTHENTICATED" and await self._tokens.instead_of(token) is not None)


def _body(query: str, operation_name: str | None, variables: dict[str, Any]) -> dict[str, Any]:
    """What is sent: of the inputs only what was set, as null clears."""
    given = {name: value for name, value in variables.items() if value is not UNSET}
    body = {"query": query, "operationName": operation_name, "variables": given}
    return cast(dict[str, Any], ANY.dump_python(body, mode="json", by_alias=True, exclude_unset=True))


def _data(event: dict[str, Any]) -> dict[str, Any]:
    if event.get("errors"):
        raise ApiError.of(event["errors"])
    return cast(dict[str, Any], event["data"])


async def _own(changes: AsyncGenerator[Change, None]) -> Change:
    """The next change of a record's own state, or refusal; raises Gone when it is deleted."""
    while True:
        change = await anext(changes)
        if change.kind == ChangeKind.DELETED:
            raise Gone(f"The {change.record_type.value} {change.record_name!r} was deleted.")
        if change.kind in OWN:
            return change
