"""What a client asks, in whatever way it came, and why it is refused before anything was executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from golive.resolvers.errors import ErrorCode


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A request's parts, each of its type: a document or the name of one, which of its operations, and with what."""

    query: str | None
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(default_factory=dict)
    document_id: str | None = None


class Refused(Exception):
    """Nothing was executed, for `errors` (formatted GraphQL errors).

    `status` is the HTTP status of the refusal. `well_formed` tells whether it was a GraphQL request at all: if not, the status counts
    in any media type. `operation` is query, mutation or subscription where that much is known.
    """

    def __init__(self, errors: tuple[dict[str, Any], ...], status: int, well_formed: bool, operation: str = "none") -> None:
        super().__init__("; ".join(str(error["message"]) for error in errors))
        self.errors = errors
        self.status = status
        self.well_formed = well_formed
        self.operation = operation

    @property
    def code(self) -> str:
        """The code of the first error."""
        return str(self.errors[0]["extensions"]["code"])

    @property
    def encoded(self) -> bytes:
        """The list of errors as JSON."""
        return orjson.dumps(self.errors)

    def again(self) -> Refused:
        """The same, to be raised without keeping alive what the first went through."""
        return Refused(self.errors, self.status, self.well_formed, self.operation)


def refused(code: ErrorCode, message: str, *, status: int = 400, well_formed: bool = True, **more: Any) -> Refused:
    """A refusal for one reason; `more` goes beside the code."""
    return Refused(({"message": message, "extensions": {"code": code.value, **more}},), status, well_formed)


def malformed(message: str) -> Refused:
    """A refusal of what is no GraphQL request."""
    return refused(ErrorCode.BAD_USER_INPUT, message, well_formed=False)


def over_limit(limit: str, allowed: int, message: str, *, status: int = 400, well_formed: bool = True) -> Refused:
    """A refusal of what goes beyond a limit."""
    return refused(ErrorCode.LIMIT_EXCEEDED, message, status=status, well_formed=well_formed, limit=limit, allowed=allowed)


def request_of(decoded: object) -> GraphQLRequest:
    """The request that a decoded body or message says. Raises `Refused` for what isn't a map, or has parts of wrong types."""
    if not isinstance(decoded, Mapping):
        raise malformed('A GraphQL request is one JSON object, such as {"query": "{ viewer { name } }"}: send that.')
    return GraphQLRequest(
        query=_text(decoded, "query", "the document"),
        operation_name=_text(decoded, "operationName", "the name of one of the document's operations"),
        variables=_map(decoded, "variables"),
        extensions=_map(decoded, "extensions"),
        document_id=_text(decoded, "documentId", "the name of a persisted document, such as sha256:…"),
    )


def _text(decoded: Mapping[str, Any], name: str, what: str) -> str | None:
    value = decoded.get(name)
    if value is not None and not isinstance(value, str):
        raise malformed(f"`{name}` must be a text, {what}.")
    return value


def _map(decoded: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = decoded.get(name)
    if value is not None and not isinstance(value, Mapping):
        raise malformed(f"`{name}` must be a JSON object.")
    return value or {}
