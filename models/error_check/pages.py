"""The checks of pages that need other records: the types of the forms on them, addresses, subscription centers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids
from golive.models.checks import page as page_check
from golive.models.checks.finding import Finding
from golive.models.checks.texts import error, warning
from golive.models.error_check.batch import Batch, Found
from golive.models.records import Record
from golive.models.records.portals import MarketingForm, MarketingPage
from golive.models.version import Version

RUNNING = (
    (Version.workspace_id == Record.workspace_id) & (Version.record_id == Record.id) & (Version.number == Record.live_version)
)  # joins a record's live version


async def page(batch: Batch, records: Sequence[Record]) -> Found:
    """What the page's own fields hold, with the types of its forms: a live form's is the one that runs."""
    used = {reference.id for record in records for reference in batch.references[record.id]}
    rows = await batch.session.execute(
        select(MarketingForm.id, func.coalesce(_running("formType"), MarketingForm.form_type))
        .outerjoin(Version, RUNNING)
        .where(MarketingForm.id.in_(used))
    )
    types = {ids.encode(RecordType.MARKETING_FORM.prefix, id_): str(type_) for id_, type_ in rows}

    def all_of_them() -> Found:
        checked = ((record.id, page_check.check(batch.contents[record.id], batch.attributes, types)) for record in records)
        return [(record_id, finding) for record_id, findings in checked for finding in findings]

    return await asyncio.to_thread(all_of_them)  # the pages are rendered, which other requests shouldn't wait for


async def address(batch: Batch, records: Sequence[Record]) -> Found:
    """PARTIAL_URL_TAKEN. Each page holds the address of its working copy until it expires, and the one it runs at."""
    wanted = {record.id: url for record in records if (url := batch.contents[record.id].get("partialUrl"))}
    urls = set(wanted.values())
    running = _running("partialUrl")
    rows = await batch.session.execute(
        select(MarketingPage.id, MarketingPage.partial_url, running)
        .outerjoin(Version, RUNNING)
        .where(MarketingPage.status_reason != StatusReason.EXPIRED, or_(MarketingPage.partial_url.in_(urls), running.in_(urls)))
        .order_by(MarketingPage.id)
    )
    holders: dict[str, list[UUID]] = {}
    for id_, copied, running_at in rows:
        for url in urls & {copied, running_at}:
            holders.setdefault(url, []).append(id_)
    return [
        (record_id, _taken(url, others[0])) for record_id, url in wanted.items() if (others := _without(holders.get(url, ()), record_id))
    ]


def _without(holders: Iterable[UUID], own: UUID) -> list[UUID]:
    return [holder for holder in holders if holder != own]


def _taken(url: str, other: UUID) -> Finding:
    message = f"Another page has the address {url}, and visitors can be shown only one: choose another address."
    return error("PARTIAL_URL_TAKEN", message, "partialUrl", record_id=ids.encode(RecordType.MARKETING_PAGE.prefix, other))


async def subscription_center(batch: Batch, records: Sequence[Record]) -> Found:
    """SUBSCRIPTION_CENTER_MISSING: a warning where no page is chosen, an error where the chosen one is of another type."""
    chosen = {record.id: batch.contents[record.id].get("subscriptionCenterPageId") for record in records}
    used = {reference.id for record in records for reference in batch.references[record.id]}
    rows = await batch.session.execute(
        select(MarketingPage.id, func.coalesce(_running("pageType"), MarketingPage.page_type))
        .outerjoin(Version, RUNNING)
        .where(MarketingPage.id.in_(used))
    )
    types = {ids.encode(RecordType.MARKETING_PAGE.prefix, id_): type_ for id_, type_ in rows}
    found: list[tuple[UUID, Finding]] = []
    for record_id, page_id in chosen.items():
        if page_id is None:
            message = "No subscription center is chosen, so that the built-in unsubscribe page serves: choose a page to have your own."
            found.append((record_id, warning("SUBSCRIPTION_CENTER_MISSING", message, "subscriptionCenterPageId")))
        elif page_id in types and types[page_id] != "SUBSCRIPTION_CENTER":
            message = "The chosen page is no subscription center, so that contacts couldn't choose there what they get: choose another."
            found.append((record_id, error("SUBSCRIPTION_CENTER_MISSING", message, "subscriptionCenterPageId", record_id=page_id)))
    return found


def _running(field: str) -> ColumnElement[str]:
    """A field of the version that runs, null where none does."""
    text: ColumnElement[str] = Version.snapshot[field].astext
    return text
