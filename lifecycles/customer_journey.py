"""1. Customer journey: status and reason both system-managed."""

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
from golive.lifecycles.table import FieldLock, Lifecycle, Timer
from golive.lifecycles.words import Action, GuardCode, Happening, LiveService, RecordType

STATES = (DRAFT, GOING_LIVE, LIVE, LIVE_EDITABLE, STOPPING, STOPPED, ERROR, EXPIRED)

CUSTOMER_JOURNEY = Lifecycle(
    type=RecordType.CUSTOMER_JOURNEY,
    service=LiveService.MARKETING,
    states=STATES,
    table={
        Action.GO_LIVE: dict.fromkeys((DRAFT, STOPPED, ERROR), GOING_LIVE >> LIVE | ERROR),
        Action.STOP: {LIVE: STOPPING >> STOPPED, LIVE_EDITABLE: STOPPING >> STOPPED},
        Action.EDIT: {LIVE: LIVE_EDITABLE},
        Action.SAVE: {LIVE_EDITABLE: GOING_LIVE >> LIVE | LIVE_EDITABLE},
        Action.DISCARD: {LIVE_EDITABLE: LIVE},
        Action.REVERT: {ERROR: STOPPED_OR_DRAFT},
        Action.ACTIVATE: GuardCode.STATUS_SYSTEM_MANAGED,
        Action.DEACTIVATE: GuardCode.STATUS_SYSTEM_MANAGED,
        Happening.END_DATE: {LIVE: STOPPING >> STOPPED, LIVE_EDITABLE: STOPPING >> STOPPED},
        Happening.EXHAUSTED: {LIVE: STOPPING >> STOPPED, LIVE_EDITABLE: STOPPING >> STOPPED},
        Happening.EXPIRY: {STOPPED: EXPIRED},
        **shared_rows(STATES, final=(EXPIRED,), template=True),
    },
    locks=(
        FieldLock(("name", "endsAt", "recurrenceCount", "templateId"), editable=(DRAFT, LIVE_EDITABLE, STOPPED)),
        FieldLock(("startsAt",), editable=(DRAFT, LIVE_EDITABLE, STOPPED), permanent_once_started=True),
        FieldLock(("recurrenceInterval",), editable=(DRAFT, LIVE_EDITABLE, STOPPED)),
        FieldLock(("entry", "steps"), editable=(DRAFT, LIVE_EDITABLE, STOPPED)),
        FieldLock(
            ("isRecurring", "contentSettingsId", "suppressionSegmentId", "timeZone", "pipeline"),
            editable=(DRAFT,),
            permanent=True,
        ),
    ),
    timers=(Timer("endsAt", Happening.END_DATE), Timer("expiresAt", Happening.EXPIRY)),
    guards={Action.DELETE: IN_USE_GUARDS[Action.DELETE]},
    checks=("NAME", "JOURNEY", "REFERENCES"),
)
