"""2. Real-time journey: always active; every version of it has a reason of its own."""

from __future__ import annotations

from golive.lifecycles.common import (
    CAME_FROM,
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
        Action.GO_LIVE: {DRAFT: PUBLISHING >> LIVE, LIVE_EDITING: PUBLISHING >> LIVE},
        Action.EDIT: {LIVE: LIVE_EDITING},
        Action.DISCARD: {LIVE_EDITING: LIVE},
        Action.PAUSE: {LIVE: PAUSED},
        Action.RESUME: {PAUSED: Arrow(LIVE, ended=COMPLETING >> COMPLETED)},
        Action.STOP: {LIVE: STOPPING >> STOPPED, LIVE_EDITING: STOPPING >> DRAFT, PAUSED: STOPPING >> STOPPED},
        Action.ACTIVATE: GuardCode.STATUS_SYSTEM_MANAGED,
        Action.DEACTIVATE: GuardCode.STATUS_SYSTEM_MANAGED,
        Happening.WENT_LIVE: {PUBLISHING: LIVE},
        Happening.FAILED: {PUBLISHING: CAME_FROM},
        Happening.END_DATE: {LIVE: COMPLETING >> COMPLETED, LIVE_EDITING: DRAFT},
        Happening.PAUSE_LIMIT: {PAUSED: STOPPING >> STOPPED},
        Happening.EMPTIED: {COMPLETING: COMPLETED, STOPPING: STOPPED},
        **shared_rows(STATES, final=(COMPLETED, STOPPED), restore_to=LIVE_EDITING, restore_in=(DRAFT, LIVE_EDITING), template=True),
    },
    # The states of a version that isn't the newest: the record's reason stays as it is.
    versions={
        Action.STOP: {COMPLETING: STOPPING >> STOPPED},
        Happening.END_DATE: {LIVE: COMPLETING >> COMPLETED},
        Happening.EMPTIED: {COMPLETING: COMPLETED, STOPPING: STOPPED},
    },
    locks=(),
    editable=(DRAFT, LIVE_EDITING),
    timers=(
        Timer("endsAt", Happening.END_DATE),
        Timer("resumeAt", Action.RESUME),
        Timer("pauseLimit", Happening.PAUSE_LIMIT),
    ),
    guards={
        **IN_USE_GUARDS,
        Action.EDIT: (GuardCode.EDIT_NOT_ALLOWED_ONE_TIME,),
        Action.RESTORE_VERSION: (GuardCode.EDIT_NOT_ALLOWED_ONE_TIME,),
    },
    checks=("NAME", "JOURNEY", "REFERENCES"),
    saves_as_template=True,
)
