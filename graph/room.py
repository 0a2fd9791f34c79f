"""How many bytes an answer may have: counted as its values come, so that what doesn't fit is left out before it is gathered."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLEnumType, GraphQLError, get_named_type, get_nullable_type
from graphql.pyutils import Path

from golive.graph.transport.encoding import encode
from golive.resolvers.errors import ApiError, ErrorCode

OVERHEAD = 4
"""Bytes around a name: quotes, colon and comma."""
BOUNDED = 20
"""Bytes that a value of a type counts as of which none is long."""
SMALL = 1_000
"""Bytes of an object of a mutation's answer that is told though there is no room for it, up to a tenth of what is allowed."""
_BOUNDED_TYPES = frozenset({"Boolean", "DateTime", "Float", "ID", "Int"})
_SENTENCE = "The answer has more than {:,} bytes, and what didn't fit is null: ask for less at a time."
_DONE = " The mutation was executed: what it did stays done."


class TooLarge(ApiError):
    """There is no room for a part of an answer."""

    def __init__(self, allowed: int, is_mutation: bool) -> None:
        sentence = _SENTENCE.format(allowed) + _DONE * is_mutation
        super().__init__(ErrorCode.LIMIT_EXCEEDED, sentence, limit="ANSWER_BYTES", allowed=allowed)


class Room:
    """What is `left` of the bytes that are allowed.

    What a mutation did is told before all else: its own fields have room in any case, and small objects a tenth more than the others.
    """

    __slots__ = ("_allowed", "_is_mutation", "left")

    def __init__(self, allowed: int, is_mutation: bool = False) -> None:
        self._allowed = self.left = allowed
        self._is_mutation = is_mutation

    def over(self, size: int, path: Path | None) -> None:
        """Take back what was taken, and raise `TooLarge`, for an object that may not have it."""
        if self._is_mutation:
            if path is not None and path.prev is None:
                return
            if size <= SMALL and self.left > -self._allowed // 10:
                return
        self.left += size
        raise TooLarge(self._allowed, self._is_mutation)


def is_bounded(type_: Any) -> bool:
    """Whether all values of a type are short. A list of an enum's members is, as it has each once."""
    named = get_named_type(type_)
    return isinstance(named, GraphQLEnumType) or (get_nullable_type(type_) is named and named.name in _BOUNDED_TYPES)


def size_of(value: Any) -> int:
    """Bytes that a value takes in an answer, about: a text's escapes aren't counted."""
    if type(value) is str:
        return len(value) if value.isascii() else len(value.encode())
    if type(value) is list:
        return OVERHEAD * len(value) + sum(map(size_of, value)) if value else 2
    return len(encode(value)) if type(value) is dict else BOUNDED


def is_too_large(error: BaseException | None) -> bool:
    """Whether an error, or what it was made of, is `TooLarge`."""
    while isinstance(error, GraphQLError):
        error = error.original_error
    return isinstance(error, TooLarge)
