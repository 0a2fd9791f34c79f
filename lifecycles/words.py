"""The vocabulary of lifecycles: record types, states, actions, happenings, refusal codes, roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RecordType(StrEnum):
    """The twelve types of records."""

    CUSTOMER_JOURNEY = "CUSTOMER_JOURNEY"
    REAL_TIME_JOURNEY = "REAL_TIME_JOURNEY"
    AUDIENCE_JOURNEY = "AUDIENCE_JOURNEY"
    MARKETING_EMAIL = "MARKETING_EMAIL"
    CONTENT_SETTINGS = "CONTENT_SETTINGS"
    LEAD_SCORING_MODEL = "LEAD_SCORING_MODEL"
    SEGMENT = "SEGMENT"
    MARKETING_PAGE = "MARKETING_PAGE"
    MARKETING_FORM = "MARKETING_FORM"
    EVENT = "EVENT"
    EVENT_SESSION = "EVENT_SESSION"
    EVENT_TRACK = "EVENT_TRACK"

    @property
    def prefix(self) -> str:
        """What the type's public ids start with."""
        return self.value.lower()

    @property
    def words(self) -> str:
        """How a sentence names a record of this type."""
        return _TYPE_WORDS[self]

    @property
    def one(self) -> str:
        """How a sentence names some record of this type: with its article."""
        return f"{'an' if self.words[0] in 'aeiou' else 'a'} {self.words}"


_TYPE_WORDS = {
    type_: type_.prefix.replace("_", " ").replace("real time", "real-time").replace("lead scoring", "lead-scoring") for type_ in RecordType
}
EVENT_FAMILY = frozenset({RecordType.EVENT, RecordType.EVENT_SESSION, RecordType.EVENT_TRACK})


class Status(StrEnum):
    """Whether a record is in use at all."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class StatusReason(StrEnum):
    """Where in its life a record is."""

    DRAFT = "DRAFT"
    GOING_LIVE = "GOING_LIVE"
    PUBLISHING = "PUBLISHING"
    LIVE = "LIVE"
    LIVE_EDITABLE = "LIVE_EDITABLE"
    LIVE_EDITING = "LIVE_EDITING"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    COMPLETING = "COMPLETING"
    COMPLETED = "COMPLETED"
    STOPPING = "STOPPING"
    STOPPED = "STOPPED"
    ERROR = "ERROR"
    EXPIRED = "EXPIRED"

    def __rshift__(self, then: StatusReason) -> Arrow:
        return Arrow(self, then)

    def __or__(self, failed: StatusReason) -> Arrow:
        return Arrow(self, failed=failed)

    @property
    def words(self) -> str:
        """How a sentence names the state."""
        return _STATE_WORDS.get(self.value, self.value.replace("_", " ").capitalize())


_STATE_WORDS = {"LIVE_EDITABLE": "Live, editable", "LIVE_EDITING": "Live, editing"}


class PublishStatus(StrEnum):
    """How far the publishing of an event, session or track is."""

    DRAFT = "DRAFT"
    READY_TO_PUBLISH = "READY_TO_PUBLISH"
    IN_PROGRESS = "IN_PROGRESS"
    PUBLISHED = "PUBLISHED"
    CANCELLED = "CANCELLED"

    @property
    def words(self) -> str:
        """How a sentence names the publish status."""
        return self.value.replace("_", " ").capitalize()


class Action(StrEnum):
    """What a user can ask of a record."""

    GO_LIVE = "GO_LIVE"
    STOP = "STOP"
    EDIT = "EDIT"
    SAVE = "SAVE"
    DISCARD = "DISCARD"
    ACTIVATE = "ACTIVATE"
    DEACTIVATE = "DEACTIVATE"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    REVERT = "REVERT"
    COPY = "COPY"
    SAVE_AS_TEMPLATE = "SAVE_AS_TEMPLATE"
    DELETE = "DELETE"
    RUN_NOW = "RUN_NOW"
    FULL_RUN = "FULL_RUN"
    SET_PUBLISH_STATUS = "SET_PUBLISH_STATUS"
    RESTORE_VERSION = "RESTORE_VERSION"
    SCHEDULE = "SCHEDULE"
    UNSCHEDULE = "UNSCHEDULE"

    @property
    def words(self) -> str:
        """The verb in a sentence."""
        return {"RUN_NOW": "run now", "FULL_RUN": "run in full"}.get(self.value, self.value.replace("_", " ").lower())


class Happening(StrEnum):
    """What befalls a record without anybody asking for it by name."""

    DONE = "DONE"
    """The work behind a transitional state is done: on to the arrow's `then`."""
    FAILED = "FAILED"
    """It failed for good: to the arrow's `failed`."""
    SUPERSEDED = "SUPERSEDED"
    """A newer version went live."""
    END_DATE = "END_DATE"
    EXHAUSTED = "EXHAUSTED"
    """Nobody else is to enter: the last recurrence is done, or every member of a one-time segment has entered."""
    PAUSE_LIMIT = "PAUSE_LIMIT"
    EXPIRY = "EXPIRY"


class GuardCode(StrEnum):
    """Why an action or an edit is refused."""

    ACTION_NOT_ALLOWED = "ACTION_NOT_ALLOWED"
    TRANSITION_IN_PROGRESS = "TRANSITION_IN_PROGRESS"
    EXPIRED = "EXPIRED"
    CHECK_FAILED = "CHECK_FAILED"
    INVALID_INPUT = "INVALID_INPUT"
    FIELD_LOCKED = "FIELD_LOCKED"
    FIELD_PERMANENT = "FIELD_PERMANENT"
    RULES_LOCKED = "RULES_LOCKED"
    REVISION_CONFLICT = "REVISION_CONFLICT"
    DEPENDENCY_NOT_LIVE = "DEPENDENCY_NOT_LIVE"
    IN_USE_BY_LIVE_RECORD = "IN_USE_BY_LIVE_RECORD"
    IN_USE = "IN_USE"
    DELETE_LIVE = "DELETE_LIVE"
    STATUS_SYSTEM_MANAGED = "STATUS_SYSTEM_MANAGED"
    NEVER_INACTIVE = "NEVER_INACTIVE"
    STOP_FIRST = "STOP_FIRST"
    PAUSE_FIRST = "PAUSE_FIRST"
    EDIT_NOT_ALLOWED_ONE_TIME = "EDIT_NOT_ALLOWED_ONE_TIME"
    PEOPLE_INSIDE = "PEOPLE_INSIDE"
    RUN_IN_PROGRESS = "RUN_IN_PROGRESS"
    IS_DEFAULT = "IS_DEFAULT"
    NOT_SCHEDULED = "NOT_SCHEDULED"
    LIMIT_REACHED = "LIMIT_REACHED"


class LiveService(StrEnum):
    """Which service does the work while a record is live."""

    MARKETING = "MARKETING"
    CUSTOMER_INSIGHTS = "CUSTOMER_INSIGHTS"
    PORTALS = "PORTALS"


class Role(StrEnum):
    """What a caller may do; each role may do what the one before it may."""

    VIEWER = "VIEWER"
    EDITOR = "EDITOR"
    PUBLISHER = "PUBLISHER"
    ADMIN = "ADMIN"

    def may(self, needed: Role) -> bool:
        """Whether this role includes `needed`."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class Target(StrEnum):
    """Where an arrow leads when that depends on the record's past."""

    STOPPED_OR_DRAFT = "STOPPED_OR_DRAFT"
    """Stopped if the record was ever live, else Draft."""
    GIVEN = "GIVEN"
    """The publish status that the caller gives."""
    SAME = "SAME"
    """The state stays as it is."""
    GONE = "GONE"
    """The record is deleted."""


State = StatusReason | PublishStatus | Status


@dataclass(frozen=True, slots=True)
class Arrow:
    """A cell that leads to a state; with `then`, the system goes on to that one when the work is done, or to `failed`.

    Written `GOING_LIVE >> LIVE | ERROR`. Without `then`, `failed` is where it leads when the push within the call fails.
    `ended` is the arrow taken instead when the end date has passed.
    """

    to: State | Target
    then: StatusReason | None = None
    ended: Arrow | None = None
    failed: StatusReason | None = None

    def __or__(self, failed: StatusReason) -> Arrow:
        return Arrow(self.to, self.then, self.ended, failed)


TRANSITIONAL = frozenset({StatusReason.GOING_LIVE, StatusReason.PUBLISHING, StatusReason.STOPPING, StatusReason.COMPLETING})
"""States in which the system is at work and users wait."""

EDITOR_ACTIONS = frozenset({Action.COPY, Action.EDIT, Action.DISCARD, Action.RESTORE_VERSION})
"""What an EDITOR may do besides creating and updating; deleting too, of what was never live."""


def role_for(action: Action, ever_live: bool) -> Role:
    """The role that `action` needs on a record that was, or never was, live."""
    if action in EDITOR_ACTIONS or (action is Action.DELETE and not ever_live):
        return Role.EDITOR
    return Role.PUBLISHER
