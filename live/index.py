"""An index of filters: which of them a change can match at all, without asking each."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator
from typing import Generic, TypeAlias, TypeVar
from uuid import UUID

from golive.models.change import Change
from golive.models.filters import Facts, RecordFilter

Item = TypeVar("Item", bound=Hashable)
Mark: TypeAlias = tuple[int, object]
"""Something that a change has or has not: a kind of mark, and a value."""
EVERY, TYPE, STATE, OWNER, USES, ID = range(6)
"""The kinds, the rarer the higher: of several that a filter asks for, the rarest is the one to find it by."""
ANY_KIND = frozenset({TYPE, STATE, OWNER, USES, ID})
LASTING = frozenset({TYPE, ID})
"""The kinds of marks that a record keeps as long as it lives."""
ANYTHING: frozenset[Mark] = frozenset({(EVERY, None)})


def marks_of_filter(filter: RecordFilter, kinds: Container[int] = ANY_KIND) -> frozenset[Mark]:
    """Marks, of these kinds, of which a change must have one to match `filter`; it may have one without matching."""
    asked = [ANYTHING, *(marks_of_filter(part, kinds) for part in filter.and_ or ())]
    asked += [frozenset((kind, value) for value in values) for kind, values in _asked(filter) if kind in kinds]
    if filter.or_ is not None:
        asked.append(frozenset().union(*(marks_of_filter(part, kinds) for part in filter.or_)))
    return max(asked, key=lambda marks: (min((kind for kind, _ in marks), default=ID + 1), -len(marks)))


def records_of_filter(filter: RecordFilter) -> frozenset[UUID] | None:
    """The records of one of which a change must be to match; None where the filter names none."""
    marks = marks_of_filter(filter)
    return frozenset(value for _, value in marks if isinstance(value, UUID)) if all(kind == ID for kind, _ in marks) else None


def _asked(filter: RecordFilter) -> Iterator[tuple[int, Iterable[object]]]:
    """What a filter itself asks for, by kind."""
    if filter.ids is not None:
        yield ID, (id_ for _, id_ in filter.named)
    if filter.uses_id is not None:
        yield USES, (filter.used,)
    if filter.owner_id is not None:
        yield OWNER, (filter.owner_id,)
    for kind, wanted in ((STATE, filter.status_reasons), (STATE, filter.publish_statuses), (TYPE, filter.types)):
        if wanted is not None:
            yield kind, wanted


def marks_of_change(change: Change, facts: Facts) -> Iterable[Mark]:
    """All marks that a change has."""
    yield EVERY, None
    yield TYPE, facts.type
    for value in (change.from_status_reason, change.to_status_reason, change.from_publish_status, change.to_publish_status):
        yield STATE, value
    yield OWNER, facts.owner_id
    for used in facts.uses:
        yield USES, used
    yield ID, facts.id


class Index(Generic[Item]):
    """Items by their filters, as far as these ask for marks of some kinds."""

    def __init__(self, kinds: Container[int] = ANY_KIND) -> None:
        self._kinds = kinds
        self._items: dict[Mark, set[Item]] = {}

    def __bool__(self) -> bool:
        return bool(self._items)

    def add(self, filter: RecordFilter, item: Item) -> None:
        """Find `item` by `filter` from now on."""
        for mark in marks_of_filter(filter, self._kinds):
            self._items.setdefault(mark, set()).add(item)

    def discard(self, filter: RecordFilter, item: Item) -> None:
        """Forget `item`, which was added with `filter`."""
        for mark in marks_of_filter(filter, self._kinds):
            items = self._items.get(mark, set())
            items.discard(item)
            if not items:
                self._items.pop(mark, None)

    def candidates(self, change: Change, facts: Facts) -> set[Item]:
        """The items whose filters `change` may match: all whose filters it does match are among them.

        With `LASTING` kinds: all whose filters its record has ever matched, or may come to match by it.
        """
        found = (self._items.get(mark) for mark in marks_of_change(change, facts))
        return set[Item]().union(*filter(None, found))
