"""What can go wrong. A refusal is none of these: it is a value, as marketers can act on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from .api import AnyRecord


class GoliveError(Exception):
    """Anything that this client raises by itself."""


class ApiError(GoliveError):
    """The server answered with errors. `code` is the first one's `extensions.code`, such as NOT_FOUND; `errors` are all of them."""

    def __init__(self, code: str, message: str, errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.errors = errors

    @classmethod
    def of(cls, errors: Sequence[Mapping[str, Any]]) -> Self:
        """The errors of a GraphQL answer, of which there is one at least."""
        return cls(extensions_of(errors[0]).get("code", "UNKNOWN"), errors[0].get("message", ""), errors)

    @property
    def cursor(self) -> str | None:
        """Where a stream that ended can be resumed; of CURSOR_EXPIRED, the oldest cursor that would do."""
        return extensions_of(self.errors[0]).get("cursor") if self.errors else None


class Unreachable(GoliveError):
    """The server couldn't be reached, or was in no state to answer, for longer than was to be waited."""


class Interrupted(GoliveError):
    """The connection of a subscription was lost. `status_changed` goes on by itself; other subscriptions are begun anew by who wants."""


class Gone(GoliveError):
    """The record that was waited for is deleted, or was never there."""


class Elsewhere(GoliveError):
    """The record that was waited for rests in another state: where it is, and the failure's or the refusal's `error` if there is one."""

    def __init__(self, record: AnyRecord, error: str | None) -> None:
        state = record.status_reason or record.publish_status or record.status
        super().__init__(f"{record.name!r} is {state.value}, and stays so" + (f": {error}" if error else "."))
        self.record = record
        self.error = error


def extensions_of(error: Mapping[str, Any]) -> Mapping[str, Any]:
    """An error's extensions, empty where it has none."""
    return error.get("extensions") or {}
