"""Stock strawberry with the ORM: strawberry.asgi under uvicorn, and a page of mapped records from our tables."""

from __future__ import annotations

import base64
import json
import sys
from datetime import UTC, datetime
from uuid import UUID

import strawberry
from sqlalchemy import select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import with_polymorphic
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from golive.benchmarks.peers.asgi import run
from golive.lifecycles.words import Action, GuardCode, RecordType, Status, StatusReason
from golive.models.connecting import connect
from golive.models.guards import User, protection
from golive.models.locks import field_locks
from golive.models.records import Record
from golive.models.use import Scope, Use

EVERY = with_polymorphic(Record, "*")
URL, WORKSPACE = sys.argv[1:]
engine = create_async_engine(
    "postgresql+asyncpg://", async_creator=lambda *_, **__: connect(URL, role="golive_app"), pool_size=10, max_overflow=0
)


@strawberry.type
class FieldLock:
    field: str
    editable: bool
    permanent: bool


def _id(root: strawberry.Parent[Record]) -> strawberry.ID:
    return strawberry.ID(root.public_id)


def _actions(root: strawberry.Parent[Record], info: strawberry.Info) -> list[Action]:
    users, life = info.context["users"].get(root.id, []), root.lifecycle
    return [action for action in Action if life.has(action) and _is_allowed(root, action, users, info.context["now"])]


def _is_allowed(record: Record, action: Action, users: list[User], now: datetime) -> bool:
    if isinstance(record.lifecycle.cell(action, record.state, record.status), GuardCode):
        return False
    found = protection(record, action, users, now)
    return found is None or found.confirmable


def _locks(root: strawberry.Parent[Record], info: strawberry.Info) -> list[FieldLock]:
    locks = field_locks(root, info.context["now"])
    return [FieldLock(field=lock.field, editable=lock.editable, permanent=lock.permanent) for lock in locks]


@strawberry.type(name="Record")
class ShownRecord:
    id: strawberry.ID = strawberry.field(resolver=_id)
    type: RecordType
    name: str
    status: Status
    status_reason: StatusReason | None
    is_live: bool
    revision: int
    updated_at: datetime
    allowed_actions: list[Action] = strawberry.field(resolver=_actions)
    field_locks: list[FieldLock] = strawberry.field(resolver=_locks)

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Records are shown as they are mapped."""
        return isinstance(value, Record)


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class RecordConnection:
    nodes: list[ShownRecord]
    page_info: PageInfo


async def _users(session: AsyncSession, keys: list[UUID]) -> dict[UUID, list[User]]:
    users = select(Use.used_id, Use.scope, Record.id, Record.type, Record.name).join(Record, Record.id == Use.user_id)
    found: dict[UUID, list[User]] = {}
    for row in await session.execute(users.where(Use.used_id.in_(keys)).distinct().order_by(Record.name, Record.id)):
        found.setdefault(row.used_id, []).append(User(row.id, row.type, row.name, row.scope is Scope.LIVE))
    return found


async def _records(info: strawberry.Info, first: int = 50, after: str | None = None) -> RecordConnection:
    assert after is not None
    _, at, record_id = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    place = (datetime.fromisoformat(at), UUID(hex=record_id))
    async with AsyncSession(engine) as session, session.begin():
        await session.execute(text("SELECT set_config('golive.workspace', :workspace, true)"), {"workspace": WORKSPACE})
        newest = select(EVERY).where(tuple_(EVERY.created_at, EVERY.id) < place).order_by(EVERY.created_at.desc(), EVERY.id.desc())
        rows = list(await session.scalars(newest.limit(first + 1)))
        keys = [row.id for row in rows[:first]]
        info.context["now"], info.context["users"] = datetime.now(UTC), await _users(session, keys)
        needs = select(Use.user_id, Record.id, Record.is_live).join(Record, Record.id == Use.used_id)
        await session.execute(needs.where(Use.user_id.in_(keys), Use.scope == Scope.COPY).distinct())
        session.expunge_all()
    last = json.dumps(["CREATED_AT.DESC", rows[first - 1].created_at.isoformat(), rows[first - 1].id.hex])
    cursor = base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")
    nodes: list[ShownRecord] = rows[:first]  # type: ignore[assignment]
    return RecordConnection(nodes=nodes, page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=cursor))


@strawberry.type
class Query:
    records: RecordConnection = strawberry.field(resolver=_records)


if __name__ == "__main__":
    run(Starlette(routes=[Route("/graphql", GraphQL[None, None](strawberry.Schema(Query)), methods=["POST"])]))
