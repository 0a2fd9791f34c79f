"""The records: one class per type, and the fields that each takes."""

from __future__ import annotations

from functools import cache

from sqlalchemy import inspect

from golive.lifecycles.words import RecordType
from golive.models.fields import Own
from golive.models.records.events import Event, EventSession, EventTrack
from golive.models.records.insights import LeadScoringModel, Segment
from golive.models.records.journeys import AudienceJourney, CustomerJourney, RealTimeJourney
from golive.models.records.messages import ContentSettings, MarketingEmail
from golive.models.records.portals import MarketingForm, MarketingPage
from golive.models.records.record import Record

CLASSES: dict[RecordType, type[Record]] = {
    RecordType.CUSTOMER_JOURNEY: CustomerJourney,
    RecordType.REAL_TIME_JOURNEY: RealTimeJourney,
    RecordType.AUDIENCE_JOURNEY: AudienceJourney,
    RecordType.MARKETING_EMAIL: MarketingEmail,
    RecordType.CONTENT_SETTINGS: ContentSettings,
    RecordType.LEAD_SCORING_MODEL: LeadScoringModel,
    RecordType.SEGMENT: Segment,
    RecordType.MARKETING_PAGE: MarketingPage,
    RecordType.MARKETING_FORM: MarketingForm,
    RecordType.EVENT: Event,
    RecordType.EVENT_SESSION: EventSession,
    RecordType.EVENT_TRACK: EventTrack,
}


@cache
def camel(name: str) -> str:
    """`content_settings_id` as the API spells it: `contentSettingsId`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


__all__ = ["CLASSES", "Record", "camel", "column_of", "own_fields"]


@cache
def own_fields(type_: RecordType) -> dict[str, Own]:
    """The fields that an input of this type takes besides `name`: column name to what it holds, `owner_id` first."""
    columns = inspect(CLASSES[type_]).columns
    return {name: column.info["own"] for name, column in columns.items() if "own" in column.info}


@cache
def column_of(type_: RecordType) -> dict[str, str]:
    """The column behind each input field: `contentSettingsId` to `content_settings_id`."""
    return {"name": "name"} | {camel(name): name for name in own_fields(type_)}
