"""Contacts are checked whole, keep what they were given to the digit, and go for good when erased."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from standing_records import make

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.conditions.terms import AttributeType as Type
from golive.models.contact import Attribute, Contact, ContactEvent, SegmentMember
from golive.models.contacts import (
    InvalidContact,
    attributes,
    create_contact,
    erase_contact,
    export_contact,
    register,
    update_contact,
)
from golive.models.contacts.attributes import MOST_ATTRIBUTES
from golive.models.database import Database

WHOLE: dict[str, Any] = {
    "email": "Ann@Example.com",
    "first_name": "Ann",
    "last_name": "Lee",
    "attributes": {"recency": 3, "history": Decimal("142.40"), "vip": True, "since": "2008-03-20T00:00:00Z", "zip_code": "Rural"},
    "consent": {"email:commercial": "OPTED_IN"},
}


async def create(database: Database, workspace: UUID, **values: Any) -> Contact:
    async with database.transaction(workspace) as session:
        return await create_contact(session, workspace, values)


async def update(database: Database, workspace: UUID, contact: Contact, **values: Any) -> Contact:
    async with database.transaction(workspace) as session:
        updated = await update_contact(session, workspace, contact.id, values)
    assert updated is not None
    return updated


async def refusals(database: Database, workspace: UUID, **values: Any) -> dict[tuple[str, ...], str]:
    """What is said about each path when a contact with `values` is refused."""
    with pytest.raises(InvalidContact) as refused:
        await create(database, workspace, **values)
    assert {finding.code for finding in refused.value.findings} == {"INVALID_INPUT"}
    return {finding.path: finding.message for finding in refused.value.findings}


async def test_a_contact_is_stored_as_given_and_its_attributes_are_registered(database: Database, workspace: UUID) -> None:
    contact = await create(database, workspace, **WHOLE)
    assert (contact.email, contact.first_name, contact.last_name, contact.status) == ("Ann@Example.com", "Ann", "Lee", "ACTIVE")
    assert contact.consent == {"email:commercial": "OPTED_IN"}
    assert str(contact.attributes["history"]) == "142.40"
    async with database.transaction(workspace) as session:
        assert await attributes(session) == {
            "history": "DECIMAL", "recency": "INTEGER", "since": "DATE_TIME", "vip": "BOOLEAN", "zip_code": "STRING"
        }  # fmt: skip


async def test_every_problem_is_told_with_its_path(database: Database, workspace: UUID) -> None:
    said = await refusals(
        database,
        workspace,
        email="nobody",
        first_name="a\0b",
        last_name="x" * 201,
        status="DELETED",
        attributes={"1st": 1, "email": "x", "if": 2, "nested": {"a": 1}, "many": 10**41, "long": "x" * 10_001, "half": "\ud800"},
        consent={"newsletter": "OPTED_IN", "email:commercial": "YES"},
    )
    assert set(said) == {
        ("email",), ("firstName",), ("lastName",), ("status",), ("consent", "newsletter"), ("consent", "email:commercial"),
        *(("attributes", name) for name in ("1st", "email", "if", "nested", "many", "long", "half")),
    }  # fmt: skip
    assert said["attributes", "email"] == "“email” can't be an attribute's name: it is a field that every contact has; choose another."


async def test_a_refused_contact_leaves_nothing_even_when_the_caller_goes_on(database: Database, workspace: UUID) -> None:
    await create(database, workspace, attributes={"recency": 3})
    async with database.transaction(workspace) as session:
        with pytest.raises(InvalidContact):
            await create_contact(session, workspace, {"attributes": {"recency": "three", "newly": 1}})
    async with database.transaction(workspace) as session:
        assert await attributes(session) == {"recency": "INTEGER"}
        assert await session.scalar(select(func.count()).select_from(Contact)) == 1


async def test_an_address_that_another_contact_has_is_refused_whatever_its_case(database: Database, workspace: UUID) -> None:
    await create(database, workspace, email="ann@example.com")
    said = await refusals(database, workspace, email="ANN@example.com")
    assert said[("email",)] == ("Another contact has the e-mail address ANN@example.com; update that one, or use another address.")


async def test_a_value_of_another_type_is_refused(database: Database, workspace: UUID) -> None:
    await create(database, workspace, **WHOLE)
    for name, value in {"recency": "soon", "history": True, "vip": 1, "since": "yesterday", "zip_code": 5}.items():
        assert ("attributes", name) in await refusals(database, workspace, attributes={name: value})


async def test_an_integer_attribute_widens_to_decimal_and_a_text_attribute_takes_a_date(database: Database, workspace: UUID) -> None:
    contact = await create(database, workspace, attributes={"recency": 3, "note": "none"})
    contact = await update(database, workspace, contact, attributes={"recency": 3.5, "note": "2008-03-20T00:00:00Z"})
    assert contact.attributes == {"recency": Decimal("3.5"), "note": "2008-03-20T00:00:00Z"}
    async with database.transaction(workspace) as session:
        assert await attributes(session) == {"recency": "DECIMAL", "note": "STRING"}


async def test_an_update_sets_what_it_is_given_and_null_clears(database: Database, workspace: UUID) -> None:
    contact = await create(database, workspace, **WHOLE)
    contact = await update(
        database, workspace, contact, first_name=None, attributes={"recency": None, "vip": False}, consent={"email:commercial": "OPTED_OUT"}
    )
    assert (contact.email, contact.first_name, contact.last_name) == ("Ann@Example.com", None, "Lee")
    assert contact.attributes == {"history": Decimal("142.40"), "vip": False, "since": "2008-03-20T00:00:00Z", "zip_code": "Rural"}
    assert contact.consent == {"email:commercial": "OPTED_OUT"}


async def test_an_update_that_changes_nothing_leaves_the_time_of_the_last_change(database: Database, workspace: UUID) -> None:
    contact = await create(database, workspace, **WHOLE)
    again = await update(database, workspace, contact, **WHOLE)
    assert again.updated_at == contact.updated_at
    other_digits = await update(database, workspace, contact, attributes={"history": Decimal("142.4")})
    assert other_digits.updated_at > contact.updated_at
    assert str(other_digits.attributes["history"]) == "142.4"


async def test_the_registry_has_a_limit(database: Database, workspace: UUID) -> None:
    said = await refusals(database, workspace, attributes={f"a{number}": number for number in range(MOST_ATTRIBUTES + 1)})
    assert said[("attributes",)].startswith("The workspace would have 1,001 attributes and 1,000 is the most")


async def test_registering_tells_the_types_that_hold(database: Database, workspace: UUID) -> None:
    async with database.transaction(workspace) as session:
        await register(session, workspace, {"a": Type.STRING, "b": Type.INTEGER})
        known = await register(session, workspace, {"a": Type.INTEGER, "b": Type.DECIMAL, "c": Type.BOOLEAN})
    assert known == {"a": "STRING", "b": "DECIMAL", "c": "BOOLEAN"}


async def test_erasing_takes_the_events_and_memberships_along(database: Database, workspace: UUID) -> None:
    contact = await create(database, workspace, **WHOLE)
    kept = await create(database, workspace, email="bob@example.com")
    async with database.transaction(workspace) as session:
        for owner in (contact, kept):
            session.add(ContactEvent(workspace_id=workspace, contact_id=owner.id, name="purchase"))
            session.add(SegmentMember(workspace_id=workspace, segment_id=ids.new(), contact_id=owner.id))
    async with database.transaction(workspace) as session:
        assert await erase_contact(session, workspace, contact.id)
        assert not await erase_contact(session, workspace, contact.id)
    async with database.transaction(workspace) as session:
        for table in (Contact.id, ContactEvent.contact_id, SegmentMember.contact_id):
            assert list(await session.scalars(select(table))) == [kept.id]


async def test_an_export_tells_all_that_is_stored(database: Database, workspace: UUID) -> None:
    contact = await create(database, workspace, **WHOLE)
    at = datetime(2008, 3, 20, tzinfo=UTC)
    async with database.transaction(workspace) as session:
        segment = (await make(session, workspace, RecordType.SEGMENT)).id
        session.add(ContactEvent(workspace_id=workspace, contact_id=contact.id, name="visit", at=at, properties={"page": "/"}))
        session.add(SegmentMember(workspace_id=workspace, segment_id=segment, contact_id=contact.id))
    async with database.transaction(workspace) as session:
        told = await export_contact(session, workspace, contact.id)
    assert told is not None
    assert told["email"] == "Ann@Example.com"
    assert told["attributes"] == WHOLE["attributes"]
    assert told["events"] == [{"name": "visit", "at": "2008-03-20T00:00:00+00:00", "properties": {"page": "/"}}]
    assert told["segments"] == [ids.encode("segment", segment)]


async def test_a_contact_of_another_workspace_is_not_there(database: Database, workspace: UUID, other_workspace: UUID) -> None:
    contact = await create(database, workspace, **WHOLE)
    async with database.transaction(other_workspace) as session:
        assert await update_contact(session, other_workspace, contact.id, {"first_name": "Eve"}) is None
        assert await export_contact(session, other_workspace, contact.id) is None
        assert not await erase_contact(session, other_workspace, contact.id)
        assert not await erase_contact(session, workspace, contact.id)
        assert list(await session.scalars(select(Attribute.name))) == []
