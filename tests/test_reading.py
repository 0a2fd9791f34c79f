"""Records are read with the columns that a query needs and no others, whichever fields it selects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import SCHEMA, Api, serving, statements
from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from sqlalchemy.orm.exc import UnmappedInstanceError
from standing_records import VALID, make

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.database import Database
from golive.models.records import CLASSES, own_fields
from golive.models.records.reading import reading
from golive.models.settings import Settings


@pytest_asyncio.fixture
async def api(database: Database, workspace: UUID, settings: Settings) -> AsyncIterator[Api]:
    async with serving(database, settings) as server:
        yield Api(server, workspace)


def fields(type_: RecordType) -> dict[str, str]:
    """Every field of a type's records, by its name: how it is selected."""
    graphql = SCHEMA.type_map[CLASSES[type_].__name__]
    assert isinstance(graphql, GraphQLObjectType)
    leaves = {name: is_leaf_type(get_named_type(field.type)) for name, field in graphql.fields.items()}
    return {name: name if is_leaf else f"{name} {{ __typename }}" for name, is_leaf in leaves.items()}


@pytest.mark.parametrize("type_", list(RecordType))
async def test_a_field_alone_is_what_it_is_among_all_others(api: Api, database: Database, type_: RecordType) -> None:
    async with database.transaction(api.workspace_id) as session:
        event = {"eventId": ids.encode("event", ids.new())} if "event_id" in own_fields(type_) else {}
        made = await make(session, api.workspace_id, type_, "A", **VALID.get(type_, {}), **event)
        id_ = ids.encode(type_.prefix, made.id)
    name, selections = CLASSES[type_].__name__, fields(type_)
    whole: dict[str, Any] = await api(
        f"query($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {' '.join(selections.values())} }} }} }}", id=id_
    )
    assert set(whole) == set(selections)
    for field, selection in selections.items():
        alone = f"... on {name} {{ {selection} }}"
        for document in (
            f"query($id: ID!) {{ record(id: $id) {{ {alone} }} }}",
            f"{{ records {{ nodes {{ {alone} }} edges {{ cursor }} }} }}",
        ):
            variables = {"id": id_} if "$id" in document else {}
            found = await api(document, **variables)
            assert (found["nodes"][0] if "nodes" in found else found) == {field: whole[field]}


async def test_what_all_records_have_is_read_without_the_tables_of_their_types(api: Api, database: Database) -> None:
    await api.create("MarketingEmail", name="A", subject="B")
    with statements(database) as sent:
        assert await api("{ records { nodes { name status ...X } } } fragment X on Publishable { revision }")
        assert not any("marketing_email" in statement for statement in sent)
        assert await api("{ records { edges { node { ... on MarketingEmail { subject } } } } }")
        (reading_it,) = [statement for statement in sent if "marketing_email" in statement]
        assert "content_settings" not in reading_it


def test_a_column_that_was_not_asked_for_is_an_error_and_not_a_null() -> None:
    read = reading(RecordType.MARKETING_EMAIL, frozenset({"subject"}))
    values = {"type": RecordType.MARKETING_EMAIL, "marketing_email_subject": "Spring"}
    record: Any = read.record([values.get(name) for name in read.statement.selected_columns.keys()])  # noqa: SIM118
    assert record.subject == "Spring"
    with pytest.raises(UnmappedInstanceError):
        _ = record.design
