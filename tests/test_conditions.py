"""Conditions mean the same in PostgreSQL as in a plain evaluator, and no text does harm."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
import re2  # type: ignore[import-untyped]
from databases import Server
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from plain_conditions import ATTRIBUTES, NOW, SEGMENT, Drawn, Person, add, booleans, random_people
from sqlalchemy import ColumnElement, func, not_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from golive.models import ids
from golive.models.base import Base
from golive.models.conditions import AttributeType, ConditionError, NodeKind, check, tree
from golive.models.contact import Contact, ContactEvent

WORKSPACE, OTHER = ids.new(), ids.new()
PEOPLE = random_people(80)
STRANGE = '$."\\\u2028{} 100%'
LIMITS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest_asyncio.fixture(scope="module")
async def connection(postgres: Server) -> AsyncIterator[AsyncConnection]:
    """A connection to a database with the contact tables and the random people."""
    url = await postgres.create()
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    try:
        async with engine.connect() as opened:
            await opened.execute(text("CREATE SCHEMA golive"))
            tables = [Base.metadata.tables[f"golive.{name}"] for name in ("contact", "attribute", "contact_event", "segment_member")]
            await opened.run_sync(lambda sync: Base.metadata.create_all(sync, tables=tables))
            await add(opened, PEOPLE, WORKSPACE)
            yield opened
    finally:
        await engine.dispose()
        await postgres.drop(url)


def where(condition: str) -> ColumnElement[bool]:
    return check(condition, ATTRIBUTES).where(WORKSPACE, NOW)


async def found(connection: AsyncConnection, condition: str) -> dict[UUID, bool | None]:
    """What the condition is for each of the random people."""
    rows = await connection.execute(select(Contact.id, where(condition)).where(Contact.workspace_id == WORKSPACE))
    wanted = {person.id for person in PEOPLE}
    return {id_: outcome for id_, outcome in rows.all() if id_ in wanted}


async def of_one(connection: AsyncConnection, condition: str, **person: Any) -> bool | None:
    """What the condition is for one person, who is gone afterwards."""
    async with connection.begin_nested() as point:
        someone = Person(**{"attributes": {}, **person})
        await add(connection, [someone], WORKSPACE)
        outcome: bool | None = await connection.scalar(select(where(condition)).where(Contact.id == someone.id))
        await point.rollback()
    return outcome


@LIMITS
@given(drawn=booleans(3))
async def test_a_condition_means_the_same_in_sql_as_in_a_plain_evaluator(connection: AsyncConnection, drawn: Drawn) -> None:
    condition, meaning = drawn
    assert await found(connection, condition) == {person.id: meaning(person) is True for person in PEOPLE}


TOKENS = [
    *"()[]{}.,:?!<>=&|+-*/%\"'\\ \n\0é😀",
    "contact", ".n", ".d", ".s", ".b", ".t", ".email", ".consent", '["email:commercial"]', "event", "e", "now", "null", "true", "in",
    "==", "!=", "<=", "&&", "||", "0", "1", "-1", "1.5", "1e300", "9" * 30, '"a"', "r'\\d'", "contact.n", "contact.s", "contact.n == 1",
    'events("buy")', ".count()", ".exists()", ".filter(e, ", ".sum(", 'memberOf("x")', "has(", "size(", "timestamp(", "duration(", '"P30D"',
    ".matches(", ".startsWith(", "[1, 2]", "//", "'''", "\\u0000", "\\ud800", "0x1F", "1u", "(" * 31, "!" * 31, "and",
]  # fmt: skip


@settings(LIMITS, max_examples=400)
@given(condition=st.one_of(st.text(max_size=60), st.lists(st.sampled_from(TOKENS), max_size=25).map("".join)))
@example("(" * 9_999)
@example("!" * 9_999 + "true")
@example("a" + ".b" * 4_999)
@example("1" + "+1" * 4_999)
@example('"' + "\\n" * 4_999)
@example("a?" * 4_999)
@example("9" * 10_000)
@example("0E1000000000000000000")
@example('events("buy").exists(e,' + "||".join(["e" + ".a" * 24 + "+1>0"] * 170) + ")")
@example('events("buy").exists(e,' + "||".join(["+".join(["e.a"] * 24) + ">0"] * 99) + ")")
@example("contact.d == " + "-" * 20 + "0.0e-299")
async def test_no_text_makes_anything_but_a_condition_error(connection: AsyncConnection, condition: str) -> None:
    try:
        checked = check(condition, ATTRIBUTES)
    except ConditionError:
        return
    await connection.execute(select(func.count()).select_from(Contact).where(checked.where(WORKSPACE, NOW)))


@pytest.mark.parametrize(
    ("condition", "message", "position", "length"),
    [
        ("contact.zip == 1", "Contacts have no attribute zip.", 0, 11),
        ("contact.emial == null", "Contacts have no attribute emial. Did you mean contact.email?", 0, 13),
        ('contact.n > 0 &&\n contact.n == "x"', "contact.n is an integer and can't be compared with a text.", 18, 16),
        ('"x" == contact.n', "contact.n is an integer and can't be compared with a text.", 0, 16),
        ("n == 1", "n isn't known here. Did you mean contact.n?", 0, 6 - 5),
        ("contact.s == Rural", 'Rural isn\'t known here. Write texts between quotes: "Rural".', 13, 5),
        ("contact.n", "contact.n is an integer; a condition must be true or false, so compare it with something.", 0, 9),
        ("contact.s.startswith('a')", "There is no method startswith(). Did you mean startsWith?", 0, 25),
        ("cuont(1)", "There is no function cuont().", 0, 8),
        ("contact.n = 1", "A single = isn't an operator; write == to compare.", 10, 1),
        ("contact.b and contact.b", "“and” isn't an operator; write &&.", 10, 3),
        ("contact.b &&", "The condition isn't complete: something is missing at its end.", 11, 1),
        ("", "The condition is empty; write one, such as contact.email != null.", 0, 0),
        ("contact.s.matches('(')", "The pattern isn't a regular expression: missing ), unterminated subpattern.", 18, 3),
        ("contact.s.matches('(?=a)')", "(? can't be used in a pattern.", 18, 7),
        ("event.amount > 1", 'event is known in the condition of a trigger only; elsewhere ask for events("name").', 0, 5),
        ('events("buy")', 'events("buy") is a set of events; add .exists() or .count() >= 1.', 0, 13),
        ('events("buy", "P1M").exists()', "A duration has no years or months, as their length varies; write days, such as P30D.", 14, 5),
        ("contact.b < true", "contact.b is true or false, which has no order; use == or !=.", 0, 16),
        ("contact.n * 1e300 * 1e300 * 1e300 * 1e300 * 1e300 * 1e300 * 1e300 * 1e300 * 1e300 > 1", "This calculation could give a number "
         "too long to compare with; multiply or divide less often.", 0, 81),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_a_sentence_with_its_place(condition: str, message: str, position: int, length: int) -> None:
    with pytest.raises(ConditionError) as caught:
        check(condition, ATTRIBUTES)
    assert (caught.value.message, caught.value.position, caught.value.length) == (message, position, length)
    assert caught.value.line == condition[:position].count("\n") + 1


def test_all_mistakes_are_told_in_the_order_of_the_text() -> None:
    with pytest.raises(ConditionError) as caught:
        check("contact.x == 1 ||\n contact.n == true || foo()", ATTRIBUTES)
    assert [(error.line, error.column) for error in caught.value.all] == [(1, 1), (2, 2), (2, 23)]


HILLSTROM = [
    {"recency": 10, "history": Decimal("142.44"), "mens": 1, "womens": 0, "zip_code": "Surburban", "newbie": 0, "channel": "Phone"},
    {"recency": 6, "history": Decimal("329.08"), "mens": 1, "womens": 1, "zip_code": "Rural", "newbie": 1, "channel": "Web"},
    {"recency": 7, "history": Decimal("180.65"), "mens": 0, "womens": 1, "zip_code": "Surburban", "newbie": 1, "channel": "Web"},
    {"recency": 9, "history": Decimal("675.83"), "mens": 1, "womens": 0, "zip_code": "Rural", "newbie": 1, "channel": "Web"},
    {"recency": 2, "history": Decimal("45.34"), "mens": 1, "womens": 0, "zip_code": "Urban", "newbie": 0, "channel": "Web"},
    {"recency": 6, "history": Decimal("134.83"), "mens": 0, "womens": 1, "zip_code": "Rural", "channel": "Phone"},
]
HILLSTROM_TYPES = {
    **dict.fromkeys(("recency", "mens", "womens", "newbie"), AttributeType.INTEGER),
    "history": AttributeType.DECIMAL,
    **dict.fromkeys(("zip_code", "channel"), AttributeType.STRING),
}


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ('contact.womens == 1 && contact.zip_code == "Rural"', 2),
        ("contact.recency <= 6.0", 3),
        ("contact.history == 675.830", 1),
        ("contact.newbie == 0", 2),
        ("contact.newbie != 0", 4),
        ("contact.newbie == null", 1),
        ("contact.newbie < 5", 5),
        ("!(contact.newbie < 5)", 1),
        ('contact.zip_code in ["Rural", "Urban"] && contact.history / contact.recency > 20', 4),
        ('contact.channel.matches("^(Web|Mail)$") ? contact.mens == 1 : contact.womens == 1', 4),
    ],
)
async def test_hillstrom_customers_are_counted(connection: AsyncConnection, condition: str, count: int) -> None:
    async with connection.begin_nested() as point:
        await add(connection, [Person(row) for row in HILLSTROM], OTHER)
        checked = check(condition, HILLSTROM_TYPES)
        matching = select(func.count()).select_from(Contact).where(Contact.workspace_id == OTHER, checked.where(OTHER, NOW))
        assert await connection.scalar(matching) == count
        await point.rollback()


@pytest.mark.parametrize("value", [Decimal("1e131000"), Decimal("1e-16000"), "x", True, None, {"a": []}, "2026-02-30T00:00:00Z"])
async def test_a_stored_value_that_does_not_fit_never_fails_the_query(connection: AsyncConnection, value: Any) -> None:
    person = {"attributes": dict.fromkeys(ATTRIBUTES, value), "events": [("buy", 1, {"amount": value})] * 2}
    for condition in (
        "contact.n * contact.n + contact.d / contact.n - contact.d % contact.m > 0 || contact.n == 1e300 || -contact.d < 1",
        "contact.t < now - duration('P9000D') || now - contact.t > duration('1h30m') || contact.b || contact.s in ['a']",
        'events("buy").sum("amount") > 1 || events("buy").max("amount") * events("buy").min("amount") < 0',
        'events("buy").exists(e, e.amount > 1 && e.amount.x["y"][0] == "a" || e.amount == now || e.amount || e.amount.size() > 1)',
    ):
        assert await of_one(connection, condition, **person) in (True, False)


@pytest.mark.parametrize(
    ("condition", "value", "others"),
    [
        ("contact.n == -5", -5, ["-5", [-5], True]), ("0.10 < contact.d", Decimal("0.11"), [Decimal("0.10"), ["0.11"], [1], "1"]),
        ("contact.b == false", False, [True, 0, "false", [False]]), (f"contact.s == {json.dumps(STRANGE)}", STRANGE, ["", ["$"], 1]),
    ],
)  # fmt: skip
async def test_a_constant_is_met_by_a_value_of_its_type_and_by_no_other(
    connection: AsyncConnection, condition: str, value: Any, others: list[Any]
) -> None:
    assert await of_one(connection, condition, attributes=dict.fromkeys(ATTRIBUTES, value))
    for other in [*others, [value], None]:
        assert await of_one(connection, condition, attributes=dict.fromkeys(ATTRIBUTES, other)) is False
    assert await of_one(connection, condition) is False


async def test_a_trigger_s_condition_reads_the_event(connection: AsyncConnection) -> None:
    buyers = {person.id for person in PEOPLE for name, _, p in person.events if name == "buy" and p["amount"] in (5, Decimal("10.5"))}
    buyers -= {None}
    checked = check('event.amount > 1 && has(contact.id) && event.coupon == null && event.amount != "20"', {}, event=True)
    query = select(Contact.id).join(ContactEvent, ContactEvent.contact_id == Contact.id)
    rows = await connection.scalars(query.where(ContactEvent.name == "buy", checked.where(WORKSPACE, NOW)))
    assert set(rows) == buyers


@pytest.mark.parametrize(
    ("pattern", "value"),
    [("^a\\d{2,3}$", "a12"), ("^a.c$", "a\nc"), ("\\bcat\\b", "a cat."), ("(?i)ANN", "annie"), ("[^\\w@]", "a@b"), ("^[]a-]+$", "]-a")],
)
async def test_a_pattern_matches_as_in_re(connection: AsyncConnection, pattern: str, value: str) -> None:
    condition = f"contact.s.matches({json.dumps(pattern)})"
    assert await of_one(connection, condition, attributes={"s": value}) == bool(re.search(pattern, value))


@settings(LIMITS, max_examples=300)
@given(pattern=st.text("ab1 .*+?|()[]^$-{},\\dwsb\n", max_size=10))
async def test_a_pattern_that_passes_the_check_matches_as_in_re2(connection: AsyncConnection, pattern: str) -> None:
    try:
        checked = check(f"contact.s.matches({json.dumps(pattern)})", ATTRIBUTES)
        plain = re2.compile(pattern)
    except (ConditionError, re2.error):
        return
    rows = await connection.execute(select(Contact.attributes["s"].astext, checked.where(WORKSPACE, NOW)))
    assert all(outcome == bool(plain.search(value)) for value, outcome in rows if value in ("a", "ab", "B", "", "1 a\nb"))


@pytest.mark.parametrize("deep", ["contact.n % (", "!(contact.b && ", "(contact.b ? contact.d : 1 + ", "(contact.b == (", "-(1 + "])
async def test_the_deepest_condition_that_passes_the_check_compiles(connection: AsyncConnection, deep: str) -> None:
    core = "contact.b" if "b &&" in deep or "==" in deep else "contact.n"
    for times in range(30, 0, -1):
        condition = deep * times + core + ")" * deep.count("(") * times + ("" if core == "contact.b" else " > 1")
        try:
            checked = check(condition, ATTRIBUTES)
        except ConditionError as error:
            deepest = str(error)
            continue
        await connection.execute(select(Contact.id).where(checked.where(WORKSPACE, NOW)))
        break
    assert deepest == "The condition nests more than 30 levels here; split it into segments."


def test_a_condition_tells_what_it_depends_on() -> None:
    segment = ids.encode("segment", SEGMENT)
    checked = check(f'memberOf("{segment}") || contact["zip code"] == "1" && events("buy").count() > contact.n', ATTRIBUTES)
    assert [set(used) for used in (checked.segments, checked.attributes, checked.events)] == [{segment}, {"zip code", "n"}, {"buy"}]
    assert not checked.relative
    assert check('events("buy", "P1D").exists()', {}).relative
    assert check("contact.created_at < now", {}).relative


def test_the_tree_lists_parents_before_their_children() -> None:
    nodes = tree('contact.n == 1 &&\n!has(contact.email) && contact.s in ["a"]')
    assert [(node.id, node.parent, node.kind, node.name or node.value) for node in nodes[:5]] == [
        ("1", None, NodeKind.OPERATOR, "&&"),
        ("2", "1", NodeKind.OPERATOR, "=="),
        ("3", "2", NodeKind.FIELD, "n"),
        ("4", "3", NodeKind.VARIABLE, "contact"),
        ("5", "2", NodeKind.LITERAL, 1),
    ]
    assert (nodes[5].name, nodes[5].line, nodes[5].column) == ("!", 2, 1)


async def test_the_outcome_is_never_null_so_that_it_can_be_negated(connection: AsyncConnection) -> None:
    condition = where('contact.b || contact.d / contact.n > 1 || events("buy").max("amount") > 7')
    total = select(func.count()).select_from(Contact).where(Contact.workspace_id == WORKSPACE)
    counts = [await connection.scalar(total.where(part)) for part in (condition, not_(condition))]
    assert sum(count or 0 for count in counts) == len(PEOPLE)


def test_a_typical_condition_takes_less_than_5_milliseconds() -> None:
    def once(number: int) -> float:
        started = time.perf_counter()
        check(f'contact.n == {number} && contact.s == "Rural" && events("buy", "P30D").count() >= 2', ATTRIBUTES).where(WORKSPACE, NOW)
        return time.perf_counter() - started

    assert min(once(number) for number in range(20)) < 0.005


async def test_the_database_evaluates_it_in_one_scan(connection: AsyncConnection) -> None:
    query = select(Contact.id).where(Contact.workspace_id == WORKSPACE, where('contact.n >= 1 && contact.s == "Rural"'))
    compiled = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    plan = list(await connection.scalars(text("EXPLAIN " + str(compiled).replace(":", "\\:"))))
    assert sum("Scan" in line and "Bitmap Index" not in line for line in plan) == 1
    assert not any("SubPlan" in line for line in plan)
