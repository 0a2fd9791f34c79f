"""6. Lead-scoring model: status by hand; stopped to be edited."""

from __future__ import annotations

from golive.lifecycles.common import DRAFT, ERROR, EXPIRED, GOING_LIVE, IN_USE_GUARDS, LIVE, STOPPING, shared_rows
from golive.lifecycles.table import Lifecycle
from golive.lifecycles.words import Action, GuardCode, LiveService, RecordType

STATES = (DRAFT, GOING_LIVE, LIVE, STOPPING, ERROR, EXPIRED)

LEAD_SCORING_MODEL = Lifecycle(
    type=RecordType.LEAD_SCORING_MODEL,
    service=LiveService.CUSTOMER_INSIGHTS,
    states=STATES,
    table={
        Action.GO_LIVE: dict.fromkeys((DRAFT, ERROR), GOING_LIVE >> LIVE | ERROR),
        Action.STOP: {LIVE: STOPPING >> DRAFT},
        Action.EDIT: {LIVE: GuardCode.STOP_FIRST},
        Action.DEACTIVATE: {DRAFT: EXPIRED, LIVE: GuardCode.STOP_FIRST, ERROR: EXPIRED},
        Action.ACTIVATE: {EXPIRED: DRAFT},
        Action.REVERT: {ERROR: DRAFT},
        **shared_rows(STATES, restore_to=GuardCode.STOP_FIRST),
    },
    locks=(),
    editable=(DRAFT, ERROR),
    guards={Action.DELETE: IN_USE_GUARDS[Action.DELETE]},
    checks=("NAME", "LEAD_SCORING", "REFERENCES"),
)
