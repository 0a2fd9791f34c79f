"""The messages of graphql-transport-ws: what a client may send, and what it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from golive.graph.transport.encoding import decode, encode
from golive.graph.transport.envelopes import envelope_of, is_json
from golive.graph.transport.request import GraphQLRequest, Refused, malformed, request_of
from golive.models.settings import Settings
from golive.resolvers.errors import ErrorCode

SUBPROTOCOL = "graphql-transport-ws"
LONGEST_ID = 1_000  # characters; an id is sent back with every result
BAD_REQUEST = 4400
AUTHORIZATION = ("Authorization", "authorization")
Payload: TypeAlias = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Init:
    """`connection_init`."""

    payload: Payload


@dataclass(frozen=True, slots=True)
class Ping:
    """`ping`."""

    payload: Payload


@dataclass(frozen=True, slots=True)
class Pong:
    """`pong`."""

    payload: Payload


@dataclass(frozen=True, slots=True)
class Subscribe:
    """An operation of whatever kind begins."""

    id: str
    request: GraphQLRequest


@dataclass(frozen=True, slots=True)
class Complete:
    """The client wants no more of an operation."""

    id: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An operation that can't begin, for its payload can't be read."""

    id: str
    why: Refused


Message: TypeAlias = Init | Ping | Pong | Subscribe | Complete | Unreadable


def read(data: bytes, settings: Settings) -> Message:
    """The message that a client sent. Raises `Refused`, whose text is the reason, for what is none."""
    try:
        decoded = decode(data, settings)
    except Refused as why:
        if (id_ := _id_of(data, why)) is None:
            raise
        return Unreadable(id_, why)
    if not isinstance(decoded, Mapping):
        raise malformed("A message must be a JSON object.")
    kind = decoded.get("type")
    build = BUILD.get(kind) if isinstance(kind, str) else None
    if build is None:
        raise malformed(f"A message's type must be one of {', '.join(BUILD)}.")
    return build(decoded)


def _id_of(data: bytes, why: Refused) -> str | None:
    """The id in a `subscribe` whose payload can't be read, for it goes beyond a limit or holds what can't be; None for anything else."""
    if why.code != ErrorCode.LIMIT_EXCEEDED and not is_json(data):
        return None
    envelope = envelope_of(data)
    id_ = envelope.get("id")
    return id_ if envelope.get("type") == "subscribe" and isinstance(id_, str) and 0 < len(id_) <= LONGEST_ID else None


def _subscribe(decoded: Mapping[str, Any]) -> Subscribe:
    payload = decoded.get("payload")
    if not isinstance(payload, Mapping):
        raise malformed("The payload of subscribe must be a JSON object with a query.")
    return Subscribe(_id(decoded), request_of(payload))


def _id(decoded: Mapping[str, Any]) -> str:
    id_ = decoded.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= LONGEST_ID:
        raise malformed(f"A message's id must be a text of 1 to {LONGEST_ID:,} characters.")
    return id_


def _payload(decoded: Mapping[str, Any]) -> Payload:
    payload = decoded.get("payload")
    if payload is not None and not isinstance(payload, Mapping):
        raise malformed(f"The payload of {decoded['type']} must be a JSON object, null or missing.")
    return payload


BUILD: Mapping[str, Callable[[Mapping[str, Any]], Message]] = {
    "connection_init": lambda decoded: Init(_payload(decoded)),
    "ping": lambda decoded: Ping(_payload(decoded)),
    "pong": lambda decoded: Pong(_payload(decoded)),
    "subscribe": _subscribe,
    "complete": lambda decoded: Complete(_id(decoded)),
}


def acknowledgement(payload: Mapping[str, Any]) -> bytes:
    """The client is known, and may begin."""
    return b'{"type":"connection_ack","payload":%b}' % encode(payload)


def pong(payload: Payload) -> bytes:
    """The answer to a ping, with its payload if it had one."""
    return b'{"type":"pong"}' if payload is None else b'{"type":"pong","payload":%b}' % encode(payload)


def opening(id_: str) -> bytes:
    """How a `next` message begins; the result and a brace follow."""
    return b'{"id":%b,"type":"next","payload":' % encode(id_)


def error(id_: str, errors: bytes) -> bytes:
    """An operation ends with an encoded list of errors."""
    return b'{"id":%b,"type":"error","payload":%b}' % (encode(id_), errors)


def complete(id_: str) -> bytes:
    """An operation is over."""
    return b'{"id":%b,"type":"complete"}' % encode(id_)
