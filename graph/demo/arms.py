"""What the Hillstrom file tells of the campaign: who was in which arm of it, what each customer did then, and how they are rated."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from golive.graph.demo.client import Surprise

ADDRESS = "customer-{row}@example.com"
MEN, WOMEN, CONTROL = "Mens E-Mail", "Womens E-Mail", "No E-Mail"
COLUMNS = {"segment", "visit", "conversion", "spend", "recency", "history"}

POINTS: Sequence[tuple[str, str, Decimal, int]] = (
    ("recency", "<=", Decimal(3), 30),
    ("recency", "<=", Decimal(6), 20),
    ("history", ">=", Decimal(200), 20),
    ("history", ">=", Decimal(500), 30),
)
"""What a customer's months since the last purchase and dollars in the last year are worth."""
GRADES: Sequence[tuple[str, int | None, int | None]] = (("A", 70, None), ("B", 40, 69), ("C", None, 39))
SALES_READY = 80


@dataclass
class Arm:
    """One arm of the campaign: its customers' addresses, who visited, and what those spent who bought."""

    customers: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    spent: dict[str, Decimal] = field(default_factory=dict)

    @property
    def spend(self) -> Decimal:
        """Dollars that were spent."""
        return sum(self.spent.values(), Decimal())


@dataclass(frozen=True)
class Campaign:
    """The campaign as it happened: its arms by the file's names, how many customers have which grade and are ready for sales."""

    arms: Mapping[str, Arm]
    grades: Mapping[str, int]
    sales_ready: int

    @classmethod
    def of(cls, file: Path) -> Campaign:
        """Count it in the Hillstrom file or a part of it. Raises `Surprise` for another file."""
        arms, grades, ready = {name: Arm() for name in (MEN, WOMEN, CONTROL)}, Counter[str](), 0
        with file.open(newline="", encoding="utf-8-sig", errors="replace") as lines:
            rows = csv.DictReader(lines)
            if missing := COLUMNS - set(rows.fieldnames or ()):
                raise Surprise(f"{file} was expected to be the Hillstrom file, but has no column {' or '.join(sorted(missing))}.")
            for number, row in enumerate(rows, 1):
                arm, address, score = arms[row["segment"]], ADDRESS.format(row=number), _score(row)
                arm.customers.append(address)
                if row["visit"] == "1":
                    arm.visited.append(address)
                if row["conversion"] == "1":
                    arm.spent[address] = Decimal(row["spend"])
                grades[_grade(score)] += 1
                ready += score >= SALES_READY
        return cls(arms, grades, ready)


def _score(row: Mapping[str, str]) -> int:
    compare = {"<=": Decimal.__le__, ">=": Decimal.__ge__}
    return sum(points for column, how, bound, points in POINTS if compare[how](Decimal(row[column]), bound))


def _grade(score: int) -> str:
    return next(name for name, low, high in GRADES if (low is None or low <= score) and (high is None or score <= high))
