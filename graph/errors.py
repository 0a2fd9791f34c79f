"""GraphQL errors as clients see them: a code, a sentence, and for what is nobody's business a request id."""

from __future__ import annotations

from typing import Any

import structlog
from graphql import GraphQLError

from golive.graph.limits import TOO_LARGE, is_too_large
from golive.models.database import Busy, TooSlow, Unavailable
from golive.models.ordering import InvalidCursor
from golive.resolvers.errors import ApiError, ErrorCode

log = structlog.get_logger()


def told(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error with its code; anything that isn't meant for clients is logged and becomes INTERNAL with the request's id."""
    original, code = original_of(error), code_of(error)
    match original:
        case None:
            return _with(error, TOO_LARGE if is_too_large(error) else error.message, {"code": code, **(error.extensions or {})})
        case ApiError():
            return _with(error, original.message, original.extensions)
        case InvalidCursor():
            return _with(error, str(original), {"code": code})
        case TooSlow():
            return _with(error, "This took too long: ask for less at a time, or try again later.", {"code": code})
        case Busy():
            return _with(error, str(original), {"code": code})
        case Unavailable():
            log.warning("The database is away", error=str(original), request_id=request_id)
            return _with(error, "The database can't be reached just now: try again in a moment.", {"code": code})
        case _:
            log.error("A resolver failed", request_id=request_id, path=error.path, exc_info=original)
            sentence = f"Something went wrong on our side: try again, and tell your administrator the request id {request_id}."
            return _with(error, sentence, {"code": code, "requestId": request_id})


def original_of(error: GraphQLError) -> BaseException | None:
    """What a resolver raised; None for an error of GraphQL itself."""
    original = error.original_error
    while isinstance(original, GraphQLError):
        original = original.original_error
    return original


def code_of(error: GraphQLError) -> str:
    """The code that clients are told."""
    match original := original_of(error):
        case None if is_too_large(error):
            return ErrorCode.LIMIT_EXCEEDED.value
        case None:
            return str((error.extensions or {}).get("code", ErrorCode.BAD_USER_INPUT.value))
        case ApiError():
            return original.code.value
        case InvalidCursor():
            return ErrorCode.INVALID_CURSOR.value
        case TooSlow():
            return ErrorCode.TIMEOUT.value
        case Unavailable():
            return ErrorCode.UNAVAILABLE.value
    return ErrorCode.INTERNAL.value


def _with(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(message, nodes=error.nodes, source=error.source, positions=error.positions, path=error.path, extensions=extensions)
