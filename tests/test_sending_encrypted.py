"""Mails over a real mail server that speaks TLS, with a certificate that is trusted, or isn't."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from certificates import certified
from mailing import mailing
from postbox import Postbox, postbox

from golive.graph.doctor import examine
from golive.live.mail import smtp
from golive.live.mail.sending import Sender
from golive.live.mail.smtp import NoServer, Relay
from golive.models.database import Database
from golive.models.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # which the server says whether or not it has TLS

WAYS = {"STARTTLS": "smtp", "TLS at once": "smtps"}


@pytest.fixture(params=WAYS)
def box(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    certificate, context = certified(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with postbox(context=context, at_once=request.param == "TLS at once", password="secret") as made:
        made.url = f"{WAYS[request.param]}://ada:secret@localhost:{made.url.rpartition(':')[2]}"
        yield made


async def test_mails_and_the_password_go_encrypted(database: Database, workspace: UUID, box: Postbox) -> None:
    async with mailing(database, workspace, smtp_url=box.url) as here:
        await here.queue(await here.email(), *[await here.contact(f"c{number}@example.com") for number in range(60)])
        await here.send()
        assert set(await here.statuses()) == {("SENT", None)}
    assert box.encrypted == [True] * 60
    assert box.recipients == sorted(f"c{number}@example.com" for number in range(60))


async def test_a_password_is_not_sent_in_the_clear_to_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with postbox(password="secret") as box:
        url = box.url.replace("smtp://", "smtp://ada:secret@")
        await (await Relay.connect(url)).close()
        monkeypatch.setattr(smtp, "OWN_MACHINE", ())
        with pytest.raises(NoServer, match="isn't sent in the clear"):
            await Relay.connect(url)
        found = await examine(Settings.model_construct(smtp_url=url), tmp_path)
        assert [each.area for each in found if each.advice] == ["mail server"]
        await (await Relay.connect(box.url)).close()  # without a password there is nothing to hide


@pytest.mark.parametrize(
    ("host", "trusted", "said"), [("localhost", False, "self-signed certificate"), ("127.0.0.1", True, "IP address mismatch")]
)
async def test_a_certificate_that_is_not_trusted_or_for_another_name_lets_no_mail_go(
    database: Database, workspace: UUID, box: Postbox, monkeypatch: pytest.MonkeyPatch, host: str, trusted: bool, said: str
) -> None:
    if not trusted:
        monkeypatch.delenv("SSL_CERT_FILE")
    url = box.url.replace("@localhost", f"@{host}")
    with pytest.raises(NoServer, match=said) as caught:
        await Relay.connect(url)
    assert "secret" not in str(caught.value)
    async with mailing(database, workspace, smtp_url=url) as here:
        await here.queue(await here.email(), await here.contact("a@example.com"))
        sender = Sender(here.machine, here.shutdown)
        await sender.turn()
        await sender.close()
        assert await here.sql("SELECT tries FROM mail WHERE status = 'QUEUED'") == [0]
    assert box.received == []
