"""The API's enums, each value described."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from golive.lifecycles.words import Action, GuardCode, LiveService, PublishStatus, RecordType, Role, Status, StatusReason
from golive.models.change import ChangeCause, ChangeKind
from golive.models.checks.finding import Severity
from golive.models.conditions import AttributeType, NodeKind
from golive.models.keeping import BulkItemStatus, BulkStatus
from golive.models.ordering import OrderDirection, RecordOrderField
from golive.models.records.events import TrackAudience
from golive.models.records.insights import SegmentType
from golive.models.records.journeys import EmailBinding, PauseClock
from golive.models.records.messages import EmailContentType, LegalDesignation
from golive.models.records.portals import FormElement, PageType


@strawberry.enum(description="What the error check says of a record.")
class CheckResult(Enum):
    VALID = strawberry.enum_value("VALID", description="Nothing was found.")
    WARNING = strawberry.enum_value("WARNING", description="Only warnings, which block nothing.")
    ERROR = strawberry.enum_value("ERROR", description="Errors, which keep the record from going live.")


def _described(enum: type[Enum], description: str, values: Mapping[str, str], name: str | None = None) -> None:
    """Make `enum` a GraphQL enum; each of its values must have a description."""
    definition: Any = strawberry.enum(enum, description=description, name=name)
    for value in definition.__strawberry_definition__.values:
        value.description = values[value.name]


_described(RecordType, "The twelve types of records.", {
    "CUSTOMER_JOURNEY": "An outbound customer journey.",
    "REAL_TIME_JOURNEY": "A real-time journey, whose versions live one by one.",
    "AUDIENCE_JOURNEY": "A journey over an audience, run on a schedule.",
    "MARKETING_EMAIL": "An e-mail that journeys send.",
    "CONTENT_SETTINGS": "Postal address and subscription center of mails.",
    "LEAD_SCORING_MODEL": "Gives leads points and grades.",
    "SEGMENT": "A group of contacts.",
    "MARKETING_PAGE": "A public page.",
    "MARKETING_FORM": "A form on pages and websites.",
    "EVENT": "An event.",
    "EVENT_SESSION": "A session of an event.",
    "EVENT_TRACK": "A track that gathers sessions.",
})  # fmt: skip
_described(Status, "Whether a record is in use at all.", {"ACTIVE": "In use.", "INACTIVE": "Expired or taken out of use."})
_described(StatusReason, "Where in its life a record is.", {
    "DRAFT": "Being written; never ran, or runs no more and can be written anew.",
    "GOING_LIVE": "Being checked, prepared and pushed to the live service.",
    "PUBLISHING": "The same, for real-time journeys.",
    "LIVE": "Running.",
    "LIVE_EDITABLE": "Running, with a working copy open for editing.",
    "LIVE_EDITING": "Running, with a new version open for editing.",
    "ACTIVE": "Running, for audience journeys.",
    "PAUSED": "Held: nobody enters and nobody moves on.",
    "COMPLETING": "Nobody enters any more, those inside go on to the end.",
    "COMPLETED": "Over, with everybody at the end.",
    "STOPPING": "Being stopped.",
    "STOPPED": "Stopped.",
    "ERROR": "Going live failed for good: try again or revert.",
    "EXPIRED": "Out of use.",
})  # fmt: skip
_described(PublishStatus, "How far the publishing of an event, session or track is.", {
    "DRAFT": "Not published.",
    "READY_TO_PUBLISH": "Not published; ready, for information.",
    "IN_PROGRESS": "Not published; in work, for information.",
    "PUBLISHED": "On the website, if active.",
    "CANCELLED": "Not published; cancelled, for information.",
})  # fmt: skip
_described(Action, "What can be asked of a record.", {
    "GO_LIVE": "Check, prepare and push to the live service.",
    "STOP": "End the live process.",
    "EDIT": "Open a working copy while the live version goes on.",
    "SAVE": "Check the working copy and push it.",
    "DISCARD": "Drop the working copy.",
    "ACTIVATE": "Set the status to active.",
    "DEACTIVATE": "Set the status to inactive.",
    "PAUSE": "Hold everybody where they are.",
    "RESUME": "Go on after a pause.",
    "REVERT": "Leave Error for the state that the attempt started from.",
    "COPY": "Make a new record with the working copy's content.",
    "SAVE_AS_TEMPLATE": "Keep the working copy's content as a template.",
    "DELETE": "Delete for good, with versions.",
    "RUN_NOW": "Evaluate entry and advance what is due.",
    "FULL_RUN": "Re-evaluate everybody and advance until nothing is due.",
    "SET_PUBLISH_STATUS": "Set the publish status.",
    "RESTORE_VERSION": "Make an old version's content the working copy.",
    "SCHEDULE": "Have an action done later.",
    "UNSCHEDULE": "Take a scheduled action back.",
})  # fmt: skip
_described(GuardCode, "Why an action or an edit is refused.", {
    "ACTION_NOT_ALLOWED": "Not in this state, or not by this role.",
    "TRANSITION_IN_PROGRESS": "The system is at work on the record: wait.",
    "EXPIRED": "The record has expired.",
    "CHECK_FAILED": "The error check found errors.",
    "INVALID_INPUT": "An argument or a field can't be stored.",
    "FIELD_LOCKED": "A field can't be edited in this state.",
    "FIELD_PERMANENT": "A field can't be edited any more.",
    "RULES_LOCKED": "Entry and exit rules can't be edited while a version runs.",
    "REVISION_CONFLICT": "Somebody else changed the record in the meantime.",
    "DEPENDENCY_NOT_LIVE": "What the record uses isn't live.",
    "IN_USE_BY_LIVE_RECORD": "A live record uses it; confirmable.",
    "IN_USE": "A record uses it.",
    "DELETE_LIVE": "It is live and can't be deleted.",
    "STATUS_SYSTEM_MANAGED": "The system alone sets this type's status.",
    "NEVER_INACTIVE": "Segments are never inactive.",
    "STOP_FIRST": "It must be stopped first.",
    "PAUSE_FIRST": "It must be paused first.",
    "EDIT_NOT_ALLOWED_ONE_TIME": "A one-time journey that has started can't be edited.",
    "PEOPLE_INSIDE": "Contacts are inside; confirmable.",
    "RUN_IN_PROGRESS": "A run is under way.",
    "IS_DEFAULT": "It is the workspace's default.",
    "NOT_SCHEDULED": "Nothing of the kind is scheduled.",
    "LIMIT_REACHED": "A limit is reached.",
})  # fmt: skip
_described(LiveService, "Which service does the work while a record is live.", {
    "MARKETING": "Marketing services: journeys, e-mails, content settings.",
    "CUSTOMER_INSIGHTS": "Customer-insights services: segments, lead scoring.",
    "PORTALS": "Portals: pages, forms, events.",
})  # fmt: skip
_described(Role, "What a caller may do; each role includes the one before it.", {
    "VIEWER": "Reads and subscribes, but sees no contact's address or attributes.",
    "EDITOR": "Also creates, updates, copies, edits, discards, restores, deletes what was never live, writes contacts and events.",
    "PUBLISHER": "Also takes every other action, bulk and schedules.",
    "ADMIN": "Also tokens, settings, erasure.",
})  # fmt: skip
_described(ChangeKind, "What sort of change it was.", {
    "CREATED": "The record was created.",
    "STATE": "Its state changed.",
    "VERSION": "An older version, or the working copy, changed and the record's state did not.",
    "DELETED": "It was deleted.",
    "REFUSED": "A scheduled action was refused.",
    "UPDATED": "Its fields changed.",
})  # fmt: skip
_described(ChangeCause, "Who or what brought a change about.", {
    "USER": "A user.",
    "SYSTEM": "The system, going on with what was begun.",
    "SCHEDULE": "A scheduled action.",
    "TIMER": "A date that passed.",
})  # fmt: skip
_described(Severity, "How grave a finding is.", {"ERROR": "It blocks.", "WARNING": "It doesn't block."})
_described(AttributeType, "What an attribute of contacts holds.", {
    "STRING": "A text.",
    "INTEGER": "A whole number.",
    "DECIMAL": "A decimal number.",
    "BOOLEAN": "True or false.",
    "DATE_TIME": "A moment.",
})  # fmt: skip
_described(NodeKind, "What a node of a parsed condition is.", {
    "LITERAL": "A value.",
    "VARIABLE": "A variable, such as contact.",
    "FIELD": "A field of something, such as contact.email.",
    "INDEX": "A field by its text, such as contact[\"zip code\"].",
    "FUNCTION": "A call of a function.",
    "METHOD": "A call of a function on something.",
    "OPERATOR": "An operator.",
    "LIST": "A list.",
})  # fmt: skip
_described(BulkStatus, "How far a bulk operation is.", {
    "RUNNING": "At work.",
    "FINISHED": "Every item has its result.",
    "CANCELLED": "Stopped before the last item.",
})  # fmt: skip
_described(BulkItemStatus, "What became of one record of a bulk operation.", {
    "WAITING": "Not yet begun.",
    "STARTED": "Begun; its work is under way.",
    "DONE": "Done.",
    "REFUSED": "Refused, with a code.",
    "FAILED": "Its work failed.",
    "SKIPPED": "Not tried, with the reason.",
    "CANCELLED": "Not tried as the operation was cancelled.",
})  # fmt: skip
_described(OrderDirection, "From the least to the greatest, or the other way.", {"ASC": "Ascending.", "DESC": "Descending."})
_described(RecordOrderField, "What records are sorted by.", {
    "NAME": "The name, in any case.",
    "CREATED_AT": "When they were created.",
    "UPDATED_AT": "When they last changed.",
    "LIVE_SINCE": "Since when they are live; those that aren't come last.",
})  # fmt: skip
_described(TrackAudience, "Whom a track is for.", {"EXTERNAL": "Visitors.", "INTERNAL": "Staff; never published."})
_described(SegmentType, "How a segment's members are found.", {
    "DYNAMIC": "By a condition over contacts and what they did.",
    "STATIC": "They are listed.",
    "COMPOUND": "By a condition over other segments.",
})  # fmt: skip
_described(EmailBinding, "Which version of an e-mail a live journey sends.", {
    "LATEST": "The one that is live when it is sent.",
    "PINNED": "The one that was live when the journey went live.",
})  # fmt: skip
_described(PauseClock, "What a pause does to the waits of the people inside.", {
    "FREEZE": "A wait goes on where it was.",
    "RUN": "A wait that ran out meanwhile is over on resume.",
    "DROP_OVERDUE": "People whose wait ran out meanwhile leave.",
})  # fmt: skip
_described(EmailContentType, "What a mail is for.", {
    "DEFAULT": "Any purpose.",
    "CONFIRMATION_REQUEST": "Asks for a confirmation, as in double opt-in.",
})  # fmt: skip
_described(LegalDesignation, "Whether a mail advertises.", {
    "COMMERCIAL": "It does: it needs consent, an unsubscribe link and a postal address.",
    "TRANSACTIONAL": "It doesn't.",
})  # fmt: skip
_described(PageType, "What a page or form is for.", {
    "LANDING": "Landing page.",
    "SUBSCRIPTION_CENTER": "Subscription center.",
    "FORWARD_TO_A_FRIEND": "Forward to a friend.",
})  # fmt: skip
_described(FormElement, "What stands on a form besides its fields and the submit button.", {
    "FORWARD": "The recipients of a forward to a friend.",
    "RESET": "A reset button.",
    "CAPTCHA": "A captcha.",
    "DO_NOT_BULK_EMAIL": "The choice to get no bulk e-mail.",
    "SUBSCRIPTION_LISTS": "The subscription lists.",
    "REMEMBER_ME": "The choice to be remembered.",
})  # fmt: skip
