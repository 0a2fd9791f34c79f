"""Callers: what one may have under way, how long their token counts for what it started, and the door that closes at shutdown."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Collection
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import event, func, update

from golive.graph.auth import Authenticator
from golive.graph.transport import callers as module
from golive.graph.transport.callers import Callers
from golive.graph.transport.request import Refused
from golive.lifecycles.words import Role
from golive.models.database import SYSTEM, Database
from golive.models.settings import Settings
from golive.models.workspace import Token, new_token
from golive.resolvers.context import Viewer
from golive.resolvers.errors import ApiError

FEW = Settings.model_construct(operations_per_caller=2, sockets_per_caller=3)


@pytest_asyncio.fixture
async def callers(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callers:
    monkeypatch.setattr(module, "CHECK_EVERY", 0.05)
    return Callers(Authenticator(FEW, database), FEW)


async def stored(database: Database, workspace: UUID, role: Role = Role.EDITOR, lasts: timedelta | None = None) -> tuple[Token, str]:
    """A token in the database, and the `Authorization` with it."""
    token, secret = new_token(workspace, "robot", role, None, datetime.now(UTC) + lasts if lasts else None)
    async with database.system() as session:
        session.add(token)
    return token, f"Bearer {secret}"


async def revoke(database: Database, token: Token) -> None:
    async with database.system() as session:
        await session.execute(update(Token).where(Token.id == token.id).values(revoked_at=func.now()))


def code(refused: pytest.ExceptionInfo[Refused]) -> tuple[int, str, str | None]:
    """Status, code and limit of a refusal."""
    (error,) = refused.value.errors
    assert error["message"].endswith(".")
    return refused.value.status, error["extensions"]["code"], error["extensions"].get("limit")


def noted() -> tuple[asyncio.Event, Callable[[], None]]:
    """An event, and the callback that sets it, which may be called once."""
    ended = asyncio.Event()

    def once() -> None:
        assert not ended.is_set()
        ended.set()

    return ended, once


async def test_operations_under_way_are_counted_for_all_requests_of_a_token(callers: Callers, database: Database, workspace: UUID) -> None:
    _, authorization = await stored(database, workspace)
    _, another = await stored(database, workspace)
    with (await callers.identify(authorization)).started(), (await callers.identify(authorization)).started():
        third = await callers.identify(authorization)
        with pytest.raises(Refused) as refused, third.started():
            pass
        assert code(refused) == (429, "LIMIT_EXCEEDED", "OPERATIONS")
        assert refused.value.errors[0]["extensions"]["allowed"] == 2
        with (await callers.identify(another)).started():
            pass
    with third.started():
        pass


async def test_sockets_are_counted_for_a_token(callers: Callers, database: Database, workspace: UUID) -> None:
    _, authorization = await stored(database, workspace)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context((await callers.identify(authorization)).connected())
        fourth = await callers.identify(authorization)
        with pytest.raises(Refused) as refused, fourth.connected():
            pass
        assert code(refused) == (429, "LIMIT_EXCEEDED", "SOCKETS")
    with fourth.connected():
        pass


async def test_all_that_a_revoked_token_started_ends(callers: Callers, database: Database, workspace: UUID) -> None:
    token, authorization = await stored(database, workspace)
    _, another = await stored(database, workspace)
    other, first, second = [await callers.identify(each) for each in (another, authorization, authorization)]
    goes_on, never = noted()
    other.when_invalid(never)
    with first.connected():
        ends = [noted() for _ in range(5)]
        for _, callback in ends:
            (first if callback is ends[0][1] else second).when_invalid(callback)
        await revoke(database, token)
        async with asyncio.timeout(5):
            for ended, _ in ends:
                await ended.wait()
        with pytest.raises(Refused) as refused, first.started():
            pass
        assert code(refused) == (401, "UNAUTHENTICATED", None)
    assert not goes_on.is_set()
    with other.started():
        pass


async def test_a_look_at_the_tokens_of_any_number_of_callers_is_one_statement(
    callers: Callers, database: Database, workspace: UUID
) -> None:
    sent: list[str] = []
    tokens = [await stored(database, workspace) for _ in range(5)]
    with ExitStack() as stack:
        for _, authorization in tokens * 3:
            stack.enter_context((await callers.identify(authorization)).connected())
        ended, callback = noted()
        last = await callers.identify(tokens[-1][1])
        last.when_invalid(callback)
        await revoke(database, tokens[-1][0])
        engine = database._pools[SYSTEM].engine.sync_engine
        event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
        looks = len(asyncio.all_tasks())
        async with asyncio.timeout(5):
            await ended.wait()
    assert 1 <= len(sent) <= 2
    assert len(asyncio.all_tasks()) <= looks


async def test_a_token_ends_by_its_own_date_even_while_the_database_is_away(
    callers: Callers, database: Database, database_url: str, workspace: UUID
) -> None:
    _, authorization = await stored(database, workspace, lasts=timedelta(seconds=0.5))
    caller = await callers.identify(authorization)
    callers.authenticator = Authenticator(FEW, Database(database_url.replace("host=", "host=/nowhere"), FEW))
    ended, callback = noted()
    caller.when_invalid(callback)
    async with asyncio.timeout(5):
        await ended.wait()
    assert caller.viewer.expires_at is not None
    assert timedelta(0) <= datetime.now(UTC) - caller.viewer.expires_at < timedelta(seconds=4)


async def test_a_database_that_is_away_ends_nothing_and_a_token_revoked_meanwhile_ends_afterwards(
    callers: Callers, database: Database, database_url: str, workspace: UUID
) -> None:
    token, authorization = await stored(database, workspace)
    caller = await callers.identify(authorization)
    here, looked = callers.authenticator, asyncio.Event()

    class Away(Authenticator):
        async def revoked(self, viewers: Collection[Viewer]) -> list[Viewer]:
            looked.set()
            return await super().revoked(viewers)

    callers.authenticator = Away(FEW, Database(database_url.replace("host=", "host=/nowhere"), FEW))
    ended, callback = noted()
    caller.when_invalid(callback)
    await revoke(database, token)
    for _ in range(3):
        looked.clear()
        await looked.wait()
    assert not ended.is_set()
    callers.authenticator = here
    async with asyncio.timeout(5):
        await ended.wait()


async def test_a_renewed_token_counts_for_what_the_old_one_started(callers: Callers, database: Database, workspace: UUID) -> None:
    old, authorization = await stored(database, workspace)
    new, renewed = await stored(database, workspace)
    caller, another = await callers.identify(authorization), await callers.identify(authorization)
    (mine, callback), (other, others) = noted(), noted()
    with caller.connected():
        caller.when_invalid(callback)
        another.when_invalid(others)
        await caller.renew(renewed)
        assert caller.viewer.token_id == new.id
        await revoke(database, old)
        async with asyncio.timeout(5):
            await other.wait()
        assert not mine.is_set()
        await revoke(database, new)
        async with asyncio.timeout(5):
            await mine.wait()
        assert not caller.valid
        _, fresh = await stored(database, workspace)
        await caller.renew(fresh)
        with caller.started():
            pass


async def test_a_socket_counts_for_the_token_that_it_was_renewed_by(callers: Callers, database: Database, workspace: UUID) -> None:
    (_, old), (_, new) = await stored(database, workspace), await stored(database, workspace)
    caller = await callers.identify(old)
    with ExitStack() as stack:
        stack.enter_context(caller.connected())
        await caller.renew(new)
        for token, room in ((old, 3), (new, 2)):
            another = await callers.identify(token)
            for _ in range(room):
                stack.enter_context(another.connected())
            with pytest.raises(Refused) as refused, another.connected():
                pass
            assert code(refused) == (429, "LIMIT_EXCEEDED", "SOCKETS")
        with pytest.raises(ApiError, match="close one of them") as full:
            await caller.renew(old)
        assert full.value.code == "LIMIT_EXCEEDED"
    with caller.connected(), (await callers.identify(new)).connected(), (await callers.identify(new)).connected():
        pass


async def test_a_token_that_is_no_token_or_of_another_workspace_or_role_renews_nothing(
    callers: Callers, database: Database, workspace: UUID, other_workspace: UUID
) -> None:
    _, authorization = await stored(database, workspace)
    caller = await callers.identify(authorization)
    before = caller.viewer
    wrong: dict[str, list[str | None]] = {
        "FORBIDDEN": [(await stored(database, other_workspace))[1], (await stored(database, workspace, Role.ADMIN))[1]],
        "UNAUTHENTICATED": [None, "Bearer golive_no"],
    }
    for expected, given in wrong.items():
        for each in given:
            with pytest.raises(ApiError) as error:
                await caller.renew(each)
            assert error.value.code == expected
    assert caller.viewer == before
    with caller.started():
        pass


async def test_who_does_nothing_is_forgotten(callers: Callers, database: Database, workspace: UUID) -> None:
    _, authorization = await stored(database, workspace)
    caller = await callers.identify(authorization)
    with caller.connected(), caller.started():
        forget = caller.when_invalid(lambda: None)
        assert (len(callers._watched), len(callers._counts)) == (1, 1)
        forget()
        forget()
        assert len(callers._watched) == 1
    task = callers._task
    assert task is not None
    await task
    del caller, forget
    gc.collect()
    assert (len(callers._watched), len(callers._counts), callers._task) == (0, 0, None)


async def test_a_closed_door_lets_nothing_in_and_tells_when_all_is_done(callers: Callers, database: Database, workspace: UUID) -> None:
    _, authorization = await stored(database, workspace)
    caller = await callers.identify(authorization)
    await callers.idle()
    with caller.connected():
        with caller.started():
            callers.close()
            for entry in (caller.started, caller.connected):
                with pytest.raises(Refused) as refused, entry():
                    pass
                assert code(refused) == (503, "SHUTTING_DOWN", None)
            waiting = asyncio.create_task(callers.idle())
            await asyncio.sleep(0)
            assert not waiting.done()
        async with asyncio.timeout(5):
            await waiting
