"""What a go-live works out before the record is live: the graph of a journey, the proof that a page renders, scoring rules."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.checks.page import MAX_PAGE
from golive.models.checks.texts import sample_variables
from golive.models.conditions import Attributes, ConditionError, check
from golive.models.contacts.attributes import attributes
from golive.models.forms import render_form
from golive.models.journeys.compile import CannotCompile, compile_journey
from golive.models.records import Record
from golive.models.records.portals import MarketingForm
from golive.models.templates import TemplateError, parse, rendered_size
from golive.models.version import Version

Json = Mapping[str, Any]

JOURNEYS = frozenset({RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY})


class PreparationError(Exception):
    """Preparing can't succeed, however often it is tried; the message is a sentence for a marketer."""


async def prepare(session: AsyncSession, record: Record, version: Version) -> dict[str, Any]:
    """What the live service needs of a frozen version; {} for types that need nothing.

    Journeys: `compile_journey`'s plan. Pages: {"html_size", "forms"}, in bytes and ids. Scoring models: {"conditions"}, each
    {"condition", "points", "attributes", "events", "segments", "relative"} in order. Raises `PreparationError`; whatever
    else is raised may be gone the next time. Compiling and rendering take time that requests don't wait for.
    """
    if record.type in JOURNEYS:
        return await asyncio.to_thread(_journey, version.snapshot, await attributes(session), version.pins)
    if record.type is RecordType.MARKETING_PAGE:
        return await _page(session, version.snapshot)
    if record.type is RecordType.LEAD_SCORING_MODEL:
        return await asyncio.to_thread(_scoring, version.snapshot, await attributes(session))
    return {}


def _journey(fields: Json, known: Attributes, pins: Json) -> dict[str, Any]:
    try:
        return compile_journey(fields, known, pins)
    except CannotCompile as error:
        raise PreparationError(str(error)) from error
    except ValidationError as error:
        raise PreparationError("The journey's steps can't be read any more: save them again.") from error


async def _page(session: AsyncSession, fields: Json) -> dict[str, Any]:
    known = await attributes(session)
    try:
        template = await asyncio.to_thread(parse, fields.get("content") or "")
        forms = await live_forms(session, template.forms())
        rendered = await asyncio.to_thread(template.render, sample_variables(known), html=True, forms=lambda id_: forms.get(id_, ""))
        size = rendered_size(rendered)
    except TemplateError as error:
        raise PreparationError(f"The page can't be rendered: {error}") from error
    if size > MAX_PAGE:
        raise PreparationError(
            f"The page has {size // 1024:,} KB with its forms, and visitors wait too long over {MAX_PAGE // 1024:,} KB: shorten it."
        )
    return {"html_size": size, "forms": template.forms()}


async def live_forms(session: AsyncSession, form_ids: list[str]) -> dict[str, str]:
    """The HTML of those of the forms that are live, by their public ids, each sending to its own address."""
    prefix = RecordType.MARKETING_FORM.prefix
    wanted = [uuid for uuid in (ids.uuid_of(id_, prefix) for id_ in form_ids) if uuid is not None]
    running = (
        (Version.workspace_id == MarketingForm.workspace_id)
        & (Version.record_id == MarketingForm.id)
        & (Version.number == MarketingForm.live_version)
    )
    rows = await session.execute(
        select(MarketingForm.id, Version.snapshot).join(Version, running).where(MarketingForm.id.in_(wanted), MarketingForm.is_live)
    )
    return {(public := ids.encode(prefix, id_)): render_form(snapshot, f"/f/{public}") for id_, snapshot in rows}


def _scoring(fields: Json, known: Attributes) -> dict[str, Any]:
    conditions = []
    for number, each in enumerate(fields.get("conditions") or [], 1):
        try:
            checked = check(each["condition"], known)
        except ConditionError as error:
            raise PreparationError(f"Condition {number} of the model can't be used: {error}") from error
        conditions.append(
            {
                "condition": each["condition"],
                "points": each["points"],
                "attributes": sorted(checked.attributes),
                "events": sorted(checked.events),
                "segments": sorted(checked.segments),
                "relative": checked.relative,
            }
        )
    return {"conditions": conditions}
