"""Callers who hang up, or take their time: nothing half is executed, queries are given up, mutations never."""

from __future__ import annotations

import asyncio

import pytest
from over_http import CREATE, READ, Call, blocked, changes, held
from starlette.types import ASGIApp

from golive.graph.transport import http
from golive.models.database import Database


async def test_a_query_nobody_waits_for_is_given_up_and_its_connection_is_free_again(app: ASGIApp, secret: str, database: Database) -> None:
    async with held(database):
        call = Call(app, secret, READ)
        call.send()
        await blocked(database, 1)
        call.hang_up()
        await call.done
        await blocked(database, 0)
        assert call.answer == []
    assert [pool.in_use for pool in database.stats()] == [0, 0]


async def test_a_mutation_nobody_waits_for_is_done_to_its_end(app: ASGIApp, secret: str, database: Database) -> None:
    async with held(database):
        call = Call(app, secret, CREATE)
        call.send()
        await blocked(database, 1)
        call.hang_up()
    await call.done
    assert await changes(database) == 1


async def test_a_query_that_is_stopped_with_the_server_is_no_hang_up(app: ASGIApp, secret: str, database: Database) -> None:
    async with held(database):
        call = Call(app, secret, READ)
        call.send()
        await blocked(database, 1)
        call.done.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call.done


async def test_half_a_body_executes_nothing(app: ASGIApp, secret: str, database: Database) -> None:
    call = Call(app, secret, CREATE)
    call.send(until=-1)
    call.hang_up()
    await call.done
    assert (call.answer, await changes(database)) == ([], 0)


async def test_a_body_that_takes_too_long_is_not_waited_for(
    app: ASGIApp, secret: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SLOWEST_BODY", 0.05)
    call = Call(app, secret, CREATE)
    call.send(until=-1)
    await call.done
    assert (call.answer[0]["status"], dict(call.answer[0]["headers"])[b"connection"]) == (408, b"close")
    assert await changes(database) == 0
