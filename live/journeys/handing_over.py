"""Deliveries of Activate steps: contacts go to webhooks, signed and in batches, and into CSV files, at least once each."""

from __future__ import annotations

import asyncio
import base64
import csv
import hashlib
import hmac
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import structlog
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType, StatusReason
from golive.live.jobs import Interrupted, Machine, NotNow
from golive.live.loops import repeat
from golive.live.outside import PREFIX, Declined, Outside
from golive.models import ids, jsonb
from golive.models.contact import Contact
from golive.models.database import Unavailable
from golive.models.journeys.handing_over import Delivery, HandOver
from golive.models.journeys.steps import Activate, Destination
from golive.models.journeys.steps import read as read_steps
from golive.models.journeys.waking import wake
from golive.models.keeping import OutsideService
from golive.models.records.record import Record
from golive.models.version import Version
from golive.models.workspace import Workspace

SWEEP = 0.5  # seconds
MOST = 500
"""Contacts of one delivery."""
LEASE = timedelta(minutes=2)
"""How long a delivery that was begun is left alone: longer than any try takes. Whoever died at it, it is tried again after that."""
TRIES = 30
"""With pauses that double up to an hour, about a day."""
LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 8
"""Workspaces whose deliveries are under way at a time."""
TURN = 5.0
"""Seconds after which it is another workspace's turn, once the delivery that is under way has ended."""
STOPPED = frozenset({StatusReason.STOPPING, StatusReason.STOPPED, StatusReason.EXPIRED})
"""How a journey stands that hands nobody over any more. One that completes still does."""
FOLDER = "activations"
COLUMNS = ("id", "key", "email", "firstName", "lastName", "attributes")
log = structlog.get_logger()

# From one step's destination to the next, however many wait at each.
_WAITING = text(
    """
    WITH RECURSIVE waiting AS (
        (SELECT {columns} FROM golive.hand_over WHERE {waits} ORDER BY {columns} LIMIT 1)
        UNION ALL
        SELECT next.* FROM waiting w CROSS JOIN LATERAL (
            SELECT {columns} FROM golive.hand_over
            WHERE {waits} AND ({columns}) > (w.workspace_id, w.journey_id, w.version, w.step, w.destination) ORDER BY {columns} LIMIT 1
        ) next
    )
    SELECT {columns} FROM waiting w
    WHERE EXISTS (SELECT FROM golive.record r WHERE r.workspace_id = w.workspace_id AND r.id = w.journey_id)
""".format(columns="workspace_id, journey_id, version, step, destination", waits="status = 'QUEUED' AND delivery_id IS NULL")
)
_DUE = text("""
    SELECT workspace_id FROM golive.workspace w WHERE EXISTS (
        SELECT FROM golive.delivery d WHERE d.workspace_id = w.workspace_id AND d.status = 'QUEUED' AND d.due_at <= clock_timestamp()
    ) ORDER BY random()
""")


@dataclass(frozen=True, slots=True)
class Handing:
    """What deliveries take: the machine, the door to the web, and the data directory for files."""

    machine: Machine
    outside: Outside
    data: Path


async def run(handing: Handing, shutdown: asyncio.Event) -> None:
    """Deliver until `shutdown`; any number of workers may."""
    async with asyncio.TaskGroup() as group:
        await repeat("handing over", Deliverer(handing, shutdown, group).turn, shutdown, otherwise=SWEEP)


@dataclass
class Deliverer:
    """One worker's hand: the deliveries of some workspaces at a time, so that a slow service holds up its own workspace alone."""

    handing: Handing
    shutdown: asyncio.Event
    group: asyncio.TaskGroup
    busy: set[UUID] = field(default_factory=set)

    async def turn(self) -> float:
        """Make deliveries of who waits, and begin those that are due; the seconds to the next turn."""
        async with self.handing.machine.database.system() as session:
            waiting = (await session.execute(_WAITING)).all()
        for workspace_id, *where in waiting:
            async with self.handing.machine.database.transaction(workspace_id) as session:
                await gather(session, workspace_id, *where)
        async with self.handing.machine.database.system() as session:
            due = [each for each in await session.scalars(_DUE) if each not in self.busy]
        for workspace_id in due[: AT_ONCE - len(self.busy)]:
            self.busy.add(workspace_id)
            self.group.create_task(self._deliver(workspace_id))
        return 0.0 if waiting else SWEEP

    async def _deliver(self, workspace_id: UUID) -> None:
        """What is due in a workspace, until it is the next one's turn."""
        clock = asyncio.get_running_loop().time
        until = clock() + TURN
        try:
            while not self.shutdown.is_set() and clock() < until and await deliver_one(self.handing, workspace_id):
                pass
        except Unavailable as error:
            log.warning("The database is away", loop="handing over", error=str(error))
        except Exception:  # the other workspaces' go on
            log.exception("The deliveries of a workspace broke off", workspace=str(workspace_id))
        finally:
            self.busy.discard(workspace_id)


async def gather(session: AsyncSession, workspace_id: UUID, journey_id: UUID, version: int, step: str, number: int) -> None:
    """Make a delivery of up to `MOST` contacts who wait for one to a destination."""
    destination = await _destination(session, workspace_id, journey_id, version, step, number)
    if destination is None:
        return
    here = (HandOver.journey_id == journey_id, HandOver.version == version, HandOver.step == step, HandOver.destination == number)
    waits = select(HandOver.passage_id).where(*here, HandOver.status == "QUEUED", HandOver.delivery_id.is_(None))
    some = list(await session.scalars(waits.limit(MOST).with_for_update(skip_locked=True)))
    if not some:
        return
    kind, target = ("WEBHOOK", destination.webhook_url) if destination.webhook_url is not None else ("CSV", destination.csv_file)
    delivery = Delivery(
        workspace_id=workspace_id, id=ids.new(), journey_id=journey_id, version=version, step=step, destination=number,
        kind=kind, target=target, contacts=len(some),
    )  # fmt: skip
    session.add(delivery)
    await session.flush()
    await session.execute(update(HandOver).where(*here, HandOver.passage_id.in_(some)).values(delivery_id=delivery.id))


async def _destination(
    session: AsyncSession, workspace_id: UUID, journey_id: UUID, version: int, step: str, number: int
) -> Destination | None:
    """Where the step's contacts go; None where the journey was deleted just now."""
    snapshot = await session.scalar(
        select(Version.snapshot).where(Version.workspace_id == workspace_id, Version.record_id == journey_id, Version.number == version)
    )
    if snapshot is None:
        return None
    (found,) = (each for each in read_steps(snapshot["steps"]) if each.id == step)
    assert isinstance(found, Activate)
    return found.destinations[number]


async def deliver_one(handing: Handing, workspace_id: UUID) -> bool:
    """One try of the delivery that is due first; False when none is."""
    async with handing.machine.database.transaction(workspace_id) as session:
        delivery = await _begin(session)
        if delivery is None:
            return False
        contacts = await _contacts(session, delivery)
        journey = await _journey(session, delivery)
        key = await session.scalar(select(Workspace.link_key).where(Workspace.workspace_id == workspace_id))
    if journey is None or key is None:  # deleted just now, with its deliveries
        return False
    type_, state = journey
    if state in STOPPED:
        await _end(handing, delivery, error="The journey was stopped before these contacts were handed over.", again=None)
        return True
    try:
        if delivery.kind == "CSV":
            await asyncio.to_thread(_write, handing.data, delivery, contacts)
        else:
            service = OutsideService(workspace_id=workspace_id, url=delivery.target, secret=secret(key))
            await handing.outside.call(service, delivery.id, _body(type_, delivery, contacts), left=None, public=True)
    except (NotNow, OSError) as error:
        pause = getattr(error, "pause", timedelta(0))
        await _end(handing, delivery, error=str(error), again=max(pause, _pause(handing, delivery.tries)))
    except Interrupted:
        await _end(handing, delivery, error=None, again=timedelta(0))
    except Declined as error:
        await _end(handing, delivery, error=str(error), again=None)
    except (ValueError, httpx.InvalidURL) as error:  # such as a name that can't be looked up
        await _end(handing, delivery, error=f"The address {delivery.target} can't be used ({error}): correct the step.", again=None)
    else:
        await _end(handing, delivery, error=None, again=None)
    return True


async def _begin(session: AsyncSession) -> Delivery | None:
    first = select(Delivery).where(Delivery.status == "QUEUED", Delivery.due_at <= func.clock_timestamp())
    delivery = await session.scalar(first.order_by(Delivery.due_at).limit(1).with_for_update(skip_locked=True))
    if delivery is not None:
        delivery.tries += 1
        delivery.due_at = func.clock_timestamp() + LEASE
        await session.flush()
    return delivery


async def _journey(session: AsyncSession, delivery: Delivery) -> tuple[RecordType, StatusReason] | None:
    """The journey's type, and how its version stands."""
    same = (Version.workspace_id == Record.workspace_id) & (Version.record_id == Record.id) & (Version.number == delivery.version)
    state = func.coalesce(Version.status_reason, Record.status_reason)
    here = select(Record.type, state).join(Version, same).where(Record.id == delivery.journey_id)
    row = (await session.execute(here)).one_or_none()
    return None if row is None else (row[0], row[1])


async def _contacts(session: AsyncSession, delivery: Delivery) -> list[dict[str, Any]]:
    """Who goes, as they are now, in the API's names; whoever was erased doesn't."""
    theirs = (HandOver.workspace_id == Contact.workspace_id) & (HandOver.contact_id == Contact.id)
    found = select(Contact).join(HandOver, theirs).where(HandOver.delivery_id == delivery.id).order_by(Contact.id)
    return [
        {
            "id": ids.encode("contact", each.id),
            "key": each.key,
            "email": each.email,
            "firstName": each.first_name,
            "lastName": each.last_name,
            "attributes": each.attributes,
        }
        for each in await session.scalars(found)
    ]


def _body(type_: RecordType, delivery: Delivery, contacts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    journey = ids.encode(type_.prefix, delivery.journey_id)
    return {"operation": "ACTIVATE", "recordId": journey, "version": delivery.version, "step": delivery.step, "contacts": contacts}


def _write(data: Path, delivery: Delivery, contacts: Sequence[dict[str, Any]]) -> None:
    """A file of its own for each delivery, there as a whole or not at all, so that a repetition changes nothing."""
    folder = data / FOLDER / str(delivery.workspace_id)
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(delivery.target)
    path = folder / f"{name.stem}-{delivery.id}{name.suffix or '.csv'}"
    lines = io.StringIO(newline="")
    rows = csv.writer(lines)
    rows.writerow(COLUMNS)
    rows.writerows([jsonb.dumps(each[name]) if name == "attributes" else each[name] for name in COLUMNS] for each in contacts)
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write(lines.getvalue())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    _keep(folder)


def _keep(folder: Path) -> None:
    """Have the disk know the names in a folder, before the database says that they are there."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


async def _end(handing: Handing, delivery: Delivery, error: str | None, again: timedelta | None) -> None:
    """Write down how a try ended: `again` after a pause, or for good. Who waits to know whether it was SENT is looked at again."""
    over = again is None or (error is not None and delivery.tries >= TRIES)
    status = "QUEUED" if not over else "FAILED" if error is not None else "SENT"
    async with handing.machine.database.transaction(delivery.workspace_id) as session:
        values: dict[str, Any] = {"status": status, "last_error": error}
        values["ended_at" if over else "due_at"] = func.clock_timestamp() + (again or timedelta(0))
        mine = update(Delivery).where(Delivery.id == delivery.id, Delivery.status == "QUEUED", Delivery.tries == delivery.tries)
        if await session.scalar(mine.values(**values).returning(Delivery.id)) is None or not over:
            return
        told = update(HandOver).where(HandOver.delivery_id == delivery.id).values(status=status).returning(HandOver.contact_id)
        await wake(session, list(await session.scalars(told)))
    if status == "FAILED":
        log.warning("Contacts could not be handed over", journey=str(delivery.journey_id), step=delivery.step, error=error)


def _pause(handing: Handing, tries: int) -> timedelta:
    pause: timedelta = handing.machine.settings.retry_first * 2 ** min(tries - 1, 16)
    return min(pause, LONGEST_PAUSE)


def secret(key: bytes) -> str:
    """What a workspace's webhooks are signed with, by the Standard Webhooks scheme: made of its key, so that nothing more is stored."""
    return PREFIX + base64.b64encode(hmac.digest(key, b"webhook", hashlib.sha256)).decode()
