"""Fan-out: whoever subscribes joins the group of those who are told the same, or begins one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from graphql import GraphQLSchema

from golive.graph.execution import Result, source_of
from golive.graph.subscriptions import Source, StatusChanged
from golive.graph.transport.callers import Caller
from golive.graph.transport.documents import Operation
from golive.graph.transport.encoding import encode
from golive.graph.transport.groups import Group, ended_error
from golive.graph.transport.kinds import group_of
from golive.graph.transport.request import Refused, over_limit, refused
from golive.graph.transport.selection import Past, Selection
from golive.graph.transport.sharing import Key, kept, key_of
from golive.graph.transport.subscriber import Subscribed, Subscriber
from golive.live.ended import End, StreamEnded
from golive.live.remembering import Remembering
from golive.live.stream import Place
from golive.models.database import Unavailable
from golive.models.ordering import InvalidCursor
from golive.resolvers.context import Context, Server
from golive.resolvers.errors import ErrorCode

__all__ = ["Fanout", "Subscribed", "Subscriber"]

STATUS = {ErrorCode.UNAVAILABLE.value: 503, ErrorCode.INTERNAL.value: 500}
LARGEST_VARIABLES = 100_000  # bytes; they are kept for as long as somebody subscribes
REMEMBERED = 5.0  # seconds
MOST_REMEMBERED = 20_000_000  # bytes
AROUND = 1_000  # bytes that a result takes besides its own


class Fanout:
    """All subscriptions of this process. A group is there for as long as it has members."""

    def __init__(self, schema: GraphQLSchema, server: Server) -> None:
        self._schema = schema
        self._server = server
        self._groups: dict[Key, Group] = {}
        self._past: Past = Remembering(REMEMBERED, MOST_REMEMBERED, lambda payload: AROUND + len(payload))

    async def subscribe(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        caller: Caller,
        request_id: str,
        subscriber: Subscriber,
        after: str | None = None,
    ) -> Subscribed:
        """Have a subscription's events told to `subscriber`. Raises `Refused`; a stream that can't begin there is ended by an error."""
        variables = kept(operation, variables)
        if len(encode(variables)) > LARGEST_VARIABLES:
            sentence = f"A subscription's variables have more than {LARGEST_VARIABLES:,} bytes: filter by less."
            raise over_limit("VARIABLES", LARGEST_VARIABLES, sentence)
        source = await self._source(operation, variables, caller, request_id)
        if isinstance(source, StatusChanged) and after is not None:
            source = replace(source, after=after)
        try:
            place = await self._place(caller, source)
        except StreamEnded as ended:
            subscribed = Subscribed(subscriber, ended.at)
            asyncio.get_running_loop().call_soon(subscribed.fail, ended_error(ended))
            return subscribed
        if not caller.valid:
            raise refused(ErrorCode.UNAUTHENTICATED, "The token is no longer valid: connect again with a new one.", status=401)
        return self._join(operation, variables, caller, source, Subscribed(subscriber, place.start), place)

    def _join(
        self, operation: Operation, variables: Mapping[str, Any], caller: Caller, source: Source, subscribed: Subscribed, place: Place
    ) -> Subscribed:
        key = key_of(operation, variables, caller.viewer)
        group = self._groups.get(key)
        if group is None:
            selection = Selection(self._schema, self._server, operation, variables, caller.viewer, self._past)
            group = self._groups[key] = group_of(source, selection, self._server.stream, place.now, partial(self._groups.pop, key))
        group.add(subscribed)
        subscribed.forget = caller.when_invalid(partial(group.end_one, subscribed, End.UNAUTHENTICATED))
        return subscribed

    async def _source(self, operation: Operation, variables: Mapping[str, Any], caller: Caller, request_id: str) -> Source:
        context = Context(self._server, caller.viewer, request_id)
        try:
            source: Source | Result = await source_of(self._schema, operation, variables, context)
        finally:
            await context.close()
        if isinstance(source, Result):
            why = Refused(tuple(dict(error.formatted) for error in source.errors), 400, True)
            why.status = STATUS.get(why.code, why.status)
            raise why
        return source

    async def _place(self, caller: Caller, source: Source) -> Place:
        after = source.after if isinstance(source, StatusChanged) else None
        try:
            return await self._server.stream.place(caller.viewer.workspace_id, after)
        except InvalidCursor as error:
            raise refused(ErrorCode.INVALID_CURSOR, str(error)) from error
        except Unavailable as error:
            raise refused(ErrorCode.UNAVAILABLE, "The database can't be reached just now: try again in a moment.", status=503) from error
