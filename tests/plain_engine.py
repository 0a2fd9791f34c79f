"""The engine once more, as plainly as it can be written: one contact at a time, in Python, by the documents alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

Json = dict[str, Any]
OLD = 90
"""The age from which on the journey's exit rule is true."""


@dataclass
class Person:
    """A contact within a journey."""

    id: UUID
    age: int
    entered: datetime
    step: str | None
    since: datetime
    events: list[datetime] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    over: str | None = None

    @property
    def place(self) -> str:
        """The step where the contact is, or its status and why, once it is out."""
        return self.step or str(self.over)


def look(journey: UUID, steps: dict[str, Json], person: Person, now: datetime) -> None:
    """Let one contact go on as far as it gets."""
    while person.step is not None:
        step = steps[person.step]
        if person.age > OLD:
            person.path.append(f"{person.step} EXITED EXIT_RULE:1")
            person.step, person.over = None, "EXITED EXIT_RULE:1"
            return
        way = _way(journey, step, person, now)
        if way is None:
            return
        branch, to = way
        person.path.append(person.step if branch is None else f"{person.step}:{branch}")
        person.step, person.since = to, now
        person.over = "COMPLETED" if to is None else None


def _way(journey: UUID, step: Json, person: Person, now: datetime) -> tuple[str | None, str | None] | None:
    """The branch and where it leads, None for who stays."""
    limit = step.get("duration") or step.get("timeLimit")
    over = limit is not None and person.since + _hours(limit) <= now
    match step["kind"]:
        case "WAIT":
            return (None, step["next"]) if over else None
        case "IF_THEN" | "WAIT_FOR":
            start = person.since if step["kind"] == "WAIT_FOR" else person.entered
            met = any(at >= start for at in person.events) if step.get("event") else person.age > _bound(step["condition"])
            if not met and limit is not None and not over:
                return None
            return _branch(step, "yes" if met else "no")
        case "SPLIT":
            text = f"{journey}:{step['id']}:{person.id}"
            percent, below = int(hashlib.md5(text.encode()).hexdigest()[:8], 16) % 100, 0
            for branch in step["branches"]:
                below += branch["percent"]
                if percent < below:
                    return branch["name"], branch["next"]
            raise AssertionError("percents sum to 100")
        case "SEGMENT_GROUP":
            taking = (each["name"] for each in step["branches"] if each["name"] != "other" and person.age > _bound(each["condition"]))
            return _branch(step, next(taking, "other"))
        case "UPDATE_CONTACT":
            person.age = step["value"]
            return None, step["next"]
        case _:
            return None, step["next"]


def _branch(step: Json, name: str) -> tuple[str | None, str | None]:
    return next((each["name"], each["next"]) for each in step["branches"] if each["name"] == name)


def _hours(duration: str) -> timedelta:
    return timedelta(hours=int(duration.removeprefix("PT").removesuffix("H")))


def _bound(condition: str) -> int:
    return int(condition.rpartition(" ")[2])
