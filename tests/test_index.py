"""The index finds every filter that a change matches, and asks none of those that can't."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import log, make_record, public, state, write
from streaming import streaming, subscribe, take
from test_filters import Made, filters

from golive.lifecycles.words import EVENT_FAMILY, PublishStatus, RecordType, Status, StatusReason
from golive.live import members
from golive.live.index import ANYTHING, Index, marks_of_filter
from golive.models import ids
from golive.models.change import Change, ChangeKind
from golive.models.database import Database
from golive.models.facts import change_matches
from golive.models.filters import Facts, RecordFilter, State

START = datetime(2026, 1, 1, tzinfo=UTC)
SOME = [ids.new() for _ in range(8)]
KNOWN = [
    Made(
        Facts(type_, id_, f"Record {number}", ["ann", "bob", None][number % 3], START, frozenset(SOME[:number:2])),
        State(Status.ACTIVE, None, None, None),
    )
    for number, (type_, id_) in enumerate(zip(list(RecordType) * 2, SOME, strict=False))
]


@st.composite
def changes(draw: Any) -> tuple[Change, Facts]:
    """A change of one of the records, also its creation and its deletion."""
    facts = draw(st.sampled_from(KNOWN)).facts
    event = facts.type in EVENT_FAMILY
    states = st.builds(
        State,
        st.sampled_from(Status),
        st.none() if event else st.sampled_from(StatusReason),
        st.sampled_from(PublishStatus) if event else st.none(),
        st.booleans(),
    ) | st.just(State(None, None, None, None))
    values = {
        f"{side}_{name}": getattr(its, name) for side in ("from", "to") for its in [draw(states)] for name in State.__dataclass_fields__
    }
    return Change(kind=ChangeKind.STATE, record_id=facts.id, record_type=facts.type, **values), facts


@settings(max_examples=200, deadline=None)
@given(st.lists(filters(KNOWN), min_size=1, max_size=8), st.lists(changes(), min_size=1, max_size=4))
def test_whatever_matches_is_among_the_candidates(all_filters: list[RecordFilter], some: list[tuple[Change, Facts]]) -> None:
    index: Index[int] = Index()
    for number, filter in enumerate(all_filters):
        index.add(filter, number)
    for change, facts in some:
        matching = {number for number, filter in enumerate(all_filters) if change_matches(filter, change, facts)}
        assert matching <= index.candidates(change, facts)
    for number, filter in enumerate(all_filters):
        index.discard(filter, number)
    assert not index


def test_a_filter_is_found_by_the_rarest_of_what_it_asks() -> None:
    segment, page = RecordType.SEGMENT, RecordType.MARKETING_PAGE
    one, other = public(segment, SOME[0]), public(page, SOME[1])
    by_id = RecordFilter(ids=(one,), types=(segment,), is_live=True)
    assert marks_of_filter(by_id) == marks_of_filter(RecordFilter(ids=(one,)))
    assert marks_of_filter(RecordFilter(types=(page,), and_=(by_id,))) == marks_of_filter(by_id)
    both = RecordFilter(or_=(by_id, RecordFilter(ids=(other,))))
    assert marks_of_filter(both) == marks_of_filter(RecordFilter(ids=(one, other)))
    assert marks_of_filter(RecordFilter(or_=(by_id, RecordFilter(search="x")))) == ANYTHING
    assert marks_of_filter(RecordFilter(not_=by_id)) == ANYTHING
    assert marks_of_filter(RecordFilter(ids=())) == frozenset()


async def test_ten_thousand_who_watch_other_records_are_not_asked(
    database: Database, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[RecordFilter] = []

    def counted(filter: RecordFilter, *of: Any) -> bool:
        asked.append(filter)
        return change_matches(filter, *of)

    monkeypatch.setattr(members, "change_matches", counted)
    async with database.transaction(workspace) as session:
        mine = await make_record(session, workspace)
    watched = RecordFilter(ids=(public(RecordType.SEGMENT, mine),))
    async with streaming(database) as stream:
        place = await stream.place(workspace)
        others = [stream.subscribe(place, RecordFilter(ids=(public(RecordType.SEGMENT, ids.new()),))) for _ in range(10_000)]
        subscription = await subscribe(stream, workspace, watched)
        for _ in range(3):
            await write(database, workspace)
        async with database.transaction(workspace) as session:
            await log(session, workspace, mine, before=state(), after=state(StatusReason.LIVE))
        stream.doorbell.ring(workspace)
        assert await take(subscription, 1) == [4]
        assert asked == [watched]
        assert {each.cursor.number for each in others} == {4}, "who was not asked can resume where the log is"
