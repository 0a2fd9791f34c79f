"""The reference itself: every written cell is there and understood, and its rules hold together."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.fields import lock, update
from reference.law import ACTIONS, STAYS, Call, act, allowed, cell, is_code
from reference.record import FAMILY, TRANSITIONAL, Record, World, states_of
from reference.system import at_rest, reachable, successors
from reference.tables import LOCKS, TABLES

TYPES = (*TABLES, *sorted(FAMILY))
CODES = {"ACTION_NOT_ALLOWED", "TRANSITION_IN_PROGRESS", "EXPIRED", "DELETE_LIVE", "STATUS_SYSTEM_MANAGED",
         "NEVER_INACTIVE", "STOP_FIRST", "PAUSE_FIRST"}  # fmt: skip


def record(kind: str, state: str = "DRAFT", **known: object) -> Record:
    known.setdefault("fields", {"name": "A"})
    known.setdefault("versions", ({"name": "A"},))
    if kind not in FAMILY and state not in ("DRAFT", "ERROR", "EXPIRED", "GOING_LIVE", "PUBLISHING"):
        known = {"ever_live": True, "live": {"name": "A"}, **known}
    return Record(kind, state=state, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "written"),
    [("CUSTOMER_JOURNEY", 25), ("REAL_TIME_JOURNEY", 34), ("AUDIENCE_JOURNEY", 18), ("MARKETING_EMAIL", 12),
     ("CONTENT_SETTINGS", 12), ("LEAD_SCORING_MODEL", 9), ("SEGMENT", 15), ("MARKETING_PAGE", 15),
     ("MARKETING_FORM", 14)],
)  # fmt: skip
def test_every_written_cell_of_the_documents_is_there(kind: str, written: int) -> None:
    assert sum(bool(said) for row in TABLES[kind].rows.values() for said in row.values()) == written


@pytest.mark.parametrize("kind", TYPES)
def test_every_state_answers_every_action_with_a_known_code_or_state(kind: str) -> None:
    for state, action in product(states_of(kind), ACTIONS):
        said = cell(record(kind, state), action)
        assert said in CODES if is_code(said) else said == STAYS or said in states_of(kind), (state, action, said)


@pytest.mark.parametrize("kind", TYPES)
def test_a_refusal_changes_nothing(kind: str) -> None:
    for state, action in product(states_of(kind), ACTIONS):
        before = record(kind, state)
        answer = act(before, Call(action, at=None if action != "schedule" else 1e12), World(), 0.0)
        assert answer.code is None or answer.record == before


@pytest.mark.parametrize("kind", TYPES)
def test_what_is_not_allowed_is_refused_and_the_other_way_round(kind: str) -> None:
    for state, action in product(states_of(kind), set(ACTIONS) - {"schedule", "unschedule", "setPublishStatus"}):
        before = record(kind, state)
        answer = act(before, Call(action), World(), 0.0)
        refused_by_check = answer.code in ("CHECK_FAILED", "DEPENDENCY_NOT_LIVE")
        assert (answer.code is None or refused_by_check) == (action in allowed(before, World()))


def test_every_lock_of_the_documents_is_read() -> None:
    assert [len(locks) for locks in LOCKS.values()] == [12, 13, 8]


def test_a_permanent_field_is_named_so_in_every_later_state() -> None:
    for state in ("LIVE", "LIVE_EDITABLE", "STOPPED", "EXPIRED"):
        assert lock(record("MARKETING_EMAIL", state, ever_live=True), "contentType") == "FIELD_PERMANENT"
    assert lock(record("MARKETING_EMAIL", "EXPIRED"), "contentType") == "FIELD_LOCKED"
    assert lock(record("SEGMENT", "LIVE"), "name") == "FIELD_PERMANENT"


def test_settings_of_a_tile_change_while_its_place_does_not() -> None:
    def steps(mail: str, then: str | None = None) -> list[dict[str, object]]:
        return [{"sendEmail": {"id": "a", "emailId": mail, "next": then}}]

    live = record("CUSTOMER_JOURNEY", "LIVE_EDITABLE", fields={"name": "A", "steps": steps("one")})
    assert update(live, {"steps": steps("two")}).code is None
    assert update(live, {"steps": steps("one", "b")}).code == "FIELD_PERMANENT"


def test_rules_come_before_permanent_and_permanent_before_locked() -> None:
    active = record("AUDIENCE_JOURNEY", "ACTIVE")
    assert update(active, {"steps": [], "entryRules": ["true"]}).code == "RULES_LOCKED"
    live = record("MARKETING_EMAIL", "LIVE")
    assert update(live, {"subject": "x", "contentType": "y"}).code == "FIELD_PERMANENT"


def test_the_same_value_is_no_change_even_where_locked() -> None:
    live = record("SEGMENT", "LIVE")
    assert update(live, {"name": "A"}).record == live


def test_work_under_way_comes_to_rest_and_stopping_waits_for_its_service() -> None:
    for kind in TABLES:
        for state in TRANSITIONAL & set(states_of(kind)):
            for service in ("OK", "REFUSE"):
                start = replace(record(kind, state), target="STOPPED")
                final = reachable(start, World(service=service), 0.0)[-1]
                waits = service == "REFUSE" and state == "STOPPING"
                assert at_rest(final, World(service=service), 0.0)
                assert final.transitional == waits


def test_an_end_date_ends_an_outbound_journey_and_thirty_days_later_it_expires() -> None:
    fields = {"name": "A", "endsAt": "1970-01-01T00:00:10Z"}
    live = record("CUSTOMER_JOURNEY", "LIVE", fields=fields, live=fields)
    assert at_rest(live, World(), 9.0)
    states = [each.state for each in reachable(live, World(), 11.0 + 30 * 86400)]
    assert states == ["LIVE", "STOPPING", "STOPPED", "EXPIRED"]


def test_an_end_date_leaves_a_paused_journey_paused_and_resume_completes_it() -> None:
    fields = {"name": "A", "endsAt": "1970-01-01T00:00:10Z"}
    paused = record("REAL_TIME_JOURNEY", "PAUSED", fields=fields, live=fields)
    assert at_rest(paused, World(), 11.0)
    assert act(paused, Call("resume"), World(), 11.0).record.state == "COMPLETING"
    assert act(paused, Call("resume"), World(), 9.0).record.state == "LIVE"


def test_stop_in_live_editing_leaves_the_new_version_a_draft() -> None:
    editing = record("REAL_TIME_JOURNEY", "LIVE_EDITING")
    stopping = act(editing, Call("stop"), World(), 0.0).record
    (draft,) = successors(stopping, World(), 0.0)
    assert (stopping.state, draft.state, draft.is_live) == ("STOPPING", "DRAFT", False)


def test_a_restored_version_empties_what_it_did_not_have() -> None:
    editing = record("REAL_TIME_JOURNEY", "LIVE_EDITING", fields={"name": "A", "endsAt": "2099-01-01T00:00:00Z"})
    restored = act(editing, Call("restoreVersion"), World(), 0.0).record
    assert (restored.fields, restored.revision) == ({"name": "A", "endsAt": None}, editing.revision + 1)
    assert act(restored, Call("restoreVersion"), World(), 0.0).record == restored


@pytest.mark.parametrize("action", ["restoreVersion", "discard"])
def test_who_became_the_default_stays_it_whatever_is_brought_back(action: str) -> None:
    editing = record("CONTENT_SETTINGS", "LIVE_EDITABLE", fields={"name": "A", "isDefault": True})
    assert act(editing, Call(action), World(), 0.0).record.fields == editing.fields


def test_a_used_record_warns_before_it_stops_and_is_never_deleted() -> None:
    world = World(live_users=1, users=1)
    live = record("MARKETING_EMAIL", "LIVE")
    warned = act(live, Call("stop"), world, 0.0)
    assert (warned.code, warned.confirmable) == ("IN_USE_BY_LIVE_RECORD", True)
    stopped = act(live, Call("stop", confirm=True), world, 0.0).record
    assert act(stopped, Call("delete", confirm=True), world, 0.0).code == "IN_USE"


@given(
    st.sampled_from(TYPES),
    st.lists(st.tuples(st.sampled_from(ACTIONS), st.booleans(), st.sampled_from(("OK", "REFUSE"))), max_size=25),
)
def test_any_walk_keeps_to_known_states_and_counts_every_change(kind: str, walk: list[tuple[str, bool, str]]) -> None:
    now = record(kind, fields={"name": "A", "subject": "S", "fromAddress": "a@b.example", "address": "1 Street"})
    for action, wait, service in walk:
        call = Call(action, scheduled="goLive", at=1e12 if action == "schedule" else None, publish_status="PUBLISHED")
        if action == "delete":
            continue
        before, now = now, act(now, call, World(service=service), 0.0).record
        assert now.state in states_of(kind)
        assert now.revision >= before.revision
        assert now == before or now.revision > before.revision or now.scheduled != before.scheduled
        if wait:
            now = reachable(now, World(service=service), 0.0)[-1]
    assert not is_code(cell(now, "copy")) or now.transitional
