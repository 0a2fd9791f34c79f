"""What is wrong with a condition, and where in its text."""

from __future__ import annotations

from collections.abc import Sequence


class ConditionError(ValueError):
    """A condition that can't be used.

    `message` is one sentence for a marketer; `position` (from 0) and `length` count characters of the text, `line` and
    `column` start at 1. `all` holds every problem found, this one first.
    """

    def __init__(self, message: str, text: str, position: int, length: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.position = min(max(position, 0), len(text))
        self.length = max(min(length, len(text) - self.position), 0)
        self.line, self.column = line_and_column(text, self.position)
        self.all: tuple[ConditionError, ...] = (self,)


def first_of(errors: Sequence[ConditionError]) -> ConditionError:
    """The error that comes first in the text, carrying all of them."""
    ordered = sorted(errors, key=lambda error: error.position)
    ordered[0].all = tuple(ordered)
    return ordered[0]


def line_and_column(text: str, position: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character of the text."""
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")
