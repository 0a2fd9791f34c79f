"""GraphQL errors as clients see them: a code, a sentence, and for what is nobody's business a request id."""

from __future__ import annotations

from typing import Any

import structlog
from graphql import GraphQLError

from golive.models.database import Busy, TooSlow, Unavailable
from golive.models.ordering import InvalidCursor
from golive.resolvers.errors import ApiError, ErrorCode

LONGEST = 1_000
"""Characters of GraphQL's own messages, which repeat what was sent."""
log = structlog.get_logger()


def told(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error with its code; anything that isn't meant for clients is logged and becomes INTERNAL with the request's id."""
    error.message, error.extensions = _message_and_extensions(error, request_id)
    return error


def code_of(error: GraphQLError) -> str:
    """The code of an error that is told."""
    return str((error.extensions or {})["code"])


def failure(request_id: str) -> tuple[str, dict[str, Any]]:
    """The message and extensions of what failed on our side."""
    sentence = f"Something went wrong on our side: try again, and tell your administrator the request id {request_id}."
    return sentence, {"code": ErrorCode.INTERNAL.value, "requestId": request_id}


def _message_and_extensions(error: GraphQLError, request_id: str) -> tuple[str, dict[str, Any]]:
    match original := _original_of(error):
        case None:
            message = error.message.replace("<Decimal instance>", "a decimal number")  # as which JSON's 1e2 was read
            return message[:LONGEST], {"code": ErrorCode.BAD_USER_INPUT.value, **(error.extensions or {})}
        case ApiError():
            return original.message, original.extensions
        case InvalidCursor():
            return str(original), {"code": ErrorCode.INVALID_CURSOR.value}
        case TooSlow():
            return "This took too long: ask for less at a time, or try again later.", {"code": ErrorCode.TIMEOUT.value}
        case Busy():
            return str(original), {"code": ErrorCode.UNAVAILABLE.value}
        case Unavailable():
            log.warning("The database is away", error=str(original), request_id=request_id)
            sentence = "The database can't be reached just now: try again in a moment."
            return sentence, {"code": ErrorCode.UNAVAILABLE.value}
        case _:
            log.error("A resolver failed", request_id=request_id, path=error.path, exc_info=original)
            return failure(request_id)


def _original_of(error: GraphQLError) -> BaseException | None:
    """What a resolver raised; None for an error of GraphQL itself."""
    original = error.original_error
    while isinstance(original, GraphQLError):
        original = original.original_error
    return original
