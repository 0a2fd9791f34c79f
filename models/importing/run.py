"""An import from end to end, in one transaction, so that a crash leaves nothing half done."""

from __future__ import annotations

import asyncio
import csv
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.conditions.terms import AttributeType
from golive.models.contacts.attributes import TooManyAttributes, attributes, register
from golive.models.database import Connection, Database
from golive.models.importing.encoding import Encoder
from golive.models.importing.merging import bad_rows, count_bad, make_leads, merge, stage
from golive.models.importing.plan import FIELDS, Plan, make_plan
from golive.models.importing.reading import CsvFile
from golive.models.importing.terms import Column, ImportOptions, ImportRefused, ImportResult, Phase, Progress, Report

_NO_LIMIT = timedelta(0)
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('golive import ' || $1, 0))"


async def import_contacts(database: Database, workspace_id: UUID, path: Path, options: ImportOptions, report: Report) -> ImportResult:
    """Create and update contacts from the CSV file at `path`; `report` hears how far it is.

    An empty field leaves what a contact has. Rows that can't be contacts are listed in FILE.bad.csv with line, reason and
    text; a later row with the key of an earlier one is among them. Raises `ImportRefused` when nothing was imported.
    """
    with closing(CsvFile(path)) as source:
        plan = make_plan(source.header, options)
        listing = path.with_name(f"{path.name}.bad.csv")
        async with database.transaction(workspace_id, at_most=_NO_LIMIT) as session:
            connection = await _raw(session)
            if not await connection.fetchval(_LOCK, str(workspace_id)):
                raise ImportRefused("Another import into this workspace is running. Wait until it has finished, then import this file.")
            registered = await attributes(session)
            encoder = Encoder(plan, registered)
            await _stage(connection, source, encoder, report)
            if not await _settle_types(session, workspace_id, encoder):
                await _stage(connection, source, encoder, report)
            columns = _columns(plan, encoder.written, registered)
            report(Progress(Phase.CONTACTS, 0, source.size, columns))
            merged = await merge(connection, workspace_id, plan.consent, by_email=plan.by_email)
            leads = 0 if options.lead is None else await make_leads(connection, workspace_id, options.lead.strip())
            bad = await count_bad(connection)
            if bad:
                await _list_bad_rows(connection, source, listing)
            if bad == encoder.read:
                os.replace(_unfinished(listing), listing)
                raise ImportRefused(f"None of the {bad:,} rows of {path} can be imported. {listing} says why for each.")
        if bad:
            os.replace(_unfinished(listing), listing)
        else:
            listing.unlink(missing_ok=True)  # of an earlier run, and no longer true
        report(Progress(Phase.CONTACTS, source.size, source.size, columns))
        unchanged = encoder.read - bad - merged.created - merged.updated
        return ImportResult(
            columns, encoder.read, merged.created, merged.updated, unchanged, bad, listing if bad else None, merged.kept_opted_out, leads,
            merged.first_asked,
        )  # fmt: skip


async def _stage(connection: Connection, source: CsvFile, encoder: Encoder, report: Report) -> None:
    """Stage all rows, by types that are found meanwhile; from the first row on again where they turn out to be others."""
    await stage(connection, _encoded(source, encoder, report))
    if encoder.unsettled:
        await asyncio.to_thread(_look_through, source, encoder, report)
        encoder.begin_again()
        await stage(connection, _encoded(source, encoder, report))
    if not encoder.read:
        raise ImportRefused(f"{source.path} has no rows below its first line. Name a file with contacts in it.")


def _look_through(source: CsvFile, encoder: Encoder, report: Report) -> None:
    for block in source.blocks():
        encoder.look(block)
        report(Progress(Phase.TYPES, block.ends[-1], source.size))


async def _settle_types(session: AsyncSession, workspace_id: UUID, encoder: Encoder) -> bool:
    """Register what is new; false where somebody registered another type meanwhile, so that all has to be staged again."""
    found = encoder.types
    try:
        registered = await register(session, workspace_id, found)
    except TooManyAttributes as error:
        raise ImportRefused(str(error)) from error
    if encoder.agrees(registered):
        return True
    encoder.begin_again(registered)
    return False


def _columns(plan: Plan, types: Mapping[str, AttributeType], registered: Mapping[str, AttributeType]) -> tuple[Column, ...]:
    known = {**types, **dict.fromkeys(FIELDS, AttributeType.STRING)}
    new = types.keys() - registered.keys()
    return tuple(Column(name, target, known.get(target), target in new) for name, target in zip(plan.names, plan.targets, strict=True))


async def _encoded(source: CsvFile, encoder: Encoder, report: Report) -> AsyncIterator[bytes]:
    """The rows as lines for COPY, the next ones made while these are sent; ends early when the encoder is unsettled."""
    blocks = source.blocks()

    def encode_next() -> tuple[bytes, int] | None:
        block = next(blocks, None)
        return None if block is None else (encoder.encode(block), block.ends[-1])

    following = asyncio.create_task(asyncio.to_thread(encode_next))
    try:
        while (made := await following) and not encoder.unsettled:
            following = asyncio.create_task(asyncio.to_thread(encode_next))
            yield made[0]
            report(Progress(Phase.ROWS, made[1], source.size))
    finally:
        await following


async def _raw(session: AsyncSession) -> Connection:
    """asyncpg's connection of the session, for COPY within its transaction."""
    pooled = await (await session.connection()).get_raw_connection()
    connection: Connection | None = pooled.driver_connection
    assert connection is not None
    return connection


async def _list_bad_rows(connection: Connection, source: CsvFile, listing: Path) -> None:
    """Beside the file, as it is: bytes that are no UTF-8 too. Takes its name when the rest is committed."""
    try:
        with _unfinished(listing).open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "reason", "row"))
            async for line, start, end, reason in bad_rows(connection):
                writer.writerow((line, reason, source.raw(start, end)))
    except OSError as error:
        raise ImportRefused(
            f"There are bad rows, and {listing} can't be written to list them ({error.strerror}). "
            "Copy the file to a folder that you may write to, and import it from there."
        ) from error


def _unfinished(listing: Path) -> Path:
    return listing.with_name(f"{listing.name}.part")
