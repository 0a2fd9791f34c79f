"""2. Real-time journey: always active; every version of it has a reason of its own."""

from __future__ import annotations

from golive.lifecycles.common import (
    COMPLETED,
    COMPLETING,
    DRAFT,
    IN_USE_GUARDS,
    LIVE,
    LIVE_EDITING,
    PAUSED,
    PUBLISHING,
    STOPPED,
    STOPPING,
    shared_rows,
)
from golive.lifecycles.table import Lifecycle, Timer
from golive.lifecycles.words import Action, Arrow, GuardCode, Happening, LiveService, RecordType

STATES = (DRAFT, PUBLISHING, LIVE, LIVE_EDITING, PAUSED, COMPLETING, COMPLETED, STOPPING, STOPPED)

REAL_TIME_JOURNEY = Lifecycle(
    type=RecordType.REAL_TIME_JOURNEY,
    service=LiveService.MARKETING,
    states=STATES,
    table={
        Action.GO_LIVE: {DRAFT: PUBLISHING >> LIVE | DRAFT, LIVE_EDITING: PUBLISHING >> LIVE | LIVE_EDITING},
        Action.EDIT: {LIVE: LIVE_EDITING},
        Action.DISCARD: {LIVE_EDITING: LIVE},
        Action.PAUSE: {LIVE: PAUSED},
        Action.RESUME: {PAUSED: Arrow(LIVE, ended=COMPLETING >> COMPLETED)},
        Action.STOP: {LIVE: STOPPING >> STOPPED, LIVE_EDITING: STOPPING >> DRAFT, PAUSED: STOPPING >> STOPPED},
        Action.ACTIVATE: GuardCode.STATUS_SYSTEM_MANAGED,
        Action.DEACTIVATE: GuardCode.STATUS_SYSTEM_MANAGED,
        Happening.END_DATE: {LIVE: COMPLETING >> COMPLETED, LIVE_EDITING: DRAFT},
        Happening.EXHAUSTED: {LIVE: COMPLETING >> COMPLETED, LIVE_EDITING: DRAFT},
        Happening.PAUSE_LIMIT: {PAUSED: STOPPING >> STOPPED},
        **shared_rows(STATES, final=(COMPLETED, STOPPED), restore_to=LIVE_EDITING, restore_in=(DRAFT, LIVE_EDITING), template=True),
    },
    # The columns are the states of an older version, for which the record's reason stays as it is.
    versions={
        Action.STOP: {COMPLETING: STOPPING >> STOPPED},
        Happening.SUPERSEDED: {LIVE: COMPLETING >> COMPLETED},
        Happening.END_DATE: {LIVE: COMPLETING >> COMPLETED},
        Happening.EXHAUSTED: {LIVE: COMPLETING >> COMPLETED},
    },
    locks=(),
    editable=(DRAFT, LIVE_EDITING),
    timers=(
        Timer("endsAt", Happening.END_DATE),
        Timer("resumeAt", Action.RESUME),
        Timer("pauseLimit", Happening.PAUSE_LIMIT),
    ),
    guards={
        Action.DELETE: IN_USE_GUARDS[Action.DELETE],
        Action.EDIT: (GuardCode.EDIT_NOT_ALLOWED_ONE_TIME,),
        Action.RESTORE_VERSION: (GuardCode.EDIT_NOT_ALLOWED_ONE_TIME,),
    },
    checks=("NAME", "JOURNEY", "REFERENCES"),
)
