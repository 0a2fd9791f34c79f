"""9. Marketing form: status by hand; the push happens within the call."""

from __future__ import annotations

from golive.lifecycles.common import (
    DRAFT,
    ERROR,
    EXPIRED,
    IN_USE_GUARDS,
    LIVE,
    LIVE_EDITABLE,
    STOPPED,
    STOPPED_OR_DRAFT,
    shared_rows,
)
from golive.lifecycles.table import Lifecycle
from golive.lifecycles.words import Action, GuardCode, LiveService, RecordType

STATES = (DRAFT, LIVE, LIVE_EDITABLE, STOPPED, ERROR, EXPIRED)

MARKETING_FORM = Lifecycle(
    type=RecordType.MARKETING_FORM,
    service=LiveService.PORTALS,
    states=STATES,
    table={
        Action.GO_LIVE: dict.fromkeys((DRAFT, STOPPED, ERROR), LIVE | ERROR),
        Action.STOP: {LIVE: STOPPED, LIVE_EDITABLE: STOPPED},
        Action.EDIT: {LIVE: LIVE_EDITABLE},
        Action.SAVE: {LIVE_EDITABLE: LIVE | LIVE_EDITABLE},
        Action.DISCARD: {LIVE_EDITABLE: LIVE},
        Action.DEACTIVATE: {DRAFT: EXPIRED, LIVE: GuardCode.STOP_FIRST, LIVE_EDITABLE: GuardCode.STOP_FIRST, STOPPED: EXPIRED},
        Action.ACTIVATE: {EXPIRED: STOPPED_OR_DRAFT},
        Action.REVERT: {ERROR: STOPPED_OR_DRAFT},
        **shared_rows(STATES, template=True),
    },
    locks=(),
    guards=IN_USE_GUARDS,
    checks=("NAME", "FORM", "REFERENCES"),
)
