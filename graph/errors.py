"""GraphQL errors as clients see them: a code, a sentence, and for what is nobody's business a request id."""

from __future__ import annotations

from typing import Any

import structlog
from graphql import GraphQLError

from golive.models.database import TooSlow, Unavailable
from golive.models.ordering import InvalidCursor
from golive.resolvers.errors import ApiError, ErrorCode

log = structlog.get_logger()


def told(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error with its code; anything that isn't meant for clients is logged and becomes INTERNAL with the request's id."""
    original = error.original_error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    if original is None or isinstance(original, GraphQLError):
        extensions = {"code": ErrorCode.BAD_USER_INPUT.value, **(error.extensions or {})}
        return _with(error, error.message, extensions)
    match original:
        case ApiError():
            return _with(error, original.message, original.extensions)
        case InvalidCursor():
            return _with(error, str(original), {"code": ErrorCode.INVALID_CURSOR.value})
        case TooSlow():
            return _with(error, "This took too long: ask for less at a time, or try again later.", {"code": ErrorCode.TIMEOUT.value})
        case Unavailable():
            log.warning("The database is away", error=str(original), request_id=request_id)
            return _with(error, "The database can't be reached just now: try again in a moment.", {"code": ErrorCode.UNAVAILABLE.value})
        case _:
            log.error("A resolver failed", request_id=request_id, path=error.path, exc_info=original)
            sentence = f"Something went wrong on our side: try again, and tell your administrator the request id {request_id}."
            return _with(error, sentence, {"code": ErrorCode.INTERNAL.value, "requestId": request_id})


def _with(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(message, nodes=error.nodes, source=error.source, positions=error.positions, path=error.path, extensions=extensions)
