"""10. Event: status by hand, no status reason; its publish status can be set from any to any."""

from __future__ import annotations

from golive.lifecycles.common import event_rows
from golive.lifecycles.table import FieldLock, Lifecycle, Move, Row
from golive.lifecycles.words import Action, Arrow, GuardCode, LiveService, PublishStatus, RecordType, Status, Target

STATES = tuple(PublishStatus)

ACTIONS: dict[Move, Row] = {
    Action.GO_LIVE: {state: PublishStatus.PUBLISHED for state in PublishStatus if state is not PublishStatus.PUBLISHED},
    Action.STOP: {PublishStatus.PUBLISHED: PublishStatus.DRAFT},
    Action.SET_PUBLISH_STATUS: dict.fromkeys(PublishStatus, Arrow(Target.GIVEN)),
    Action.DEACTIVATE: {Status.ACTIVE: Status.INACTIVE},
    Action.ACTIVATE: {Status.INACTIVE: Status.ACTIVE},
    **event_rows(),
}

GUARDS = {Action.DELETE: (GuardCode.DELETE_LIVE, GuardCode.IN_USE)}
"""Stopping, deactivating and publishing only warn within the event family."""


def event_lifecycle(type_: RecordType) -> Lifecycle:
    """The lifecycle that events, sessions and tracks share."""
    return Lifecycle(
        type=type_,
        service=LiveService.PORTALS,
        states=STATES,
        table=ACTIONS,
        locks=(FieldLock(("name",), editable=STATES),),
        editable=STATES,
        guards=GUARDS,
        checks=("NAME", "EVENT", "REFERENCES"),
        has_versions=False,
    )


EVENT = event_lifecycle(RecordType.EVENT)
