"""Subscribers who are told the same share each execution; each is told every change once, in order, or why not and where to go on."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from api import Api
from fanning import CHANGES, Inbox, fanning
from recording import make_record, public, write
from streaming import logged, write_many

from golive.graph import changes
from golive.graph.metrics import REGISTRY
from golive.graph.transport import groups, selection
from golive.graph.transport.encoding import encode
from golive.graph.transport.fanout import Subscribed
from golive.graph.transport.request import Refused
from golive.lifecycles.words import RecordType, Role
from golive.live import members
from golive.models import ids
from golive.models.change import ChangeKind
from golive.models.database import Database
from golive.models.history import prune
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


async def test_one_without_room_is_ended_and_resumes_where_it_stood(database: Database, workspace: UUID, settings: Settings) -> None:
    before = measured("golive_stream_slow_consumers_total")
    async with fanning(database, settings) as fan:
        slow, fast = Inbox(room=3), Inbox()
        await fan.subscribe(workspace, slow)
        await fan.subscribe(workspace, fast)
        await write_many(database, workspace, 2, 10, fan.server.doorbell)
        whole = await logged(database, workspace)
        assert await fast.reaches(whole[-1]) == whole
        told = await slow.ends()
        assert told == {"code": "SLOW_CONSUMER", "cursor": slow.cursors[-1]}
        assert slow.numbers == whole[:3]
        again = Inbox()
        await fan.subscribe(workspace, again, after=told["cursor"])
        assert await again.reaches(whole[-1]) == whole[3:]
    assert measured("golive_stream_slow_consumers_total") - before == 1


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
        (group,) = fan.engine._fanout._groups.values()
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


async def test_who_leaves_leaves_nothing_behind(database: Database, workspace: UUID, settings: Settings) -> None:
    start = str(await write(database, workspace))
    await write_many(database, workspace, 2, 10)
    async with database.transaction(workspace) as session:
        record = public(RecordType.SEGMENT, await make_record(session, workspace))
    followed = measured("golive_stream_subscribers")
    async with fanning(database, settings) as fan:
        tasks = asyncio.all_tasks()
        subscribed = []
        for number in range(100):
            subscribed.append(await fan.subscribe(workspace, Inbox(), filter={"ids": [record]} if number % 2 else None))
            subscribed.append(await fan.subscribe(workspace, Inbox(room=1), after=start))
            subscribed.append(await fan.subscribe(workspace, Inbox(), "subscription { liveView { cursor } }"))
        assert measured("golive_stream_subscribers") == followed + 300
        await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        await asyncio.sleep(0)
        for each in subscribed:
            each.close()
            each.close()
        assert (fan.groups, fan.stream.stats().workspaces) == (0, 0)
        assert measured("golive_stream_subscribers") == followed
        _, pending = await asyncio.wait(asyncio.all_tasks() - tasks, timeout=30)
        assert not pending


async def test_a_cursor_that_is_too_old_is_told_with_the_oldest_that_would_do(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    first = str(await write(database, workspace))
    await write(database, workspace, ChangeKind.UPDATED)
    async with database.system() as session:
        await prune(session, datetime.now(UTC) + timedelta(hours=1))
    last = await write(database, workspace)
    async with fanning(database, settings) as fan:
        inbox, again = Inbox(), Inbox()
        await fan.subscribe(workspace, inbox, after=first)
        assert inbox.errors is None, "nothing is called before the transport knows that it is subscribed"
        told = await inbox.ends()
        assert told["code"] == "CURSOR_EXPIRED"
        await fan.subscribe(workspace, again, after=told["cursor"])
        assert await again.reaches(last.number) == [3]


async def test_a_log_that_is_forgotten_under_a_newcomer_ends_it_alone(
    database: Database, workspace: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = str(await write(database, workspace))
    for _ in range(4):
        await write(database, workspace)
    async with fanning(database, settings) as fan:
        slow, fast = Inbox(room=1), Inbox()
        await fan.subscribe(workspace, slow, after=start)
        await fan.subscribe(workspace, fast)
        await slow.until(lambda inbox: len(inbox.payloads) == 1)
        async with database.system() as session:
            await prune(session, datetime.now(UTC) + timedelta(hours=1))
        last = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        assert await fast.reaches(last.number) == [last.number]
        slow.read()
        assert (await slow.ends())["code"] == "CURSOR_EXPIRED"
        assert not fast.over


async def test_shutting_down_tells_everybody_where_to_go_on(database: Database, workspace: UUID, settings: Settings) -> None:
    start = await write(database, workspace)
    for _ in range(5):
        last = await write(database, workspace)
    async with fanning(database, settings) as fan:
        stuck, live, elsewhere = Inbox(room=2), Inbox(), Inbox()
        await fan.subscribe(workspace, stuck, after=str(start))
        await fan.subscribe(workspace, live, after=str(start))
        await fan.subscribe(workspace, elsewhere, filter={"ids": []})
        await stuck.until(lambda inbox: len(inbox.payloads) == 2)
        assert await live.reaches(last.number) == [2, 3, 4, 5, 6]
        fan.stream.close()
        assert await stuck.ends() == {"code": "SHUTTING_DOWN", "cursor": stuck.cursors[-1]}
        for inbox in (live, elsewhere):
            assert await inbox.ends() == {"code": "SHUTTING_DOWN", "cursor": str(last)}
        late = Inbox()
        await fan.subscribe(workspace, late, after=str(start))
        assert await late.ends() == {"code": "SHUTTING_DOWN", "cursor": str(start)}
        assert (fan.groups, fan.stream.stats().workspaces) == (0, 0)


async def test_a_token_that_counts_no_more_ends_what_it_began_with_a_cursor(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    async with fanning(database, settings) as fan:
        mine, other = fan.caller(workspace, name="Ada"), fan.caller(workspace, name="Bob")
        ended, kept = Inbox(), Inbox()
        await fan.subscribe(workspace, ended, caller=mine)
        await fan.subscribe(workspace, kept, caller=other)
        first = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        await kept.reaches(first.number)
        mine.end()
        assert await ended.ends() == {"code": "UNAUTHENTICATED", "cursor": str(first)}
        second = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        assert await kept.reaches(second.number) == [1, 2]
        with pytest.raises(Refused) as refused:
            await fan.subscribe(workspace, Inbox(), caller=mine)
        assert (refused.value.code, refused.value.status) == ("UNAUTHENTICATED", 401)


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


@pytest.mark.parametrize(
    ("document", "variables", "code"),
    [
        (CHANGES, {"after": "nonsense"}, "INVALID_CURSOR"),
        (CHANGES, {"filter": {"ids": 1, "nonsense": True}}, "BAD_USER_INPUT"),
        ("subscription { liveView(first: 101) { cursor } }", {}, "BAD_USER_INPUT"),
        ('subscription { progressChanged(id: "segment_x") { done } }', {}, "NOT_FOUND"),
    ],
)
async def test_what_can_not_be_followed_is_refused(
    database: Database, workspace: UUID, settings: Settings, document: str, variables: dict[str, Any], code: str
) -> None:
    async with fanning(database, settings) as fan:
        with pytest.raises(Refused) as refused:
            await fan.subscribe(workspace, Inbox(), document, **variables)
        assert refused.value.code == code
        assert fan.groups == 0


async def test_a_cursor_of_another_workspace_is_refused(
    database: Database, workspace: UUID, other_workspace: UUID, settings: Settings
) -> None:
    foreign = await write(database, other_workspace)
    async with fanning(database, settings) as fan:
        for subscribing in (fan.subscribe(workspace, Inbox(), after=str(foreign)), fan.subscribe(workspace, Inbox(), last=str(foreign))):
            with pytest.raises(Refused) as refused:
                await subscribing
            assert refused.value.code == "INVALID_CURSOR"


async def test_the_header_goes_before_the_argument(database: Database, workspace: UUID, settings: Settings) -> None:
    cursors = [await write(database, workspace) for _ in range(4)]
    async with fanning(database, settings) as fan:
        inbox = Inbox()
        await fan.subscribe(workspace, inbox, last=str(cursors[2]), after=str(cursors[0]))
        assert await inbox.reaches(4) == [4]


async def test_a_subscriber_that_breaks_does_not_keep_an_event_from_the_others(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    class Broken(Inbox):
        def next(self, payload: bytes, cursor: str | None) -> bool:
            raise RuntimeError("secret")

        def error(self, errors: bytes) -> None:
            super().error(errors)
            raise RuntimeError("secret")

    async with fanning(database, settings) as fan:
        broken, whole, too = Broken(), Inbox(), Broken()
        await fan.subscribe(workspace, too, filter={"ids": []})
        await fan.subscribe(workspace, broken)
        await fan.subscribe(workspace, whole)
        cursor = await write(database, workspace)
        fan.server.doorbell.ring(workspace)
        assert await whole.reaches(cursor.number) == [1]
        assert (await broken.ends())["code"] == "INTERNAL"
        fan.stream.close()
        for inbox in (too, whole):
            assert (await inbox.ends())["code"] == "SHUTTING_DOWN"


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
