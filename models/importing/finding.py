"""The types of a file's attributes, found while it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto

from golive.models.conditions.terms import AttributeType
from golive.models.importing.plan import Plan
from golive.models.importing.types import TypeFinder

# What was written as the first is also right as the second.
WIDER = {(AttributeType.INTEGER, AttributeType.DECIMAL)}


class Change(Enum):
    """What came of looking at rows: a type is wider than it was, or another kind, as a text among numbers makes it."""

    WIDER = auto()
    OF_KIND = auto()


class ColumnTypes:
    """`used` are the types by which values are written: registered ones stay, but an integer that is found as a decimal widens."""

    def __init__(self, plan: Plan, registered: Mapping[str, AttributeType]) -> None:
        self._plan = plan
        self._registered = registered
        named = {index: plan.targets[index] for index in plan.attribute_columns}
        open_ = (None, AttributeType.INTEGER)
        self._finders = {index: TypeFinder() for index, name in named.items() if registered.get(name) in open_}
        self.used = {name: registered[name] for name in named.values() if name in registered}
        self._looking = bool(self._finders)

    @property
    def found(self) -> dict[str, AttributeType]:
        """The types of all attributes that had a value and aren't registered as something else."""
        return {self._plan.targets[index]: type_ for index, finder in self._finders.items() if (type_ := finder.type)}

    def look(self, columns: Sequence[Sequence[str]]) -> Change | None:
        """Look at the fields of rows, column by column; tells the most that changed."""
        change = None
        for index, finder in self._finders.items() if self._looking else ():
            finder.see(columns[index])
            name = self._plan.targets[index]
            before, now = self.used.get(name), self._type(name, finder.type)
            if now is None or now is before:
                continue
            self.used[name] = now
            if before is not None and (before, now) not in WIDER:
                change = Change.OF_KIND
            change = change or Change.WIDER
        return change

    def settle(self, types: Mapping[str, AttributeType] | None) -> None:
        """Look no more, and use what was found, or these types."""
        self.used |= types or {}
        self._looking = False
        if types is not None:
            self._registered = self.used

    def fits(self, name: str) -> bool:
        """Whether all values looked at are of the type in use, as that was found by looking at them."""
        return name not in self._registered

    def _type(self, name: str, found: AttributeType | None) -> AttributeType | None:
        registered = self._registered.get(name)
        return AttributeType.DECIMAL if registered and found is AttributeType.DECIMAL else registered or found
