"""Subscribers who are told the same share each execution, whenever they come, and however fast they read."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from api import Api
from fanning import CHANGES, Inbox, fanning
from recording import write
from streaming import logged, write_many

from golive.graph import changes
from golive.graph.metrics import REGISTRY
from golive.graph.transport import groups, selection
from golive.graph.transport.encoding import encode
from golive.graph.transport.fanout import Subscribed
from golive.lifecycles.words import Role
from golive.live import members
from golive.models import ids
from golive.models.database import Database
from golive.models.settings import Settings

WITH_RECORD = "subscription { statusChanged { cursor record { name } } }"


def measured(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0.0


async def test_equal_subscribers_share_one_execution_and_its_bytes(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[object] = []

    def noted(value: object) -> bytes:
        encoded.append(value)
        return encode(value)

    monkeypatch.setattr(selection, "encode", noted)
    before = measured("golive_stream_executions_total")
    async with fanning(database, settings) as fan:
        inboxes = [Inbox() for _ in range(50)]
        for number, inbox in enumerate(inboxes):
            await fan.subscribe(workspace, inbox, caller=fan.caller(workspace, name=f"Ada {number}"), unknown=number)
        assert fan.groups == 1
        for _ in range(3):
            last = await write(database, workspace)
            fan.server.doorbell.ring(workspace)
        for inbox in inboxes:
            assert await inbox.reaches(last.number) == [1, 2, 3]
        for place in range(3):
            assert len({id(inbox.payloads[place]) for inbox in inboxes}) == 1
    assert measured("golive_stream_executions_total") - before == 3
    assert len(encoded) == 3


async def test_what_could_be_told_differently_is_not_shared(
    database: Database, workspace: UUID, other_workspace: UUID, settings: Settings
) -> None:
    async with fanning(database, settings) as fan:
        for caller in (fan.caller(workspace), fan.caller(workspace, Role.ADMIN), fan.caller(other_workspace)):
            await fan.subscribe(caller.viewer.workspace_id, Inbox(), caller=caller)
        await fan.subscribe(workspace, Inbox(), filter={"types": ["EVENT"]})
        await fan.subscribe(workspace, Inbox(), CHANGES.replace("kind", "id"))
        assert fan.groups == 5


async def test_where_they_begin_does_not_part_subscribers(database: Database, workspace: UUID, settings: Settings) -> None:
    first = str(await write(database, workspace))
    named = CHANGES.replace("subscription", "subscription Named")
    nested = CHANGES.replace("kind", "record { history(after: $after) { totalCount } }")
    async with fanning(database, settings) as fan:
        await fan.subscribe(workspace, Inbox(), named)
        await fan.subscribe(workspace, Inbox(), named, after=first)
        await fan.subscribe(workspace, Inbox(), named, after=None)
        await fan.subscribe(workspace, Inbox(), named, last=first)
        assert fan.groups == 1
        await fan.subscribe(workspace, Inbox(), nested)
        await fan.subscribe(workspace, Inbox(), nested, after=first)
        assert fan.groups == 3, "a cursor that is asked for elsewhere, too, is part of what is told"


async def test_a_thousand_who_come_back_at_once_share_the_past(database: Database, workspace: UUID, settings: Settings) -> None:
    start = await write(database, workspace)
    await write_many(database, workspace, 4, 10)
    whole = await logged(database, workspace, 1)
    before = measured("golive_stream_executions_total")
    async with fanning(database, settings) as fan:
        inboxes = [Inbox() for _ in range(1_000)]
        await asyncio.gather(*(fan.subscribe(workspace, inbox, after=str(start)) for inbox in inboxes))
        for inbox in inboxes:
            assert await inbox.reaches(whole[-1]) == whole
        last = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        for inbox in inboxes:
            assert await inbox.reaches(last.number) == [*whole, last.number]
    assert measured("golive_stream_executions_total") - before == len(whole) + 1


async def test_a_group_that_waits_for_the_database_ends_nobody_and_misses_nothing(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "QUEUE", 5)
    attempt, there = selection.Selection._attempt, asyncio.Event()

    async def waiting(*args: Any) -> bytes:
        await there.wait()
        return await attempt(*args)

    monkeypatch.setattr(selection.Selection, "_attempt", waiting)
    async with fanning(database, settings) as fan:
        inboxes = [Inbox() for _ in range(3)]
        for inbox in inboxes:
            await fan.subscribe(workspace, inbox)
        await write_many(database, workspace, 3, 10, fan.server.doorbell)
        whole = await logged(database, workspace)
        late = Inbox()
        await fan.subscribe(workspace, late)
        there.set()
        for inbox in inboxes:
            assert await inbox.reaches(whole[-1]) == whole
        last = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        assert await late.reaches(last.number) == [last.number]


async def test_one_that_reads_the_past_slowly_is_waited_for(database: Database, workspace: UUID, settings: Settings) -> None:
    start = await write(database, workspace)
    await write_many(database, workspace, 2, 20)
    whole = await logged(database, workspace, 1)
    async with fanning(database, settings) as fan:
        inbox = Inbox(room=4)
        await fan.subscribe(workspace, inbox, after=str(start))
        while len(inbox.payloads) < len(whole):
            wanted = min(len(inbox.payloads) + 4, len(whole))
            await inbox.until(lambda inbox, wanted=wanted: len(inbox.payloads) >= wanted)  # type: ignore[misc]
            inbox.read()
        assert inbox.numbers == whole
        last = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        assert await inbox.reaches(last.number) == [*whole, last.number]


async def test_newcomers_who_wait_for_room_hold_up_nobody(database: Database, workspace: UUID, settings: Settings) -> None:
    start = await write(database, workspace)
    await write_many(database, workspace, 2, 10)
    async with fanning(database, settings) as fan:
        stuck = [Inbox(room=2) for _ in range(20)]
        for inbox in stuck:
            await fan.subscribe(workspace, inbox, after=str(start))
        for inbox in stuck:
            await inbox.until(lambda inbox: len(inbox.payloads) == 2)
        fast = Inbox()
        await fan.subscribe(workspace, fast)
        await write_many(database, workspace, 4, 2 * groups.RECENT // 4, fan.server.doorbell)
        whole = await logged(database, workspace, 1)
        live = await fast.reaches(whole[-1])
        (group,) = fan.engine.fanout._groups.values()
        assert len(group._recent) <= groups.RECENT
        for inbox in stuck:
            assert not inbox.over
            inbox.room = 1_000_000
            inbox.read()
        for inbox in stuck:
            assert await inbox.reaches(whole[-1]) == whole
        assert live == whole[-len(live) :]
        await asyncio.gather(*group._newcomers.values())
        assert not group._recent


async def test_an_event_that_can_not_be_executed_is_told_so_and_the_stream_goes_on(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise RuntimeError("secret")

    async with fanning(database, settings) as fan:
        inbox = Inbox()
        await fan.subscribe(workspace, inbox, "subscription { statusChanged { kind findings { code } } }")
        with monkeypatch.context() as patch:
            patch.setattr(changes, "findings_of", broken)
            first = await write(database, workspace)
            fan.server.doorbell.ring(workspace)
            await inbox.reaches(first.number)
        assert b'"code":"INTERNAL"' in inbox.payloads[0]
        assert b"secret" not in inbox.payloads[0]
        second = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        await inbox.reaches(second.number)
        assert inbox.data[1] == {"kind": "STATE", "findings": []}


async def test_a_database_without_a_connection_to_spare_delays_an_event_and_spoils_none(
    database_url: str, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: asyncio.Queue[None] = asyncio.Queue()
    attempt = selection.Selection._attempt

    async def noted(*args: Any) -> bytes:
        attempts.put_nowait(None)
        return await attempt(*args)

    monkeypatch.setattr(selection.Selection, "_attempt", noted)
    settings = Settings.model_construct(pool_size=1, pool_timeout=timedelta(seconds=0.2))
    database = await Database.open(settings, database_url)
    try:
        async with fanning(database, settings) as fan:
            made = await Api(fan.server, workspace).create("Segment", name="Spring")
            inbox = Inbox()
            await fan.subscribe(workspace, inbox, WITH_RECORD)
            cursor = await write(database, workspace, record=ids.decode(made)[1])
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(database.transaction(workspace))  # the one connection that resolvers have
                fan.server.doorbell.ring(workspace)
                async with asyncio.timeout(30):
                    for _ in range(3):
                        await attempts.get()
                assert not inbox.payloads
            await inbox.reaches(cursor.number)
            assert inbox.data == [{"cursor": str(cursor), "record": {"name": "Spring"}}]
    finally:
        await database.close()


async def test_the_header_goes_before_the_argument(database: Database, workspace: UUID, settings: Settings) -> None:
    cursors = [await write(database, workspace) for _ in range(4)]
    async with fanning(database, settings) as fan:
        inbox = Inbox()
        await fan.subscribe(workspace, inbox, last=str(cursors[2]), after=str(cursors[0]))
        assert await inbox.reaches(4) == [4]


async def test_who_comes_and_goes_while_an_event_is_handed_on_is_told_it_once_or_not_at_all(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "CHUNK", 1)
    loop = asyncio.get_running_loop()

    class Acting(Inbox):
        """Does something when it is told, and while others wait for their turn."""

        def __init__(self, act: Any) -> None:
            super().__init__()
            self.act = act

        def next(self, payload: bytes, cursor: str | None) -> bool:
            loop.call_soon(self.act)
            return super().next(payload, cursor)

    async with fanning(database, settings) as fan:
        tasks: list[asyncio.Task[Any]] = []
        leaving: list[Subscribed] = []
        late, gone = Inbox(), Inbox()

        def come_and_go() -> None:
            leaving.pop().close()
            tasks.append(asyncio.create_task(fan.subscribe(workspace, late)))

        first = Acting(come_and_go)
        await fan.subscribe(workspace, first)
        others = [Inbox() for _ in range(20)]
        for inbox in others:
            await fan.subscribe(workspace, inbox)
        leaving.append(await fan.subscribe(workspace, gone))
        cursor = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        for inbox in others:
            assert await inbox.reaches(cursor.number) == [1]
        await asyncio.gather(*tasks)
        first.act = lambda: None
        second = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        for inbox in others:
            assert await inbox.reaches(second.number) == [1, 2]
        assert await late.reaches(second.number) == [2]
        assert gone.payloads == []
