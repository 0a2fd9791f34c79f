"""4. Marketing email: status by hand."""

from __future__ import annotations

from golive.lifecycles.common import DRAFT, EXPIRED, IN_USE_GUARDS, LIVE, LIVE_EDITABLE, STOPPED, STOPPED_OR_DRAFT, shared_rows
from golive.lifecycles.table import FieldLock, Lifecycle, Move, Row
from golive.lifecycles.words import Action, LiveService, RecordType

STATES = (DRAFT, LIVE, LIVE_EDITABLE, STOPPED, EXPIRED)

ACTIONS: dict[Move, Row] = {
    Action.GO_LIVE: {DRAFT: LIVE, STOPPED: LIVE},
    Action.STOP: {LIVE: STOPPED, LIVE_EDITABLE: STOPPED},
    Action.EDIT: {LIVE: LIVE_EDITABLE},
    Action.SAVE: {LIVE_EDITABLE: LIVE},
    Action.DISCARD: {LIVE_EDITABLE: LIVE},
    Action.DEACTIVATE: {DRAFT: EXPIRED, LIVE: EXPIRED, LIVE_EDITABLE: EXPIRED, STOPPED: EXPIRED},
    Action.ACTIVATE: {EXPIRED: STOPPED_OR_DRAFT},
}

MARKETING_EMAIL = Lifecycle(
    type=RecordType.MARKETING_EMAIL,
    service=LiveService.MARKETING,
    states=STATES,
    table={**ACTIONS, **shared_rows(STATES, template=True)},
    locks=(
        FieldLock(("legalDesignation", "contentType"), editable=(DRAFT,), permanent=True),
        FieldLock(
            (
                "name",
                "subject",
                "design",
                "fromUser",
                "fromName",
                "fromAddress",
                "to",
                "replyTo",
                "templateId",
                "generatePlainText",
                "plainTextContent",
            ),
            editable=(DRAFT, LIVE_EDITABLE, STOPPED),
        ),
    ),
    guards=IN_USE_GUARDS,
    checks=("NAME", "EMAIL", "REFERENCES"),
)
