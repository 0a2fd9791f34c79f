"""What becomes of a mail after it was sent: opened, clicked, bounced, complained of, unsubscribed; written where it stands, once."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from golive.lifecycles.words import RecordType
from golive.models import ids, jsonb
from golive.models.compiled import Row
from golive.models.session import driver_of


class Happening(StrEnum):
    """What happened; its value is the event's name after `email_`."""

    OPENED = "opened"
    CLICKED = "clicked"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


class Bounce(StrEnum):
    """Whether an address will ever take mail."""

    HARD = "HARD"
    SOFT = "SOFT"


SOFT_IN_A_ROW = 5
"""So many soft bounces, one after another, are a hard one."""

_SENT = "status IN ('SENDING', 'SENT', 'UNKNOWN')"
# Whoever follows a link in a mail, or complains of it, has it, though it was put off, settled as failed or called off meanwhile.
_THERE = "tried_at IS NOT NULL"
_BY_RECIPIENT = frozenset({Happening.OPENED, Happening.CLICKED, Happening.COMPLAINED, Happening.UNSUBSCRIBED})
# What happens to a mail of unknown outcome shows that it was sent.
_NOTE = """
UPDATE mail SET {column}_at = coalesce({column}_at, $3){also},
    sent_at = CASE WHEN status = 'UNKNOWN' THEN tried_at ELSE sent_at END, status = CASE WHEN status = 'UNKNOWN' THEN 'SENT' ELSE status END
WHERE workspace_id = $1 AND id = $2 AND NOT test AND {where}
RETURNING contact_id, email_id, journey_id, step, commercial
"""
_REFUSED = """
UPDATE mail SET bounced_at = $3, bounce = 'HARD' WHERE workspace_id = $1 AND id = $2 AND status = 'FAILED' AND NOT test
RETURNING contact_id, email_id, journey_id, step
"""
_EVENT = """
INSERT INTO contact_event (workspace_id, id, contact_id, name, at, properties, client_key)
SELECT $1, $2, $3, $4, $5, $6, $7 WHERE EXISTS (SELECT FROM contact WHERE workspace_id = $1 AND id = $3)
ON CONFLICT (workspace_id, client_key) DO NOTHING
"""
_SUPPRESS = """
UPDATE contact SET suppressed_reason = $3, updated_at = now() WHERE workspace_id = $1 AND id = $2 AND suppressed_reason IS NULL
"""
_OPT_OUT = """
UPDATE contact SET consent = consent || $3::jsonb, updated_at = now() WHERE workspace_id = $1 AND id = $2 AND NOT consent @> $3::jsonb
"""
MAILS_ASK = ("email:commercial", "email:transactional")
"""The consents that mails ask for."""
_COMMERCIAL = {MAILS_ASK[0]: "OPTED_OUT"}
_EVERY = dict.fromkeys(MAILS_ASK, "OPTED_OUT")
_ALL_SOFT = """
SELECT count(*) FILTER (WHERE bounce = 'SOFT') = $3 FROM (
    SELECT bounce FROM mail WHERE workspace_id = $1 AND contact_id = $2 AND status = 'SENT' AND NOT test ORDER BY id DESC LIMIT $3
) latest
"""
_HARD = re.compile(r"\b5\.1\.\d{1,3}\b")
# A relay that refuses us, and not the address, often says so with the same code and no other.
_REFUSES_US = re.compile(r"relay|access|authenti|polic|spam|block|black|reputation", re.IGNORECASE)
_ENHANCED = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")


async def happened(
    session: AsyncSession, workspace_id: UUID, mail_id: UUID, what: Happening, at: datetime, *, link: str | None = None
) -> Row | None:
    """Write down that something happened to a mail, and the contact's event; None where there is no such mail that was sent.

    Telling it again changes nothing; a click on another link is another event. A test mail has no happenings.
    """
    also = ", opened_at = coalesce(opened_at, $3)" if what is Happening.CLICKED else ""
    statement = _NOTE.format(column=what.value, also=also, where=_THERE if what in _BY_RECIPIENT else _SENT)
    mail = await (await driver_of(session)).fetchrow(statement, workspace_id, mail_id, at)
    if mail is not None and what is not Happening.DELIVERED:
        await _tell(session, workspace_id, mail_id, mail, what, at, link)
    return mail


async def _tell(
    session: AsyncSession, workspace_id: UUID, mail_id: UUID, mail: Row, what: Happening, at: datetime, link: str | None
) -> None:
    """The contact's event, unless the contact was erased."""
    if mail["contact_id"] is None:
        return
    driver = await driver_of(session)
    key = f"mail:{mail_id}:{what}" + (f":{hashlib.sha256(link.encode()).hexdigest()[:32]}" if link else "")
    told = {"email": ids.encode(RecordType.MARKETING_EMAIL.prefix, mail["email_id"]), "mail": ids.encode("mail", mail_id)}
    told |= {"link": link} if link else {}
    told |= {"step": mail["step"]} if mail["step"] else {}
    journey = await driver.fetchval("SELECT type FROM record WHERE workspace_id = $1 AND id = $2", workspace_id, mail["journey_id"])
    told |= {"journey": ids.encode(RecordType(journey).prefix, mail["journey_id"])} if journey else {}
    await driver.execute(_EVENT, workspace_id, ids.new(), mail["contact_id"], f"email_{what}", at, jsonb.dumps(told), key)


async def unsubscribed(session: AsyncSession, workspace_id: UUID, mail_id: UUID, at: datetime) -> bool:
    """The contact wants no commercial mail any more, by a transactional one no mail at all; False where there is no such mail."""
    mail = await happened(session, workspace_id, mail_id, Happening.UNSUBSCRIBED, at)
    if mail is not None:
        wanted = _EVERY if mail["commercial"] is False else _COMMERCIAL
        await (await driver_of(session)).execute(_OPT_OUT, workspace_id, mail["contact_id"], jsonb.dumps(wanted))
    return mail is not None


async def complained(session: AsyncSession, workspace_id: UUID, mail_id: UUID, at: datetime) -> bool:
    """The recipient called the mail spam: no mail at all goes there any more; False where there is no such mail."""
    mail = await happened(session, workspace_id, mail_id, Happening.COMPLAINED, at)
    if mail is not None:
        driver = await driver_of(session)
        await driver.execute(_OPT_OUT, workspace_id, mail["contact_id"], jsonb.dumps(_COMMERCIAL))
        await driver.execute(_SUPPRESS, workspace_id, mail["contact_id"], "COMPLAINED")
    return mail is not None


async def bounced(session: AsyncSession, workspace_id: UUID, mail_id: UUID, kind: Bounce, at: datetime, detail: str | None) -> bool:
    """The mail came back. A hard bounce, or the last of many soft ones, suppresses the contact; False where there is no such mail."""
    mail = await happened(session, workspace_id, mail_id, Happening.BOUNCED, at)
    if mail is None:
        return False
    driver = await driver_of(session)
    await driver.execute(
        "UPDATE mail SET bounce = $3, detail = coalesce($4, detail) WHERE workspace_id = $1 AND id = $2 AND bounce IS DISTINCT FROM 'HARD'",
        workspace_id, mail_id, kind.value, detail,
    )  # fmt: skip
    if kind is Bounce.HARD or await driver.fetchval(_ALL_SOFT, workspace_id, mail["contact_id"], SOFT_IN_A_ROW):
        await driver.execute(_SUPPRESS, workspace_id, mail["contact_id"], "BOUNCED")
    return True


async def refused(session: AsyncSession, workspace_id: UUID, mail_id: UUID, at: datetime) -> None:
    """The mail server said at once that there is no such address: as good as a hard bounce, of a mail that was never sent."""
    driver = await driver_of(session)
    mail = await driver.fetchrow(_REFUSED, workspace_id, mail_id, at)
    if mail is not None:
        await _tell(session, workspace_id, mail_id, mail, Happening.BOUNCED, at, None)
        await driver.execute(_SUPPRESS, workspace_id, mail["contact_id"], "BOUNCED")


def bounce_of(status: str) -> Bounce:
    """What a server's reply or a status such as 5.1.1 says of the address: hard where the address itself is wrong."""
    if _HARD.search(status):
        return Bounce.HARD
    if _ENHANCED.search(status) or _REFUSES_US.search(status):
        return Bounce.SOFT
    return Bounce.HARD if status[:3] in ("550", "551", "553") else Bounce.SOFT
