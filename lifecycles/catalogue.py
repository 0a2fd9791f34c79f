"""Every record type's lifecycle, by type."""

from __future__ import annotations

from golive.lifecycles.audience_journey import AUDIENCE_JOURNEY
from golive.lifecycles.content_settings import CONTENT_SETTINGS
from golive.lifecycles.customer_journey import CUSTOMER_JOURNEY
from golive.lifecycles.event import EVENT
from golive.lifecycles.event_session import EVENT_SESSION
from golive.lifecycles.event_track import EVENT_TRACK
from golive.lifecycles.lead_scoring_model import LEAD_SCORING_MODEL
from golive.lifecycles.marketing_email import MARKETING_EMAIL
from golive.lifecycles.marketing_form import MARKETING_FORM
from golive.lifecycles.marketing_page import MARKETING_PAGE
from golive.lifecycles.real_time_journey import REAL_TIME_JOURNEY
from golive.lifecycles.segment import SEGMENT
from golive.lifecycles.table import Lifecycle
from golive.lifecycles.words import RecordType

LIFECYCLES: dict[RecordType, Lifecycle] = {
    life.type: life
    for life in (
        CUSTOMER_JOURNEY,
        REAL_TIME_JOURNEY,
        AUDIENCE_JOURNEY,
        MARKETING_EMAIL,
        CONTENT_SETTINGS,
        LEAD_SCORING_MODEL,
        SEGMENT,
        MARKETING_PAGE,
        MARKETING_FORM,
        EVENT,
        EVENT_SESSION,
        EVENT_TRACK,
    )
}
