"""GraphQL over HTTP: one request, its answer in the media type that was asked for, and what is refused before anything is executed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from golive.graph.transport import streaming
from golive.graph.transport.callers import Caller
from golive.graph.transport.connections import LONGEST_URL, url_too_long
from golive.graph.transport.encoding import decode
from golive.graph.transport.engine import Engine
from golive.graph.transport.media import EVENTS, GRAPHQL, JSON, MULTIPART, Accepted, accepted, is_json
from golive.graph.transport.multipart import Multipart
from golive.graph.transport.plain import WORTH_A_THREAD, Plain
from golive.graph.transport.request import GraphQLRequest, Refused, malformed, over_limit, refused, request_of
from golive.graph.transport.sse import ServerSentEvents
from golive.resolvers.errors import ApiError, ErrorCode

SLOWEST_BODY = 30.0
"""Seconds in which a request's body must be here."""
PATIENCE = 0.5
"""Seconds after which we look whether anybody still waits for a query's answer. Most are there sooner, and looking costs a task."""

STATUS = {ErrorCode.UNAUTHENTICATED: 401, ErrorCode.UNAVAILABLE: 503}
PLAIN_STATUSES = frozenset({401, 403, 413, 429, 503})
"""They say the same in every media type, so that proxies and clients that look no further know what to do."""
FORMATS: Mapping[str, streaming.Format] = {EVENTS: ServerSentEvents(), MULTIPART: Multipart()}
PARAMETERS = frozenset({"query", "operationName", "variables", "extensions", "documentId"})


class HttpEndpoint:
    """`/graphql` over HTTP."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._settings = engine.server.settings
        self._deadline = self._settings.send_deadline.total_seconds()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        wanted = accepted(headers.get("accept"))
        try:
            response = await self._respond(scope, receive, headers, wanted)
        except ClientDisconnect:
            return
        except Refused as why:
            response = self._refusal(why, scope["method"], headers, wanted)
        except ApiError as error:
            unknown = refused(error.code, error.message, status=STATUS.get(error.code, 400))
            response = self._refusal(unknown, scope["method"], headers, wanted)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive, headers: Mapping[str, str], wanted: Accepted) -> ASGIApp:
        _check(scope["method"], headers, wanted)
        caller = await self._engine.callers.identify(headers.get("authorization"))
        try:
            return await self._answered(scope, receive, headers, wanted, caller)
        finally:
            caller.let_go()

    async def _answered(self, scope: Scope, receive: Receive, headers: Mapping[str, str], wanted: Accepted, caller: Caller) -> ASGIApp:
        method, engine = scope["method"], self._engine
        request = self._asked(scope["query_string"]) if method == "GET" else await self._sent(receive, headers, caller)
        operation = engine.prepare(request)
        if method == "GET" and operation.is_mutation:
            raise _not_taken("A mutation can't be sent by GET: send it by POST.", 405)
        media_type = wanted.stream if operation.is_subscription else wanted.answer
        if media_type is None:
            sentence = f"A subscription is answered by a stream: accept {EVENTS} or {MULTIPART}, or send it over a WebSocket."
            raise _not_taken(sentence, 406)
        request_id = scope.get("state", {}).get("request_id") or uuid4().hex
        with given_up_once_gone(receive, operation.is_mutation):
            if form := FORMATS.get(media_type):
                after = headers.get("last-event-id") or None  # an empty one is none
                return await streaming.respond(form, engine, operation, request.variables, caller, request_id, after)
            answer = await engine.answer(operation, request.variables, caller, request_id)
        status = answer.status if media_type == GRAPHQL or answer.status in PLAIN_STATUSES else 200
        return Plain(answer.body, status, media_type, headers.get("accept-encoding"), patience=(caller, self._deadline))

    def _asked(self, query_string: bytes) -> GraphQLRequest:
        """The request in a URL's parameters."""
        if len(query_string) > LONGEST_URL:
            raise url_too_long()
        try:
            given = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
        except ValueError as error:
            raise malformed("The URL's parameters can't be read: write them in UTF-8, percent-encoded, each once.") from error
        parameters: dict[str, Any] = {}
        for name, value in given:
            if name in parameters:
                raise malformed(f"The URL's parameter {name} is there twice: send it once."[:300])
            if name in PARAMETERS and value:
                parameters[name] = value
        for name in parameters.keys() & {"variables", "extensions"}:
            parameters[name] = decode(parameters[name].encode(), self._settings)
        return request_of(parameters)

    async def _sent(self, receive: Receive, headers: Mapping[str, str], caller: Caller) -> GraphQLRequest:
        """The request in a body. One that comes in parts counts as under way, and so do its bytes, since all its parts are kept."""
        most, declared = self._settings.body_bytes, headers.get("content-length", "0")
        if len(declared) > 18 or int(declared) > most:
            raise _too_large(most)
        with ExitStack() as counted:
            chunks, size = [], 0
            try:
                async with asyncio.timeout(SLOWEST_BODY):
                    while True:
                        message = await receive()
                        if message["type"] == "http.disconnect":
                            raise ClientDisconnect
                        chunks.append(message.get("body", b""))
                        size += len(chunks[-1])
                        if size > most:
                            raise _too_large(most)
                        more = message.get("more_body", False)
                        if more or len(chunks) > 1:
                            caller.keep(len(chunks[-1]))
                        if not more:
                            break
                        if len(chunks) == 1:
                            counted.enter_context(caller.sending())
            except TimeoutError:
                raise _not_taken(f"The request's body wasn't here after {SLOWEST_BODY:g} s: send it again.", 408) from None
            body = b"".join(chunks)
            if size > WORTH_A_THREAD:
                return request_of(await asyncio.to_thread(decode, body, self._settings))
            return request_of(decode(body, self._settings))

    def _refusal(self, why: Refused, method: str, headers: Mapping[str, str], wanted: Accepted) -> ASGIApp:
        """The answer that tells why nothing was executed."""
        in_status = not why.well_formed or why.status in PLAIN_STATUSES
        if wanted.plain is None and wanted.stream is not None and not in_status:
            return streaming.refusal(FORMATS[wanted.stream], why, self._deadline)
        media_type = wanted.plain or JSON
        status = why.status if in_status or media_type == GRAPHQL else 200
        more = [(b"allow", b"POST" if method == "GET" else b"GET, POST")] if status == 405 else []
        return Plain(b'{"errors":%b}' % why.encoded, status, media_type, headers.get("accept-encoding"), *more)


@contextmanager
def given_up_once_gone(receive: Receive, is_mutation: bool) -> Iterator[None]:
    """Cancel a query once nobody waits for its answer any more, and raise `ClientDisconnect`. A mutation is always done to its end."""
    if is_mutation:
        yield
        return
    task, watching, gone = asyncio.current_task(), None, False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        assert task is not None
        task.cancel()

    def begin() -> None:
        nonlocal watching
        watching = asyncio.create_task(watch())

    timer = asyncio.get_running_loop().call_later(PATIENCE, begin)
    try:
        yield
    except asyncio.CancelledError:
        if gone and task is not None and task.uncancel() == 0:
            raise ClientDisconnect from None
        raise
    finally:
        timer.cancel()
        if watching is not None:
            watching.cancel()


def _headers(scope: Scope) -> dict[str, str]:
    """The request's headers by name; one that is there several times is a list, as HTTP says, so that none of them is overlooked."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _check(method: str, headers: Mapping[str, str], wanted: Accepted) -> None:
    """Raise `Refused` for what is no request of ours by its headers alone."""
    if method not in ("GET", "POST"):
        raise _not_taken(f"GraphQL is asked by POST, or by GET for queries, not by {method}."[:200], 405)
    if wanted.answer is None:
        raise _not_taken(f"We answer in {GRAPHQL}, {JSON}, {EVENTS} or {MULTIPART}: accept one of them.", 406)
    if method == "POST":
        if not is_json(headers.get("content-type")):
            raise _not_taken(f"A request's body must be JSON in UTF-8: send it with Content-Type: {JSON}.", 415)
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise _not_taken("A request's body can't be compressed: send it as it is, without Content-Encoding.", 415)


def _not_taken(sentence: str, status: int) -> Refused:
    return refused(ErrorCode.BAD_USER_INPUT, sentence, status=status, well_formed=False)


def _too_large(most: int) -> Refused:
    return over_limit("BODY_BYTES", most, f"The request has more than {most:,} bytes: send less at a time.", status=413, well_formed=False)
