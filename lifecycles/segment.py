"""7. Segment: never inactive."""

from __future__ import annotations

from golive.lifecycles.common import DRAFT, IN_USE_GUARDS, LIVE, LIVE_EDITABLE, STOPPED, shared_rows
from golive.lifecycles.table import FieldLock, Lifecycle
from golive.lifecycles.words import Action, GuardCode, LiveService, RecordType

STATES = (DRAFT, LIVE, LIVE_EDITABLE, STOPPED)

SEGMENT = Lifecycle(
    type=RecordType.SEGMENT,
    service=LiveService.CUSTOMER_INSIGHTS,
    states=STATES,
    table={
        Action.GO_LIVE: {DRAFT: LIVE, STOPPED: LIVE},
        Action.STOP: {LIVE: STOPPED, LIVE_EDITABLE: STOPPED},
        Action.EDIT: {LIVE: LIVE_EDITABLE},
        Action.SAVE: {LIVE_EDITABLE: LIVE},
        Action.DISCARD: {LIVE_EDITABLE: LIVE},
        Action.ACTIVATE: GuardCode.NEVER_INACTIVE,
        Action.DEACTIVATE: GuardCode.NEVER_INACTIVE,
        **shared_rows(STATES),
    },
    locks=(
        FieldLock(("segmentType", "name", "segmentId", "ownerId", "description"), editable=(DRAFT,), permanent=True),
        FieldLock(("dynamicQuery", "filter", "staticMembers"), editable=(DRAFT, STOPPED, LIVE_EDITABLE)),
    ),
    guards=IN_USE_GUARDS,
    checks=("NAME", "SEGMENT", "REFERENCES"),
)
