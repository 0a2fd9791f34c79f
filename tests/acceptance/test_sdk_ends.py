"""Both SDKs where it is the server that ends their streams, as too slow or too old, and where what they wait for was refused."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import Server as PostgreSQL
from recording import write
from sdks import Failure, sdk
from several import Cluster, until_measured
from sqlalchemy import select

from golive.models.change import ChangeKind
from golive.models.database import Database
from golive.models.history import prune
from golive.models.ids import decode
from golive.models.settings import Settings
from golive.models.workspace import Workspace

SLOW = "golive_stream_slow_consumers_total"
LONG = "long " * 20_000  # which soon fills what the kernel keeps
MOST = 120  # changes until the server must have had enough


async def test_slow_readers_go_on_where_they_stood_and_what_never_comes_is_told(
    postgres: PostgreSQL, template: str, tmp_path: Path
) -> None:
    url = await postgres.create(template=template)
    database = Database(url, Settings.model_construct())
    async with Cluster(tmp_path, url, GOLIVE_SEND_BUFFER="150000", GOLIVE_SEND_DEADLINE="PT60S") as cluster, AsyncExitStack() as stack:
        server = await cluster.start()
        token = await cluster.token()
        async with database.system() as session:
            workspace = (await session.scalars(select(Workspace.workspace_id).where(Workspace.name.like("several-%")))).one()
        sdks = [await stack.enter_async_context(sdk(language, server.url, token)) for language in ("python", "typescript")]
        began = (await sdks[0].call("viewer"))["cursor"]
        watches = [each.watch(began) for each in sdks]
        await write(database, workspace)
        await asyncio.gather(*(watch.reach(1) for watch in watches))
        for each in sdks:
            each.pause()
        written = [await write(database, workspace, error=LONG) for _ in range(MOST)]
        await until_measured(server, lambda told: told.get(SLOW, 0) == len(sdks))
        for each in sdks:
            each.go_on()
        await asyncio.gather(*(watch.reach(MOST + 1) for watch in watches))
        for watch in watches:
            assert [change["cursor"] for change in watch.changes[1:]] == [str(cursor) for cursor in written]
        mail = (await sdks[0].call("createMarketingEmail", input={"name": "Spring"}))["record"]["id"]
        waiting = [asyncio.create_task(each.call("waitFor", id=mail, reason="STOPPED")) for each in sdks]
        await until_measured(server, lambda told: told["golive_stream_subscribers"] == 2 * len(sdks))
        refused = await write(database, workspace, ChangeKind.REFUSED, record=decode(mail)[1], error="Too early.")
        for task in waiting:
            with pytest.raises(Failure, match="'Spring' is DRAFT, and stays so: Too early"):
                await task
        async with database.system() as session:
            await prune(session, datetime.now(UTC) + timedelta(hours=1))
        for each in sdks:
            expired = await each.watch(began).failure()
            assert (expired.name, expired.code, expired.cursor) == ("ApiError", "CURSOR_EXPIRED", str(refused))
    await database.close()
    await postgres.drop(url)
