"""The connections below a record: what their rows are, and in which order they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from golive.models.change import Change, ChangeKind, LogCounter
from golive.models.contact import Contact, SegmentMember
from golive.models.history import log_order
from golive.models.ordering import Order
from golive.models.perform import EVERY
from golive.models.records import Record
from golive.models.use import Scope, Use
from golive.models.version import Version
from golive.resolvers.nested import Nested

_BY_NAME = Order("name", (Record.__table__.c.lower_name, Record.__table__.c.id))
_BY_NUMBER = Order("version", (Version.__table__.c.number,))
_LOGGED = log_order(LogCounter())
_BY_CONTACT = Order("contact", (Contact.__table__.c.id,))


def _used(scopes: Sequence[Scope], parent: Any, other: Any) -> Nested:
    """Records on the other side of uses, each once."""
    table = Record.__table__
    uses = (
        select(Use.workspace_id, parent.label("parent"), other.label("other"))
        .where(Use.scope.in_(scopes), parent != other)
        .distinct()
        .subquery()
    )
    statement = select().select_from(table).join(uses, (table.c.workspace_id == uses.c.workspace_id) & (table.c.id == uses.c.other))
    return Nested(EVERY, uses.c.parent, (table.c.workspace_id, table.c.id), _BY_NAME, statement)


def _rows(entity: Any, parent: Any, key: Sequence[Any], order: Order, *where: Any) -> Nested:
    return Nested(entity, parent, key, order, select().select_from(entity.__table__).where(*where))


_MEMBER = (SegmentMember.workspace_id == Contact.workspace_id) & (SegmentMember.contact_id == Contact.id)
NESTED: dict[str, Nested] = {
    "uses": _used(tuple(Scope), Use.user_id, Use.used_id),
    "usedBy": _used(tuple(Scope), Use.used_id, Use.user_id),
    "usedByLive": _used((Scope.LIVE,), Use.used_id, Use.user_id),
    "history": _rows(Change, Change.record_id, (Change.workspace_id, Change.number), _LOGGED, Change.kind != ChangeKind.UPDATED),
    "versions": _rows(
        Version,
        Version.record_id,
        (Version.workspace_id, Version.record_id, Version.number),
        _BY_NUMBER,
        (Version.live_from.is_not(None)) | (Version.status_reason.is_not(None)),
    ),
    "members": Nested(
        Contact,
        SegmentMember.__table__.c.segment_id,
        (Contact.__table__.c.workspace_id, Contact.__table__.c.id),
        _BY_CONTACT,
        select().select_from(Contact.__table__).join(SegmentMember.__table__, _MEMBER),
    ),
}
"""The connections below a record, by name."""
