"""Random conditions with the plain Python that means the same, and random people to ask them of."""

from __future__ import annotations

import json
import operator
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, getcontext
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from golive.models import ids
from golive.models.conditions import AttributeType
from golive.models.contact import SegmentMember

getcontext().prec = 300
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEGMENT = ids.new()
ATTRIBUTES = {
    "n": AttributeType.INTEGER,
    "m": AttributeType.INTEGER,
    "d": AttributeType.DECIMAL,
    "s": AttributeType.STRING,
    "b": AttributeType.BOOLEAN,
    "t": AttributeType.DATE_TIME,
    "zip code": AttributeType.STRING,
}
ABSENT = object()


@dataclass
class Person:
    """A contact as the plain evaluator sees it; events are (name, hours ago, properties)."""

    attributes: dict[str, Any]
    first_name: str | None = None
    consent: dict[str, str] = field(default_factory=dict)
    events: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    is_member: bool = False
    id: UUID = field(default_factory=ids.new)


def random_people(count: int) -> list[Person]:
    """People with fitting, missing, null and unfitting values."""
    dice = random.Random(7)
    odd: list[Any] = [ABSENT, None, "", "x", True, Decimal("1.5"), [1], {"a": 1}, "2026-13-45T00:00:00Z", "now", Decimal("1e45")]
    values: dict[str, list[Any]] = {
        "n": [0, 1, 2, -3, 7],
        "m": [0, 1, 2, 5],
        "d": [Decimal("0.5"), Decimal("-2.25"), 1, 2, Decimal("7.0")],
        "s": ["", "a", "ab", "Rural", "é", "B", "100%"],
        "b": [True, False],
        "t": ["2026-02-01T00:00:00Z", "2025-01-01T00:00:00.5Z", "2026-03-01T14:00:00+02:00"],
    }
    people = []
    for _ in range(count):
        drawn = {name: dice.choice(odd) if dice.random() < 0.25 else dice.choice(fit) for name, fit in values.items()}
        amounts: list[Any] = [5, Decimal("10.5"), "20", None, True, -1]
        events = [
            (dice.choice(["buy", "open"]), dice.choice([1, 47, 49, 1000]), {"amount": dice.choice(amounts)})
            for _ in range(dice.randrange(5))
        ]
        attributes = {name: value for name, value in drawn.items() if value is not ABSENT}
        consent = dice.choice([{}, {"email:commercial": "OPTED_IN"}, {"email:commercial": "OPTED_OUT"}])
        people.append(Person(attributes, dice.choice([None, "Ann", "ab"]), consent, events, dice.random() < 0.5))
    return people


def dumps(value: Any) -> str:
    """JSON whose numbers keep their digits."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{dumps(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dumps, value)) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


async def add(connection: AsyncConnection, people: list[Person], workspace: UUID) -> None:
    """Store the people with their events and memberships."""
    for person in people:
        await connection.execute(
            text(
                "INSERT INTO golive.contact (workspace_id, id, first_name, status, attributes, consent, created_at) "
                "VALUES (:w, :id, :first, 'ACTIVE', CAST(CAST(:attributes AS text) AS jsonb), CAST(CAST(:consent AS text) AS jsonb), :now)"
            ),
            {
                "w": workspace, "id": person.id, "first": person.first_name,
                "attributes": dumps(person.attributes), "consent": dumps(person.consent), "now": NOW,
            },
        )  # fmt: skip
        for name, hours, properties in person.events:
            await connection.execute(
                text(
                    "INSERT INTO golive.contact_event (workspace_id, id, contact_id, name, at, properties) "
                    "VALUES (:w, :id, :c, :name, :at, CAST(CAST(:properties AS text) AS jsonb))"
                ),
                {
                    "w": workspace, "id": ids.new(), "c": person.id, "name": name,
                    "at": NOW - timedelta(hours=hours), "properties": dumps(properties),
                },
            )  # fmt: skip
        if person.is_member:
            await connection.execute(insert(SegmentMember).values(workspace_id=workspace, segment_id=SEGMENT, contact_id=person.id))


# Every strategy draws a text with the Python function that means the same.

Meaning = Callable[[Person], Any]
Drawn = tuple[str, Meaning]


def stored(name: str) -> Meaning:
    def value(person: Person) -> Any:
        raw = person.attributes.get(name)
        kind = ATTRIBUTES[name]
        if kind in (AttributeType.INTEGER, AttributeType.DECIMAL):
            return Decimal(raw) if isinstance(raw, int | Decimal) and not isinstance(raw, bool) else None
        if kind is AttributeType.BOOLEAN:
            return raw if isinstance(raw, bool) else None
        if kind is AttributeType.STRING:
            return raw if isinstance(raw, str) else None
        try:
            return datetime.fromisoformat(raw) if isinstance(raw, str) and "T" in raw else None
        except ValueError:
            return None

    return value


def both(a: Meaning, b: Meaning, combine: Callable[[Any, Any], Any], missing: Any = None) -> Meaning:
    def value(person: Person) -> Any:
        left, right = a(person), b(person)
        return missing if left is None or right is None else combine(left, right)

    return value


def small(meaning: Meaning) -> Meaning:
    """Numbers that are too long to calculate with are missing."""
    return lambda person: None if (value := meaning(person)) is None or abs(value) >= Decimal("1e40") else value


def divided(divisor: Decimal, whole: bool) -> Callable[[Any], Any]:
    return lambda value: None if not divisor else Decimal(int(value / divisor)) if whole else value / divisor


def remainder(divisor: Decimal) -> Callable[[Any], Any]:
    return lambda value: None if not divisor else value % divisor


def amounts(person: Person, least: int) -> list[Decimal]:
    raw = [properties["amount"] for name, _, properties in person.events if name == "buy"]
    return [Decimal(a) for a in raw if isinstance(a, int | Decimal) and not isinstance(a, bool) and a >= least]


def happened(name: str, hours: int) -> Meaning:
    return lambda person: Decimal(sum(1 for event, ago, _ in person.events if event == name and ago < hours))


OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@st.composite
def numbers(draw: st.DrawFn, depth: int) -> Drawn:
    kind = draw(st.sampled_from(["name", "literal", "divide", "count", "sum", *(["arithmetic", "minus", "choice"] if depth else [])]))
    if kind == "arithmetic":
        (a, x), (b, y) = draw(numbers(depth - 1)), draw(numbers(depth - 1))
        symbol = draw(st.sampled_from(["+", "-", "*"]))
        return f"({a} {symbol} {b})", both(small_leaf(a, x), small_leaf(b, y), OPERATIONS[symbol])
    if kind == "minus":
        a, x = draw(numbers(depth - 1))
        return f"(-{a})", lambda person: None if (value := small_leaf(a, x)(person)) is None else -value
    if kind == "choice":
        (c, t), (a, x), (b, y) = draw(booleans(depth - 1)), draw(numbers(depth - 1)), draw(numbers(depth - 1))
        return f"({c} ? {a} : {b})", lambda person: (small_leaf(a, x) if t(person) is True else small_leaf(b, y))(person)
    if kind == "divide":
        name, divisor = draw(st.sampled_from("nmd")), draw(st.sampled_from([2, 4, 5, 0, -3]))
        if name == "d" and divisor == -3:
            divisor = 8  # its quotients are exact
        value, operation, whole = small(stored(name)), draw(st.sampled_from("/%")), name != "d"
        combine = divided(Decimal(divisor), whole) if operation == "/" else remainder(Decimal(divisor))
        return f"(contact.{name} {operation} {divisor})", lambda p: None if (v := value(p)) is None else combine(v)
    if kind == "count":
        name, hours = draw(st.sampled_from(["buy", "open"])), draw(st.sampled_from([2, 48, 10_000]))
        return f'events("{name}", "PT{hours}H").count()', happened(name, hours)
    if kind == "sum":
        least = draw(st.sampled_from([0, 6]))
        filtered = f'events("buy").filter(e, e.amount >= {least})'
        return f'{filtered}.sum("amount")', lambda person: sum(amounts(person, least), Decimal(0))
    if kind == "literal":
        number = draw(st.sampled_from([Decimal(0), Decimal(1), Decimal(-2), Decimal("0.5"), Decimal("1e45"), Decimal("-2.25")]))
        return str(number), lambda _: number
    name = draw(st.sampled_from("nmd"))
    return f"contact.{name}", stored(name)


def small_leaf(written: str, meaning: Meaning) -> Meaning:
    """As an operand, an attribute by itself is bounded; literals and results are not."""
    return small(meaning) if written.startswith("contact.") else meaning


@st.composite
def words(draw: st.DrawFn) -> Drawn:
    if draw(st.booleans()):
        name = draw(st.sampled_from(["s", "first_name"]))
        return f"contact.{name}", stored("s") if name == "s" else lambda person: person.first_name
    word = draw(st.sampled_from(["", "a", "ab", "Rural", "é", "b", "%", "'; DROP TABLE golive.contact; --"]))
    return json.dumps(word, ensure_ascii=draw(st.booleans())), lambda _: word


@st.composite
def moments(draw: st.DrawFn) -> Drawn:
    kind = draw(st.sampled_from(["t", "now", "ago", "literal"]))
    if kind == "t":
        return "contact.t", stored("t")
    if kind == "now":
        return draw(st.sampled_from(["now", "now()", "contact.created_at"])), lambda _: NOW
    if kind == "ago":
        return '(now - duration("P28DT12H"))', lambda _: NOW - timedelta(days=28, hours=12)
    return 'timestamp("2025-01-01T01:00:00.500+01:00")', lambda _: datetime(2025, 1, 1, 0, 0, 0, 500_000, UTC)


EQUAL: dict[str, Callable[[Any, Any], bool]] = {"==": operator.eq, "!=": operator.ne}
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
TEXTUAL: dict[str, Callable[[str, str], bool]] = {"startsWith": str.startswith, "endsWith": str.endswith, "contains": str.__contains__}


@st.composite
def booleans(draw: st.DrawFn, depth: int) -> Drawn:
    kind = draw(st.sampled_from(["compare", "compare", "leaf", "text", "in", *(["and", "or", "not", "choice", "same"] if depth else [])]))
    if kind == "compare":
        (a, x), (b, y) = [draw(operands) for operands in [draw(st.sampled_from([numbers(max(depth - 1, 0)), words(), moments()]))] * 2]
        symbol = draw(st.sampled_from([*EQUAL, *ORDER]))
        if symbol in EQUAL:
            return f"{a} {symbol} {b}", lambda person: EQUAL[symbol](x(person), y(person))
        return f"{a} {symbol} {b}", both(x, y, ORDER[symbol], missing=False)
    if kind == "text":
        (a, x), (b, y) = draw(words()), draw(words())
        method = draw(st.sampled_from(list(TEXTUAL)))
        return f"{a}.{method}({b})", both(x, y, TEXTUAL[method], missing=False)
    if kind == "in":
        if draw(st.booleans()):
            return "contact.d in [1, 0.5, -2.25]", lambda p: stored("d")(p) in (Decimal(1), Decimal("0.5"), Decimal("-2.25"))
        a, x = draw(words())
        return f'{a} in ["a", "Rural"]', lambda person: x(person) in ("a", "Rural")
    if kind in ("and", "or"):
        parts = draw(st.lists(booleans(depth - 1), min_size=2, max_size=3))
        join, total = ("&&", all) if kind == "and" else ("||", any)
        return f"({f' {join} '.join(part for part, _ in parts)})", lambda person: total(test(person) is True for _, test in parts)
    if kind == "not":
        a, x = draw(booleans(depth - 1))
        return f"!({a})", lambda person: x(person) is not True
    if kind == "choice":
        (c, t), (a, x), (b, y) = (draw(booleans(depth - 1)) for _ in range(3))
        return f"({c} ? {a} : {b})", lambda person: x(person) if t(person) is True else y(person)
    if kind == "same":
        (a, x), (b, y) = draw(booleans(depth - 1)), draw(booleans(depth - 1))
        symbol = draw(st.sampled_from(list(EQUAL)))
        return f"(({a}) {symbol} ({b}))", lambda person: EQUAL[symbol](x(person), y(person))
    leaves: list[Drawn] = [
        ("contact.b", stored("b")),
        ("has(contact.s)", lambda person: stored("s")(person) is not None),
        ("contact.t == null", lambda person: stored("t")(person) is None),
        (f'memberOf("{ids.encode("segment", SEGMENT)}")', lambda person: person.is_member),
        ('contact.consent["email:commercial"] == "OPTED_IN"', lambda person: person.consent.get("email:commercial") == "OPTED_IN"),
        ('events("buy", "48h").exists()', lambda person: happened("buy", 48)(person) > 0),
    ]
    return draw(st.sampled_from(leaves))
