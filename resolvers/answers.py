"""What mutations answer, and the memory of answers by idempotency key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.change import Change
from golive.models.checks.finding import Finding, Severity
from golive.models.connecting import DRIVER_ERRORS, is_deadlock
from golive.models.contacts.checking import text_problem
from golive.models.keeping import AnsweredRequest
from golive.models.moves import Done
from golive.models.records import Record
from golive.models.refusal import NotFound, Refusal, Refused
from golive.models.working import LostClaim
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode, bad_input, not_found

LONGEST_KEY = 200
DEADLOCK_TRIES = 5


@dataclass(frozen=True, slots=True)
class Success:
    """A mutation that went through: ids to load what it answers with, unless it is there, and the cursor of its change."""

    record_id: UUID | None
    change_number: int | None
    cursor: str
    warnings: Sequence[Finding] = ()
    blueprint_id: UUID | None = None
    record: Record | None = None
    change: Change | None = None


def success(done: Done) -> Success:
    """The answer for what the one door did."""
    return Success(
        done.record.id if done.record is not None else None,
        done.change.number if done.change is not None else None,
        str(done.cursor),
        tuple(done.warnings),
        done.blueprint.id if done.blueprint is not None else None,
        done.record,
        done.change,
    )


async def answered(
    context: Context, name: str, key: str | None, arguments: Mapping[str, Any], act: Callable[[AsyncSession], Awaitable[Success]]
) -> Success | Refusal:
    """Do `act` in a transaction of its own; a repetition with the same key and arguments answers the same and does nothing.

    A refusal has changed nothing, and its key can be used again. Raises NOT_FOUND, IDEMPOTENCY_CONFLICT.
    """
    try:
        for _ in range(DEADLOCK_TRIES):
            with suppress_deadlock():
                if key is None:
                    return await _told(context, act)
                async with context.write() as session:
                    return _read(await once(context, session, name, key, arguments, lambda: _written(act(session))))
        raise ApiError(ErrorCode.UNAVAILABLE, "Too many changes were made to these records at once: try again.")
    except Refused as refused:
        return refused.refusal
    except NotFound as missing:
        raise not_found(missing.what) from None
    except LostClaim:
        raise ApiError(ErrorCode.UNAVAILABLE, "The system was just at work on this record: try again.") from None


async def _told(context: Context, act: Callable[[AsyncSession], Awaitable[Success]]) -> Success:
    """Do `act`, and have the loaders know the record as it has left it, which is not read again for the answer."""
    async with context.write() as session:
        success = await act(session)
    if success.record is not None:
        context.loaders.remember(success.record)
    return success


@contextmanager
def suppress_deadlock() -> Iterator[None]:
    """Two moves of records that use each other can wait for each other; PostgreSQL ends one, which has then changed nothing."""
    try:
        yield
    except DRIVER_ERRORS as error:
        if not is_deadlock(error):
            raise


async def once(
    context: Context,
    session: AsyncSession,
    name: str,
    key: str,
    arguments: Mapping[str, Any],
    act: Callable[[], Awaitable[dict[str, Any]]],
) -> dict[str, Any]:
    """What `act` answers, as JSON, or answered when it was done with this key. Raises BAD_USER_INPUT, IDEMPOTENCY_CONFLICT."""
    if not 0 < len(key) <= LONGEST_KEY or text_problem(key, LONGEST_KEY):
        raise bad_input(f"An idempotency key has 1 to {LONGEST_KEY} characters: choose a random one for each request.")
    print_ = hashlib.sha256(json.dumps([name, arguments], default=str).encode()).hexdigest()
    mine = insert(AnsweredRequest).values(workspace_id=context.viewer.workspace_id, key=key, fingerprint=print_, answer={})
    claimed = await session.scalar(mine.on_conflict_do_nothing().returning(AnsweredRequest.key))
    where = (AnsweredRequest.workspace_id == context.viewer.workspace_id, AnsweredRequest.key == key)
    row = (await session.scalars(select(AnsweredRequest).where(*where))).one()
    if claimed is None:
        if row.fingerprint != print_:
            raise ApiError(ErrorCode.IDEMPOTENCY_CONFLICT, "This idempotency key was used for another request: use a new one.")
        return row.answer
    row.answer = await act()
    await session.flush()
    return row.answer


async def _written(act: Awaitable[Success]) -> dict[str, Any]:
    done = await act
    return {
        "record_id": _text(done.record_id),
        "change_number": done.change_number,
        "cursor": done.cursor,
        "warnings": [asdict(warning) for warning in done.warnings],
        "blueprint_id": _text(done.blueprint_id),
    }


def _text(uuid: UUID | None) -> str | None:
    return str(uuid) if uuid is not None else None


def _read(answer: Mapping[str, Any]) -> Success:
    return Success(
        UUID(answer["record_id"]) if answer["record_id"] else None,
        answer["change_number"],
        answer["cursor"],
        tuple(Finding(**{**each, "severity": Severity(each["severity"]), "path": tuple(each["path"])}) for each in answer["warnings"]),
        UUID(answer["blueprint_id"]) if answer["blueprint_id"] else None,
    )
