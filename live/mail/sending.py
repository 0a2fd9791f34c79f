"""The sending loop of a worker: due mails are written down as being sent, handed over one by one, and then what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from golive.live.jobs import Machine
from golive.live.loops import repeat
from golive.live.mail.guard import Guard
from golive.live.mail.rendering import Made, Press
from golive.live.mail.smtp import Envelope, Fate, NoServer, Outcome, Relay
from golive.models.compiled import Row
from golive.models.database import Unavailable
from golive.models.journeys.waking import wake
from golive.models.mail import claiming, happenings, outbox
from golive.models.mail.claiming import Settlement
from golive.models.mail.letter import CannotRender, Rendered
from golive.models.mail.mail import MailStatus

BATCH = 50  # mails whose outcome is unknown when a worker is killed, at most
TURNS = 20  # batches of one workspace before it is another's turn
LOOK = 0.5  # seconds between looks when nothing is due
HELD = 1000  # held mails that are let go at once
IDLE = 30.0  # seconds that a connection is kept for nothing
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
MOST_TRIES = 12  # nearly a day
log = structlog.get_logger()


async def run(machine: Machine, shutdown: asyncio.Event) -> None:
    """Send what is due until `shutdown`; any number of workers may."""
    sender = Sender(machine, shutdown)
    try:
        await repeat("sending", sender.turn, shutdown, otherwise=1.0)
    finally:
        await sender.close()


class Sender:
    """One worker's hand at the mail: one connection, one claim, and the letters that it knows."""

    def __init__(self, machine: Machine, shutdown: asyncio.Event) -> None:
        self._machine, self._shutdown = machine, shutdown
        self._press = Press(machine.settings.public_url)
        self._guard = Guard(machine.database)
        self._relay: Relay | None = None
        self._outbox = machine.settings.smtp_url is None
        self._used = 0.0
        self._refusals = 0

    async def turn(self) -> float:
        """Send what is due, workspace by workspace; the seconds to the next look."""
        await self._release()
        async with self._machine.database.system() as session:
            if given_up := await claiming.give_up_orphans(session):
                log.warning("A worker died while it sent: the outcome of its mails is unknown", mails=given_up)
            waiting = await claiming.workspaces_with_due(session)
        if not waiting:
            await self._rest()
            return LOOK
        if not await self._connected():
            return float(min(2**self._refusals, 60))
        busy = [await self._turn_of(workspace_id) for workspace_id in waiting]
        return 0.0 if any(busy) else LOOK / 10

    async def _turn_of(self, workspace_id: UUID) -> bool:
        """Some batches of one workspace; whether there is more. One where it goes wrong must not keep the others."""
        try:
            for _ in range(TURNS):
                if self._shutdown.is_set() or not await self._connected() or not await self._batch(workspace_id):
                    return False
        except Unavailable:
            raise
        except Exception:
            log.exception("The mails of a workspace can't be sent", workspace=str(workspace_id))
            return False
        return True

    async def close(self) -> None:
        """Take leave of the mail server and the database."""
        if self._relay is not None:
            await self._relay.close()
        await self._guard.let_go()

    async def _batch(self, workspace_id: UUID) -> bool:
        """One batch from claim to outcome; False when nothing was due."""
        claim = await self._guard.claim()
        async with self._machine.database.transaction(workspace_id) as session:
            rows = await claiming.take(session, workspace_id, BATCH, claim)
            going = [row for row in rows if row["status"] == MailStatus.SENDING]
            ready = await self._prepared(session, workspace_id, claim, going) if going else []
            if self._outbox:
                await outbox.put(session, workspace_id, [(row["id"], mail.message) for row, mail in ready])
                await claiming.settle(session, workspace_id, claim, [Settlement(row["id"], MailStatus.SENT) for row, _ in ready])
        if ready and not self._outbox:
            assert self._relay is not None
            try:
                envelopes = [Envelope(mail.sender, mail.recipient, mail.message) for _, mail in ready]
                outcomes = await self._relay.deliver(envelopes, self._shutdown.is_set)
                await self._write_down(workspace_id, claim, [row for row, _ in ready], outcomes)
            except BaseException:
                await self._guard.let_go()
                raise
            self._used = asyncio.get_running_loop().time()
        if rows:
            handed = set() if self._outbox else {row["id"] for row, _ in ready}
            await self._wake(workspace_id, [row for row in rows if row["id"] not in handed and row["status"] != MailStatus.QUEUED])
            self._machine.doorbell.ring(workspace_id)
        return bool(rows)

    async def _wake(self, workspace_id: UUID, rows: Sequence[Row]) -> None:
        """Who waits in a journey for what becomes of these mails is looked at again."""
        if contacts := _in_journeys(rows):
            async with self._machine.database.transaction(workspace_id) as session:
                await wake(session, contacts)

    async def _prepared(self, session: AsyncSession, workspace_id: UUID, claim: UUID, rows: Sequence[Row]) -> list[tuple[Row, Rendered]]:
        """The mails that can be made; the others fail, before anything is committed."""
        made = await self._press.print(session, workspace_id, rows)
        doubled = await claiming.keep_addresses(session, workspace_id, _own_addresses(made))
        ready: list[tuple[Row, Rendered]] = []
        refused: list[Settlement] = []
        for each in made:
            if isinstance(each.result, CannotRender):
                status = MailStatus.BLOCKED if each.result.reason == "NO_ADDRESS" else MailStatus.FAILED
                refused.append(Settlement(each.row["id"], status, each.result.reason, str(each.result), untried=True))
            elif each.row["id"] in doubled:
                refused.append(Settlement(each.row["id"], MailStatus.BLOCKED, "DUPLICATE_ADDRESS", untried=True))
            else:
                ready.append((each.row, each.result))
        await claiming.settle(session, workspace_id, claim, refused)
        return ready

    async def _write_down(self, workspace_id: UUID, claim: UUID, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> None:
        """What became of mails is known here alone: while the database is away, it is told again and again."""
        settlements = [_settlement(row, outcome) for row, outcome in zip(rows, outcomes, strict=True)]
        refused = [(row["id"], outcome.reply) for row, outcome in zip(rows, outcomes, strict=True) if outcome.recipient]
        while True:
            try:
                async with self._machine.database.transaction(workspace_id) as session:
                    await wake(session, _in_journeys(rows))  # first, as who stops a journey locks people before mails
                    await claiming.settle(session, workspace_id, claim, settlements)
                    for mail_id, reply in refused:
                        if happenings.bounce_of(reply) is happenings.Bounce.HARD:
                            await happenings.refused(session, workspace_id, mail_id, datetime.now(UTC))
                return
            except Unavailable:
                if self._shutdown.is_set():
                    raise
                log.warning("The database is away, and doesn't know yet what was sent", mails=len(rows))
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._shutdown.wait(), 1.0)

    async def _connected(self) -> bool:
        """Whether mail can go: to the server that is set, or to the outbox."""
        url = self._machine.settings.smtp_url
        if url is None or (self._relay is not None and self._relay.usable):
            return True
        if self._relay is not None:
            await self._relay.close()
            self._relay = None
        try:
            self._relay = await Relay.connect(url)
        except NoServer as error:
            self._refusals += 1
            log.warning("The mail server can't be used", error=str(error))
            return False
        self._refusals = 0
        return True

    async def _rest(self) -> None:
        if self._relay is not None and asyncio.get_running_loop().time() - self._used > IDLE:
            await self._relay.close()
            self._relay = None

    async def _release(self) -> None:
        async with self._machine.database.system() as session:
            holding = await claiming.workspaces_that_hold(session)
        for workspace_id in holding:
            async with self._machine.database.transaction(workspace_id) as session:
                await claiming.release(session, workspace_id, HELD)


def _in_journeys(rows: Sequence[Row]) -> list[UUID]:
    """The contacts that journeys sent these mails to."""
    return [row["contact_id"] for row in rows if row["journey_id"] is not None and row["contact_id"] is not None]


def _own_addresses(made: Sequence[Made]) -> list[tuple[Row, str]]:
    """The rows whose e-mail has an expression of its own for the recipient, and what it gave."""
    return [(each.row, each.result.recipient) for each in made if each.row["address"] is None and isinstance(each.result, Rendered)]


def _settlement(row: Row, outcome: Outcome) -> Settlement:
    mail_id, reply = row["id"], outcome.reply or None
    match outcome.fate:
        case Fate.SENT:
            return Settlement(mail_id, MailStatus.SENT, detail=reply)
        case Fate.REFUSED:
            return Settlement(mail_id, MailStatus.FAILED, "REFUSED", reply)
        case Fate.UNKNOWN:
            return Settlement(mail_id, MailStatus.UNKNOWN, "CONNECTION_LOST", reply)
        case Fate.UNTRIED if reply is None:
            return Settlement(mail_id, MailStatus.QUEUED, untried=True)
        case _ if row["tries"] >= MOST_TRIES:
            return Settlement(mail_id, MailStatus.FAILED, "TRIED_TOO_OFTEN", reply)
        case _:
            pause = min(FIRST_PAUSE * 2 ** (row["tries"] - 1), LONGEST_PAUSE)
            return Settlement(mail_id, MailStatus.QUEUED, "TRY_LATER", reply, pause)
