"""Which contacts one batch is about: those in a range of ids, or those that are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, literal, true


@dataclass(frozen=True, slots=True)
class Range:
    """The contacts with ids above `after` up to and with `upto`; None is no bound."""

    after: UUID | None = None
    upto: UUID | None = None

    def holds(self, id_: Any) -> ColumnElement[bool]:
        """Whether a column's id is in the range."""
        above = id_ > self.after if self.after is not None else true()
        return and_(above, id_ <= self.upto) if self.upto is not None else above


@dataclass(frozen=True, slots=True)
class Chosen:
    """The contacts with these ids."""

    ids: Sequence[UUID]

    def holds(self, id_: Any) -> ColumnElement[bool]:
        """Whether a column's id is one of these."""
        held: ColumnElement[bool] = id_ == any_(literal(list(self.ids), ARRAY(Uuid)))
        return held


Within = Range | Chosen
EVERYBODY = Range()
