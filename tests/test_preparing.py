"""What a go-live prepares for each type, and what it refuses for good."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession
from standing_records import NOW, make, make_live

from golive.lifecycles.words import RecordType, StatusReason
from golive.models import ids
from golive.models.database import Database
from golive.models.preparing import PreparationError, live_forms, prepare
from golive.models.standing import end_versions, settle
from golive.models.versions import freeze

PAGE, FORM, MODEL = RecordType.MARKETING_PAGE, RecordType.MARKETING_FORM, RecordType.LEAD_SCORING_MODEL
WAIT = {"kind": "WAIT", "id": "w", "duration": "P1D"}


@pytest_asyncio.fixture
async def session(database: Database, workspace: UUID) -> AsyncIterator[AsyncSession]:
    async with database.transaction(workspace) as session:
        yield session


async def prepared(session: AsyncSession, workspace: UUID, type_: RecordType, **fields: Any) -> dict[str, Any]:
    record = await make(session, workspace, type_, "A", **fields)
    return await prepare(session, record, await freeze(session, record, NOW, "ada", None))


async def test_a_page_is_rendered_with_its_live_forms(session: AsyncSession, workspace: UUID) -> None:
    form = await make_live(session, workspace, FORM)
    html = (await live_forms(session, [form.public_id]))[form.public_id]
    assert f'action="/f/{form.public_id}"' in html
    content = f'<p>{{% form "{form.public_id}" %}}</p>'
    assert await prepared(session, workspace, PAGE, content=content) == {
        "html_size": len(f"<p>{html}</p>".encode()),
        "forms": [form.public_id],
    }


async def test_a_form_that_is_not_live_or_nowhere_is_left_out(session: AsyncSession, workspace: UUID) -> None:
    stopped, draft = await make_live(session, workspace, FORM, "Stopped"), await make(session, workspace, FORM, "Draft")
    stopped.status_reason = StatusReason.STOPPED
    await end_versions(session, stopped, NOW)
    settle(stopped, NOW)
    assert await live_forms(session, [stopped.public_id, draft.public_id, ids.encode("marketing_form", ids.new()), "nonsense"]) == {}
    content = f'{{% form "{stopped.public_id}" %}}'
    assert (await prepared(session, workspace, PAGE, content=content))["html_size"] == len("This form is not available at the moment.")


async def test_a_page_that_its_forms_make_too_large_is_refused_for_good(session: AsyncSession, workspace: UUID) -> None:
    fields = [{"key": f"k{n}", "label": "x" * 500, "type": "CHOICE", "options": ["y" * 500] * 30} for n in range(50)]
    form = await make_live(session, workspace, FORM, fields=fields)
    with pytest.raises(PreparationError, match=r"The page has 1,\d{3} KB with its forms, .* over 1,024 KB: shorten it"):
        await prepared(session, workspace, PAGE, content=f'{{% form "{form.public_id}" %}}')


async def test_a_page_that_cannot_be_rendered_is_refused_for_good(session: AsyncSession, workspace: UUID) -> None:
    with pytest.raises(PreparationError, match=r"The page can't be rendered: .*line 1"):
        await prepared(session, workspace, PAGE, content="{% if %}")


async def test_a_journey_is_compiled(session: AsyncSession, workspace: UUID) -> None:
    for type_ in (RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY):
        graph = await prepared(session, workspace, type_, steps=[WAIT])
        assert (graph["first"], [node["id"] for node in graph["nodes"]]) == ("w", ["w"])
        assert graph["edges"] == [{"from": "w", "branch": None, "to": None}]


async def test_a_journey_that_leads_nowhere_is_refused_for_good(session: AsyncSession, workspace: UUID) -> None:
    with pytest.raises(PreparationError, match="w leads to gone, which doesn't exist"):
        await prepared(session, workspace, RecordType.CUSTOMER_JOURNEY, steps=[{**WAIT, "next": "gone"}])


async def test_a_scoring_model_says_what_each_condition_depends_on(session: AsyncSession, workspace: UUID) -> None:
    conditions = [
        {"condition": 'events("purchase", "P30D").count() > 2', "points": 5},
        {"condition": "contact.email != null", "points": -1},
    ]
    assert await prepared(session, workspace, MODEL, conditions=conditions) == {
        "conditions": [
            {**conditions[0], "attributes": [], "events": ["purchase"], "segments": [], "relative": True},
            {**conditions[1], "attributes": [], "events": [], "segments": [], "relative": False},
        ]
    }


async def test_a_scoring_model_whose_attribute_is_gone_is_refused_for_good(session: AsyncSession, workspace: UUID) -> None:
    with pytest.raises(PreparationError, match="Condition 1 of the model can't be used: Contacts have no attribute gone"):
        await prepared(session, workspace, MODEL, conditions=[{"condition": "contact.gone == 1", "points": 5}])


async def test_other_types_need_no_preparing(session: AsyncSession, workspace: UUID) -> None:
    assert await prepared(session, workspace, RecordType.SEGMENT) == {}
