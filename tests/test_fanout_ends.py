"""However a subscription ends, its client is told why and where to go on, nobody else notices, and nothing is left behind."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fanning import CHANGES, Inbox, fanning
from recording import make_record, public, write
from streaming import logged, write_many

from golive.graph.metrics import REGISTRY
from golive.graph.transport.request import Refused
from golive.lifecycles.words import RecordType
from golive.models.change import ChangeKind
from golive.models.database import Database
from golive.models.history import prune
from golive.models.settings import Settings


def measured(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0.0


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


async def test_variables_that_would_be_kept_are_limited_and_others_are_not_kept(
    database: Database, workspace: UUID, settings: Settings
) -> None:
    async with fanning(database, settings) as fan:
        subscribed = await fan.subscribe(workspace, Inbox(), unknown="x" * 200_000)
        assert subscribed.group is not None
        assert subscribed.group.selection._variables == {}
        with pytest.raises(Refused) as refused:
            await fan.subscribe(workspace, Inbox(), filter={"search": "x" * 100_000})
        (error,) = refused.value.errors
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "VARIABLES", "allowed": 100_000}
