"""Mails over a real mail server: each once, whatever it answers and wherever the connection breaks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote, unquote
from uuid import UUID

import pytest
import pytest_asyncio
from mailing import Mailing, mailing
from postbox import Postbox, postbox

from golive.live.mail.sending import Sender
from golive.models import ids
from golive.models.connecting import connect
from golive.models.database import Database


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as made:
        yield made


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID, box: Postbox) -> AsyncIterator[Mailing]:
    async with mailing(database, workspace, smtp_url=box.url, public_url="https://golive.example") as made:
        yield made


async def test_each_mail_is_received_once_over_one_connection(here: Mailing, box: Postbox) -> None:
    email = await here.email()
    contacts = [await here.contact(f"c{number}@example.com", first_name=f"N{number}") for number in range(120)]
    mails = await here.queue(email, *contacts)
    await here.send()
    assert sorted(each.id for each in box.received) == sorted(ids.encode("mail", each) for each in mails)
    assert box.recipients == sorted(f"c{number}@example.com" for number in range(120))
    assert box.connections == 1
    assert set(await here.statuses()) == {("SENT", None)}


@pytest.mark.parametrize("pipelining", [True, False])
async def test_what_the_server_refuses_for_good_fails_and_the_rest_goes_on(here: Mailing, box: Postbox, pipelining: bool) -> None:
    box.pipelining = pipelining
    refusals = {("RCPT", "a@example.com"): "550 5.1.1 No such user", ("END", "c@example.com"): "554 5.7.1 Spam",
                ("DATA", "d@example.com"): "554 5.3.0 No", ("RCPT", "g@example.com"): "550 Relaying denied"}  # fmt: skip
    box.answer = lambda stage, address: refusals.get((stage, address))
    contacts = [await here.contact(f"{name}@example.com") for name in "abcdefg"]
    await here.queue(await here.email(), *contacts)
    await here.send()
    assert [status for status, _ in await here.statuses()] == ["FAILED", "SENT", "FAILED", "FAILED", "SENT", "SENT", "FAILED"]
    assert box.recipients == ["b@example.com", "e@example.com", "f@example.com"]
    assert await here.sql("SELECT detail FROM mail WHERE status = 'FAILED' ORDER BY id") == [
        "550 5.1.1 No such user", "554 5.7.1 Spam", "554 5.3.0 No", "550 Relaying denied",
    ]  # fmt: skip
    assert await here.sql("SELECT email FROM contact WHERE suppressed_reason = 'BOUNCED'") == ["a@example.com"]
    assert await here.sql("SELECT contact_id FROM contact_event WHERE name = 'email_bounced'") == contacts[:1]


async def test_a_domain_with_letters_beyond_ascii_is_written_as_every_server_knows_it(here: Mailing, box: Postbox) -> None:
    await here.queue(await here.email(), await here.contact("ada@bücher.example"))
    await here.send()
    assert box.recipients == ["ada@xn--bcher-kva.example"]
    assert str(box.received[0].mail["To"]) == "ada@xn--bcher-kva.example"


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "END"])
async def test_what_the_server_puts_off_is_tried_again_after_growing_pauses(here: Mailing, box: Postbox, stage: str) -> None:
    box.answer = lambda at, address: "451 4.3.0 Later" if at == stage else None
    await here.queue(await here.email(), await here.contact("a@example.com"))
    await here.send()
    assert await here.statuses() == [("QUEUED", "TRY_LATER")]
    for pause in (60, 120, 240):
        (seconds,) = await here.sql("SELECT extract(epoch FROM due_at - clock_timestamp()) FROM mail")
        assert pause - 30 < seconds <= pause
        await here.sql("UPDATE mail SET due_at = clock_timestamp()")
        await here.send()
    box.answer = lambda at, address: None
    await here.sql("UPDATE mail SET due_at = clock_timestamp()")
    await here.send()
    assert await here.statuses() == [("SENT", None)]
    assert box.recipients == ["a@example.com"]


async def test_what_is_put_off_too_often_fails(here: Mailing, box: Postbox) -> None:
    box.answer = lambda at, address: "451 4.3.0 Later"
    await here.queue(await here.email(), await here.contact("a@example.com"), tries=11)
    await here.send()
    assert await here.statuses() == [("FAILED", "TRIED_TOO_OFTEN")]


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
async def test_a_connection_lost_before_a_mail_was_handed_over_costs_nothing(here: Mailing, box: Postbox, stage: str) -> None:
    dropped: list[str] = []

    def answer(at: str, address: str) -> str | None:
        if at == stage and address in ("c@example.com", "ada@example.com") and len(dropped) < 1 and len(box.received) == 2:
            dropped.append(at)
            return "drop"
        return None

    box.answer = answer
    await here.queue(await here.email(), *[await here.contact(f"{name}@example.com") for name in "abcde"])
    await here.send()
    await here.sql("UPDATE mail SET due_at = clock_timestamp() WHERE status = 'QUEUED'")
    await here.send()
    assert dropped == [stage]
    assert set(await here.statuses()) == {("SENT", None)}
    assert box.recipients == [f"{name}@example.com" for name in "abcde"]


async def test_a_connection_lost_before_the_answer_leaves_the_outcome_unknown_and_is_never_tried_again(here: Mailing, box: Postbox) -> None:
    box.answer = lambda at, address: "drop" if (at, address) == ("END", "c@example.com") else None
    await here.queue(await here.email(), *[await here.contact(f"{name}@example.com") for name in "abcde"])
    await here.send()
    await here.send()
    assert await here.statuses() == [("SENT", None)] * 2 + [("UNKNOWN", "CONNECTION_LOST")] + [("SENT", None)] * 2
    assert box.recipients == [f"{name}@example.com" for name in "abcde"]


async def test_what_was_sent_is_known_although_the_database_hung_up_meanwhile(here: Mailing, box: Postbox, database_url: str) -> None:
    """Another worker takes the first for dead, as its lock is gone; it isn't, and tells what it knows."""

    def hang_up(at: str, address: str) -> None:
        if (at, address) == ("END", "c@example.com"):
            thread = threading.Thread(target=asyncio.run, args=(end_connections(database_url),))
            thread.start()
            thread.join()

    box.answer = hang_up
    await here.queue(await here.email(), *[await here.contact(f"{name}@example.com") for name in "abcde"])
    await here.send()
    assert set(await here.statuses()) == {("SENT", None)}
    assert box.recipients == [f"{name}@example.com" for name in "abcde"]


async def end_connections(url: str) -> None:
    """Have PostgreSQL hang up on everybody, and mark what is being sent without a living worker."""
    connection = await connect(url, role="golive_system")
    superuser = await connect(url.replace("golive@/", "postgres@/"))
    ours = f"pg_backend_pid(), {connection.get_server_pid()}"
    others = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid NOT IN ({ours})"
    await superuser.execute(others)
    marked = await connection.execute("UPDATE mail SET status = 'UNKNOWN', reason = 'WORKER_DIED' WHERE status = 'SENDING'")
    assert marked == "UPDATE 5"
    await superuser.close()
    await connection.close()


async def test_lines_that_begin_with_a_dot_arrive_as_they_were_written(here: Mailing, box: Postbox) -> None:
    plain = ".\n..two\n.three\n{{ content.address }} {{ content.unsubscribe_url }}"
    email = await here.email(generatePlainText=False, plainTextContent=plain)
    await here.queue(email, await here.contact("a@example.com"))
    await here.send()
    (got,) = box.received
    part = got.mail.get_body(("plain",))
    assert part is not None
    assert part.get_content().splitlines()[:3] == [".", "..two", ".three"]


async def test_a_mail_server_that_is_away_costs_nothing(here: Mailing, database: Database, workspace: UUID) -> None:
    async with mailing(database, workspace, smtp_url="smtp://127.0.0.1:1") as away:
        await away.queue(await away.email(), await away.contact("a@example.com"))
        sender = Sender(away.machine, away.shutdown)
        assert await sender.turn() >= 1
        await sender.close()
        assert await away.sql("SELECT tries FROM mail WHERE status = 'QUEUED'") == [0]


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the test's server has no TLS
@pytest.mark.parametrize(("password", "status"), [("s%40crét!", "SENT"), ("wrong", "QUEUED")])
async def test_a_user_and_password_in_the_url_sign_in(database: Database, workspace: UUID, password: str, status: str) -> None:
    with postbox(password="s@crét!") as box:
        url = box.url.replace("smtp://", f"smtp://ada:{quote(unquote(password))}@")
        async with mailing(database, workspace, smtp_url=url) as here:
            await here.queue(await here.email(), await here.contact("a@example.com"))
            sender = Sender(here.machine, here.shutdown)
            await sender.turn()
            await sender.close()
            assert await here.sql("SELECT status FROM mail") == [status]
            assert len(box.received) == (status == "SENT")


async def test_without_a_mail_server_mails_land_in_the_outbox_and_nothing_leaves(database: Database, workspace: UUID) -> None:
    async with mailing(database, workspace) as here:
        mails = await here.queue(await here.email(), *[await here.contact(f"c{number}@example.com") for number in range(60)])
        await here.send()
        assert set(await here.statuses()) == {("SENT", None)}
        assert sorted(await here.sql("SELECT mail_id FROM outbox")) == sorted(mails)
