"""What reading a document may cost: what repeats itself is given up soon, with what to do, and what clients send is not."""

from __future__ import annotations

from uuid import UUID

import pytest
from api import Api, serving

from golive.models.database import Database
from golive.models.settings import Settings

SHARED = "id type name ownerId status statusReason publishStatus isLive revision createdAt updatedAt liveSince expiresAt lastError"
TYPES = ("CustomerJourney", "RealTimeJourney", "AudienceJourney", "MarketingEmail", "ContentSettings", "LeadScoringModel", "Segment")


@pytest.mark.parametrize("document", ["{" + "viewer { name } " * 1_000 + "}", "{" + "... on Query { viewer { name } } " * 1_000 + "}"])
async def test_a_document_that_repeats_itself_is_refused_with_what_to_do(
    database: Database, workspace: UUID, settings: Settings, document: str
) -> None:
    async with serving(database, settings) as server:
        error = await Api(server, workspace).fails(document)
    assert error.extensions["code"] == "LIMIT_EXCEEDED"
    assert "ask for less" in error.message


async def test_a_document_that_asks_for_the_same_fields_of_many_types_goes_through(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    fragments = " ".join(f"... on {name} {{ {SHARED} uses {{ nodes {{ {SHARED} }} }} }}" for name in TYPES)
    async with serving(database, settings) as server:
        assert await Api(server, workspace)(f"{{ records {{ nodes {{ {SHARED} {fragments} }} }} }}") == {"nodes": []}
