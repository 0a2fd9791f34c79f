"""Imports lists into a workspace of a test, and tells what is there then."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from golive.models.contact import Contact
from golive.models.contacts import attributes
from golive.models.database import Database
from golive.models.importing import ImportOptions, ImportRefused, ImportResult, Progress, import_contacts

BY_EMAIL = ImportOptions(key="email")


def silent(_: Progress) -> None:
    """For those who don't ask how far it is."""


class Importer:
    """Writes files and imports them into the test's workspace."""

    def __init__(self, database: Database, workspace: UUID, folder: Path) -> None:
        self.database, self.workspace, self.folder = database, workspace, folder

    async def __call__(self, content: str | bytes, options: ImportOptions = BY_EMAIL) -> ImportResult:
        path = self.folder / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return await self.file(path, options)

    async def file(self, path: Path, options: ImportOptions) -> ImportResult:
        return await import_contacts(self.database, self.workspace, path, options, silent)

    async def refusal(self, content: str | bytes, options: ImportOptions = BY_EMAIL) -> str:
        """What is said when the file is refused; nothing was imported."""
        before = await self.contacts()
        with pytest.raises(ImportRefused) as refused:
            await self(content, options)
        assert await self.contacts() == before
        return str(refused.value)

    async def contacts(self) -> dict[str | None, dict[str, Any]]:
        """The contacts by address, with the fields that an import fills."""
        async with self.database.transaction(self.workspace) as session:
            return {
                contact.email: {
                    "key": contact.key, "first_name": contact.first_name, "last_name": contact.last_name,
                    "attributes": contact.attributes, "consent": contact.consent, "updated_at": contact.updated_at,
                }
                for contact in await session.scalars(select(Contact))
            }  # fmt: skip

    async def types(self) -> dict[str, str]:
        async with self.database.transaction(self.workspace) as session:
            return {name: type_.value for name, type_ in (await attributes(session)).items()}

    def bad(self) -> dict[int, tuple[str, str]]:
        """Reason and text of each line that the last import listed as bad."""
        with (self.folder / "list.csv.bad.csv").open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            return {int(row["line"]): (row["reason"], row["row"]) for row in csv.DictReader(file)}
