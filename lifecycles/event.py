"""10. Event: status by hand, no status reason; its publish status can be set from any to any."""

from __future__ import annotations

from golive.lifecycles.common import event_rows
from golive.lifecycles.table import Lifecycle, Move, Row
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

GUARDS = {
    Action.STOP: (GuardCode.IN_USE_BY_LIVE_RECORD,),
    Action.DEACTIVATE: (GuardCode.IN_USE_BY_LIVE_RECORD,),
    Action.SET_PUBLISH_STATUS: (GuardCode.IN_USE_BY_LIVE_RECORD,),
    Action.DELETE: (GuardCode.DELETE_LIVE, GuardCode.IN_USE),
}
"""Users within the event family don't count for the first three: they only warn."""


def event_lifecycle(type_: RecordType) -> Lifecycle:
    """The lifecycle that events, sessions and tracks share."""
    return Lifecycle(
        type=type_,
        service=LiveService.PORTALS,
        states=STATES,
        table=ACTIONS,
        locks=(),
        editable=STATES,
        guards=GUARDS,
        checks=("NAME", "EVENT", "REFERENCES"),
    )


EVENT = event_lifecycle(RecordType.EVENT)
