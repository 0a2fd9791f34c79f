"""What the reference knows of one record and of the world around it, and what it expects an answer to be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reference.tables import TABLES

TRANSITIONAL = {"GOING_LIVE", "PUBLISHING", "STOPPING", "COMPLETING"}
FAMILY = {"EVENT", "EVENT_SESSION", "EVENT_TRACK"}
HANDED_OVER = {"CUSTOMER_JOURNEY", "REAL_TIME_JOURNEY", "LEAD_SCORING_MODEL", "MARKETING_PAGE"}
THIRTY_DAYS = 30 * 86400.0


class Code(str):
    """A refusal's code, told apart from the state of the same name (EXPIRED)."""


@dataclass(frozen=True)
class Record:
    """One record at one instant. Times are seconds since 1970; fields are the API's input values."""

    type: str
    fields: Mapping[str, Any]
    state: str = "DRAFT"  # the status reason; of the event family the publish status
    active: bool = True  # the event family's status; elsewhere Expired says it
    revision: int = 1
    live: Mapping[str, Any] | None = None  # what runs, where something runs
    ever_live: bool = False
    started: bool = False  # live at or after its start date
    origin: str = "DRAFT"  # the state that the work under way started from
    target: str = ""  # the state that it leads to
    copy: Mapping[str, Any] | None = None  # audience journeys: the fields before `edit`, while the copy exists
    draining: bool = False  # real-time journeys: an old version is completing
    expires_at: float | None = None
    resume_at: float | None = None
    ended: bool = False  # stopped by its end date
    scheduled: frozenset[str] = frozenset()
    versions: tuple[Mapping[str, Any], ...] = ()
    deleted: bool = False

    @property
    def status(self) -> str:
        """ACTIVE or INACTIVE."""
        return "INACTIVE" if self.state == "EXPIRED" or not self.active else "ACTIVE"

    @property
    def is_live(self) -> bool:
        """The one predicate that every guard uses."""
        if self.type in FAMILY:
            return self.state == "PUBLISHED" and self.active
        if self.state in ("GOING_LIVE", "PUBLISHING"):
            return self.live is not None or self.draining
        running = {"LIVE", "LIVE_EDITABLE", "LIVE_EDITING", "ACTIVE", "PAUSED", "COMPLETING", "STOPPING"}
        return self.state in running or self.draining

    @property
    def transitional(self) -> bool:
        """Whether the system has work under way."""
        return self.state in TRANSITIONAL

    @property
    def working_copy(self) -> bool | None:
        """hasWorkingCopy, or None where the law leaves it open."""
        if self.transitional or self.draining:
            return None
        return self.state in ("LIVE_EDITABLE", "LIVE_EDITING") or self.copy is not None

    def moved(self, state: str, **changes: Any) -> "Record":
        """Return the record after one change of state."""
        return replace(self, state=state, revision=self.revision + 1, **changes)


@dataclass(frozen=True)
class World:
    """What surrounds the record: which others are live, who uses it, how its outside live service answers."""

    live: frozenset[str] = frozenset()  # ids of records that are live
    known: frozenset[str] = frozenset()  # ids of all other records
    live_users: int = 0
    users: int = 0
    service: str = "OK"  # OK, REFUSE (400 for good), FAIL (500 until the deadline), HANG

    def uses(self, fields: Mapping[str, Any] | None) -> frozenset[str]:
        """Ids of other records that these fields name."""
        text = json.dumps(dict(fields or {}))
        return frozenset(other for other in self.known if other in text)


@dataclass(frozen=True)
class Answer:
    """What one call leads to: `code` is None for success; `errors` are the finding codes of a failed check."""

    code: str | None
    record: Record
    errors: frozenset[str] = field(default=frozenset())
    locked: frozenset[tuple[str, str]] = field(default=frozenset())  # of a refused update: each code and its field
    confirmable: bool = False


def states_of(record_type: str) -> tuple[str, ...]:
    """Every state of the type, in the document's order."""
    if record_type in FAMILY:
        return ("DRAFT", "READY_TO_PUBLISH", "IN_PROGRESS", "PUBLISHED", "CANCELLED")
    return TABLES[record_type].states
