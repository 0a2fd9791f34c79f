"""A refusal: what the caller can act on, as data. Raising it rolls the transaction back, so nothing has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from golive.lifecycles.words import Action, GuardCode
from golive.models.checks.finding import Finding, Severity


@dataclass(frozen=True)
class Refusal:
    """Why something was refused; `message` is one sentence: what, why, what to do."""

    code: GuardCode
    message: str
    action: Action | None = None
    record_id: UUID | None = None
    findings: Sequence[Finding] = ()
    blocked_by: Sequence[UUID] = ()
    confirmable: bool = False


class Refused(Exception):
    """Raised by whatever changes records; carries the `Refusal`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class NotFound(Exception):
    """There is no such thing, a record or `what` it is, in this workspace."""

    def __init__(self, id: str, what: str = "record") -> None:
        super().__init__(id)
        self.what = what


def invalid(message: str, *path: str, code: str = "INVALID_INPUT") -> Finding:
    """A finding about an argument or an input field."""
    return Finding(code, Severity.ERROR, message, path)


def refuse_input(findings: Sequence[Finding], action: Action | None = None, record_id: UUID | None = None) -> Refused:
    """INVALID_INPUT with every problem; the message is the first one's and says how many there are."""
    more = f" {len(findings) - 1} more problems are listed in findings." if len(findings) > 1 else ""
    return Refused(Refusal(GuardCode.INVALID_INPUT, findings[0].message + more, action, record_id, findings))
