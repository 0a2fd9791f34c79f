"""3. Audience journey: always active; what runs is a frozen version, edited in a working copy while paused."""

from __future__ import annotations

from golive.lifecycles.common import ACTIVE, DRAFT, GONE, PAUSED, SAME, shared_rows
from golive.lifecycles.table import FieldLock, Lifecycle, Timer
from golive.lifecycles.words import Action, GuardCode, LiveService, RecordType

STATES = (DRAFT, ACTIVE, PAUSED)

AUDIENCE_JOURNEY = Lifecycle(
    type=RecordType.AUDIENCE_JOURNEY,
    service=LiveService.MARKETING,
    states=STATES,
    table={
        **shared_rows(STATES, restore_to=GuardCode.PAUSE_FIRST, restore_in=(DRAFT, PAUSED), template=True),
        Action.GO_LIVE: {DRAFT: ACTIVE, PAUSED: ACTIVE},
        Action.PAUSE: {ACTIVE: PAUSED},
        Action.RESUME: {PAUSED: ACTIVE},
        Action.EDIT: {ACTIVE: GuardCode.PAUSE_FIRST, PAUSED: SAME},
        Action.DISCARD: {PAUSED: SAME},
        Action.RUN_NOW: {ACTIVE: SAME},
        Action.FULL_RUN: {ACTIVE: SAME},
        Action.DELETE: {DRAFT: GONE, ACTIVE: GuardCode.DELETE_LIVE, PAUSED: GONE},
        Action.ACTIVATE: GuardCode.STATUS_SYSTEM_MANAGED,
        Action.DEACTIVATE: GuardCode.STATUS_SYSTEM_MANAGED,
    },
    locks=(
        FieldLock(("name",), editable=(DRAFT, ACTIVE, PAUSED)),
        FieldLock(("entryRules", "exitRules"), editable=(DRAFT,), refusal=GuardCode.RULES_LOCKED),
    ),
    editable=(DRAFT,),
    copy_editable=(PAUSED,),
    working_copy={
        PAUSED: {Action.GO_LIVE: True, Action.DISCARD: True, Action.RESTORE_VERSION: True, Action.EDIT: False},
    },
    timers=(Timer("resumeAt", Action.RESUME),),
    guards={
        Action.DELETE: (GuardCode.IN_USE, GuardCode.PEOPLE_INSIDE),
        Action.RUN_NOW: (GuardCode.RUN_IN_PROGRESS,),
        Action.FULL_RUN: (GuardCode.RUN_IN_PROGRESS,),
    },
    checks=("NAME", "JOURNEY", "REFERENCES"),
)
