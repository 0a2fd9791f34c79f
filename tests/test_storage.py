"""A command's storage: the embedded PostgreSQL or the one named, migrated, open, and brought back when it dies."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from golive.models.connecting import DatabaseError, Unavailable
from golive.models.database import Database
from golive.models.settings import Settings
from golive.models.storage import storage

COUNT = text("SELECT count(*) FROM workspace")


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="golive-")).resolve()
    yield path
    shutil.rmtree(path, ignore_errors=True)


def postmaster(folder: Path) -> psutil.Process:
    """The PostgreSQL that runs in `folder`."""
    return psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))


async def count(database: Database) -> object:
    async with database.system() as session:
        return await session.scalar(COUNT)


async def count_again(database: Database) -> object:
    """The same, as soon as the database is back."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await count(database)
            except Unavailable:
                await asyncio.sleep(0.1)


async def test_the_embedded_one_is_migrated_open_and_brought_back_when_it_is_killed(folder: Path, settings: Settings) -> None:
    async with storage(settings, folder, owner=True) as database:
        assert await count(database) == 0
        with pytest.raises(DatabaseError, match="--data"):
            await storage(settings, folder, owner=True).__aenter__()
        async with storage(settings, folder) as joined:
            assert await count(joined) == 0
        postmaster(folder).kill()
        assert await count_again(database) == 0
    with pytest.raises((FileNotFoundError, psutil.NoSuchProcess)):  # the killed one leaves its file
        postmaster(folder)


async def test_the_one_that_the_settings_name_is_migrated_and_no_other_started(folder: Path, empty_url: str) -> None:
    async with storage(Settings.model_construct(database_url=empty_url), folder) as database:
        assert await count(database) == 0
    assert os.listdir(folder) == []


async def test_a_database_that_is_not_there_is_told_before_anything_is_started(folder: Path) -> None:
    gone = Settings.model_construct(database_url="postgresql://golive@127.0.0.1:1/golive")
    with pytest.raises(DatabaseError, match=r"127\.0\.0\.1:1"):
        await storage(gone, folder).__aenter__()
