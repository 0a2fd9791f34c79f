"""8. Marketing page: status by hand."""

from __future__ import annotations

from golive.lifecycles.common import (
    DRAFT,
    ERROR,
    EXPIRED,
    GOING_LIVE,
    IN_USE_GUARDS,
    LIVE,
    LIVE_EDITABLE,
    STOPPED,
    STOPPED_OR_DRAFT,
    STOPPING,
    shared_rows,
)
from golive.lifecycles.table import Lifecycle
from golive.lifecycles.words import Action, GuardCode, LiveService, RecordType

STATES = (DRAFT, GOING_LIVE, LIVE, LIVE_EDITABLE, STOPPING, STOPPED, ERROR, EXPIRED)

MARKETING_PAGE = Lifecycle(
    type=RecordType.MARKETING_PAGE,
    service=LiveService.PORTALS,
    states=STATES,
    table={
        Action.GO_LIVE: dict.fromkeys((DRAFT, STOPPED, ERROR), GOING_LIVE >> LIVE | ERROR),
        Action.STOP: {LIVE: STOPPING >> STOPPED, LIVE_EDITABLE: STOPPING >> STOPPED},
        Action.EDIT: {LIVE: LIVE_EDITABLE},
        Action.SAVE: {LIVE_EDITABLE: GOING_LIVE >> LIVE | LIVE_EDITABLE},
        Action.DISCARD: {LIVE_EDITABLE: LIVE},
        Action.DEACTIVATE: {
            DRAFT: EXPIRED,
            LIVE: GuardCode.STOP_FIRST,
            LIVE_EDITABLE: GuardCode.STOP_FIRST,
            STOPPED: EXPIRED,
            ERROR: EXPIRED,
        },
        Action.ACTIVATE: {EXPIRED: STOPPED_OR_DRAFT},
        Action.REVERT: {ERROR: STOPPED_OR_DRAFT},
        **shared_rows(STATES, template=True),
    },
    locks=(),
    guards=IN_USE_GUARDS,
    checks=("NAME", "PAGE", "REFERENCES"),
)
