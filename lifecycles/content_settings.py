"""5. Content settings: as the e-mail's table; nothing becomes permanent; the workspace's default is protected."""

from __future__ import annotations

from golive.lifecycles.common import IN_USE_GUARDS, shared_rows
from golive.lifecycles.marketing_email import ACTIONS, STATES
from golive.lifecycles.table import Lifecycle
from golive.lifecycles.words import Action, GuardCode, LiveService, RecordType

CONTENT_SETTINGS = Lifecycle(
    type=RecordType.CONTENT_SETTINGS,
    service=LiveService.MARKETING,
    states=STATES,
    table={**ACTIONS, **shared_rows(STATES)},
    locks=(),
    guards={
        Action.STOP: (GuardCode.IS_DEFAULT, *IN_USE_GUARDS[Action.STOP]),
        Action.DEACTIVATE: (GuardCode.IS_DEFAULT, *IN_USE_GUARDS[Action.DEACTIVATE]),
        Action.DELETE: (GuardCode.DELETE_LIVE, GuardCode.IS_DEFAULT, GuardCode.IN_USE),
    },
    checks=("NAME", "CONTENT_SETTINGS", "REFERENCES"),
)
