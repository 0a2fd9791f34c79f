"""Stock strawberry with the ORM: strawberry.asgi under uvicorn, and goLive by SQLAlchemy's unit of work over our tables.

Takes the database's URL. Which workspace a request is for, its Authorization says.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import strawberry
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from golive.benchmarks.peers.asgi import run
from golive.lifecycles.words import Action, RecordType, Status, StatusReason
from golive.models import ids
from golive.models.change import Change, ChangeCause, ChangeKind, Cursor, LogCounter
from golive.models.connecting import connect
from golive.models.contact import Attribute
from golive.models.records import Record
from golive.models.records.insights import LeadScoringModel
from golive.models.use import Scope, Use
from golive.models.work import Work, WorkKind

URL = sys.argv[1]
ENQUEUE = text(
    "INSERT INTO golive.pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, status)"
    " VALUES (0, 'GOING_LIVE', convert_to(:payload, 'UTF8'), now(), :key, 'queued')"
)
engine = create_async_engine(
    "postgresql+asyncpg://", async_creator=lambda *_, **__: connect(URL, role="golive_app"), pool_size=10, max_overflow=0
)


@strawberry.type
class ShownRecord:
    id: strawberry.ID
    name: str
    status: Status
    status_reason: StatusReason
    revision: int


@strawberry.type
class ActionSuccess:
    record: ShownRecord | None
    cursor: str


@strawberry.type
class GuardError:
    code: str
    message: str


ActionResult = Annotated[ActionSuccess | GuardError, strawberry.union("ActionResult")]


async def _go_live(info: strawberry.Info, id: strawberry.ID) -> ActionResult | None:
    _, record_id = ids.decode(id)
    workspace = UUID(info.context["request"].headers["authorization"].removeprefix("Bearer "))
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        await session.execute(text("SELECT set_config('golive.workspace', :workspace, true)"), {"workspace": str(workspace)})
        record = await session.get_one(LeadScoringModel, (workspace, record_id), with_for_update=True)
        if record.status_reason not in (StatusReason.DRAFT, StatusReason.STOPPED, StatusReason.ERROR):
            return GuardError(code="ACTION_NOT_ALLOWED", message="The model can't go live.")
        await session.scalars(select(Attribute).order_by(Attribute.name))
        same = select(Record.id).where(Record.type == record.type, Record.lower_name == record.name.lower(), Record.id != record.id)
        if await session.scalar(same.limit(1)):
            return GuardError(code="CHECK_FAILED", message="Another model has this name.")
        now = datetime.now(UTC)
        record.status_reason, record.revision, record.updated_at = StatusReason.GOING_LIVE, record.revision + 1, now
        work = Work(
            workspace_id=workspace, id=ids.new(), record_id=record.id, kind=WorkKind.GOING_LIVE, then=StatusReason.LIVE,
            failed=StatusReason.ERROR, action=Action.GO_LIVE, actor="admin", deadline=now + timedelta(minutes=5),
        )  # fmt: skip
        session.add(work)
        await session.flush()
        await session.execute(ENQUEUE, {"payload": f'{{"work": "{work.id}"}}', "key": f"GOING_LIVE:{work.id}"})
        await session.execute(delete(Use).where(Use.user_id == record.id, Use.scope == Scope.LIVE))
        counter = await session.get_one(LogCounter, workspace, with_for_update=True, populate_existing=True)
        counter.number += 1
        change = Change(
            workspace_id=workspace, number=counter.number, kind=ChangeKind.STATE, record_id=record.id, record_name=record.name,
            record_type=RecordType.LEAD_SCORING_MODEL, revision=record.revision, action=Action.GO_LIVE, actor="admin",
            cause=ChangeCause.USER, from_status=Status.ACTIVE, from_status_reason=StatusReason.DRAFT,
            to_status=Status.ACTIVE, to_status_reason=StatusReason.GOING_LIVE, from_is_live=False, to_is_live=False,
        )  # fmt: skip
        session.add(change)
    shown = ShownRecord(
        id=strawberry.ID(record.public_id),
        name=record.name,
        status=record.status,
        status_reason=StatusReason.GOING_LIVE,
        revision=record.revision,
    )
    return ActionSuccess(record=shown, cursor=str(Cursor(counter.epoch, workspace, counter.number)))


@strawberry.type
class Query:
    ready: bool = True


@strawberry.type
class Mutation:
    go_live = strawberry.mutation(resolver=_go_live)


if __name__ == "__main__":
    run(Starlette(routes=[Route("/graphql", GraphQL[None, None](strawberry.Schema(Query, Mutation)), methods=["POST"])]))
