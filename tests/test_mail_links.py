"""Links in mails: clicks lead on, opens are seen, one POST unsubscribes; made-up ones find nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from mailing import Mailing, mailing
from over_http import application, client_of
from starlette.types import ASGIApp

from golive.models import ids
from golive.models.database import Database
from golive.models.mail.outbox import opened
from golive.models.settings import Settings

SHOP = "https://shop.example/spring?a=1&b=2"
LINK = re.compile(r"https://golive\.example/([cou])/[\w-]+")


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[Mailing]:
    async with mailing(database, workspace, public_url="https://golive.example") as made:
        yield made


@pytest_asyncio.fixture
async def visitor(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


async def links(here: Mailing) -> dict[str, str]:
    """The paths of the links in the last mail, by their kind."""
    (message,) = await here.sql("SELECT message FROM outbox ORDER BY mail_id DESC LIMIT 1")
    return {found[1]: urlsplit(found[0]).path for found in LINK.finditer(opened(message)["html"])}


async def sent(here: Mailing, **columns: object) -> dict[str, str]:
    email = await here.email()
    await here.queue(email, await here.contact("ada@example.com"), **columns)
    await here.send()
    return await links(here)


async def test_a_click_leads_on_and_is_the_contacts_event_once_for_each_link(here: Mailing, visitor: httpx.AsyncClient) -> None:
    paths = await sent(here)
    for _ in range(3):
        answer = await visitor.get(paths["c"])
        assert (answer.status_code, answer.headers["location"]) == (302, SHOP)
    assert await here.sql("SELECT count(*) FROM mail WHERE clicked_at IS NOT NULL AND opened_at IS NOT NULL") == [1]
    (told,) = await here.sql("SELECT properties FROM contact_event WHERE name = 'email_clicked'")
    (mail_id,) = await here.sql("SELECT id FROM mail")
    assert (told["link"], told["mail"]) == (SHOP, ids.encode("mail", mail_id))
    assert told["email"].startswith("marketing_email_")


async def test_a_link_that_is_too_long_to_be_signed_leads_where_it_did(here: Mailing) -> None:
    far = f"{SHOP}&q={'x' * 5900}"
    email = await here.email(design={"format": "HTML", "source": f'<a href="{far}">far</a><a href="{{{{ contact.site }}}}">too</a>'})
    await here.queue(email, await here.contact("ada@example.com", attributes={"site": far}))
    await here.send()
    (message,) = await here.sql("SELECT message FROM outbox")
    assert opened(message)["html"].count(f'href="{far.replace("&", "&amp;")}"') + opened(message)["html"].count(f'href="{far}"') == 2


async def test_an_open_is_seen_once(here: Mailing, visitor: httpx.AsyncClient) -> None:
    paths = await sent(here)
    answers = [await visitor.get(paths["o"]) for _ in range(3)]
    assert {(answer.status_code, answer.headers["content-type"]) for answer in answers} == {(200, "image/gif")}
    assert await here.sql("SELECT name FROM contact_event") == ["email_opened"]


async def test_looking_at_an_unsubscribe_link_changes_nothing_and_one_post_unsubscribes(here: Mailing, visitor: httpx.AsyncClient) -> None:
    paths = await sent(here)
    page = await visitor.get(paths["u"])
    assert page.status_code == 200
    assert "<form method=post>" in page.text
    assert "ada@example.com" not in page.text
    assert await here.sql("SELECT consent->>'email:commercial' FROM contact") == ["OPTED_IN"]
    for _ in range(2):
        done = await visitor.post(paths["u"], data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
    assert await here.sql("SELECT consent->>'email:commercial' FROM contact") == ["OPTED_OUT"]
    assert await here.sql("SELECT name FROM contact_event") == ["email_unsubscribed"]
    await here.queue(await here.email("Again"), *await here.sql("SELECT id FROM contact"))
    await here.send()
    assert await here.sql("SELECT reason FROM mail WHERE status = 'BLOCKED'") == ["NO_CONSENT"]


@pytest.mark.parametrize("status", ["QUEUED", "FAILED", "CANCELLED", "UNKNOWN"])
async def test_who_has_the_mail_unsubscribes_whatever_the_log_says_of_it(here: Mailing, visitor: httpx.AsyncClient, status: str) -> None:
    paths = await sent(here)
    await here.sql("UPDATE mail SET status = :status", status=status)
    assert (await visitor.post(paths["u"])).status_code == 200
    assert await here.sql("SELECT consent->>'email:commercial' FROM contact") == ["OPTED_OUT"]
    assert await here.sql("SELECT name FROM contact_event") == ["email_unsubscribed"]


async def test_who_unsubscribes_by_a_transactional_mail_gets_none_of_these_either(here: Mailing, visitor: httpx.AsyncClient) -> None:
    email = await here.email(legalDesignation="TRANSACTIONAL")
    contact = await here.contact("ada@example.com")
    await here.queue(email, contact)
    await here.send()
    await visitor.post((await links(here))["u"])
    await here.queue(email, contact)
    await here.queue(await here.email("Commercial"), contact)
    await here.send()
    assert await here.statuses() == [("SENT", None), ("BLOCKED", "NO_CONSENT"), ("BLOCKED", "NO_CONSENT")]


async def test_the_headers_let_a_mail_program_unsubscribe(here: Mailing) -> None:
    paths = await sent(here)
    (message,) = await here.sql("SELECT message FROM outbox")
    headers = dict(opened(message)["headers"])
    assert headers["List-Unsubscribe"] == f"<https://golive.example{paths['u']}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("kind", ["c", "o", "u"])
async def test_what_was_not_signed_for_this_finds_nothing(here: Mailing, visitor: httpx.AsyncClient, kind: str) -> None:
    paths = await sent(here)
    token = paths[kind].rpartition("/")[2]
    other = next(path for name, path in paths.items() if name != kind).rpartition("/")[2]
    for wrong in (other, token[:-2], "A" * len(token), token.swapcase(), "x", "%00", "é"):
        answer = await visitor.get(f"/{kind}/{wrong}")
        assert answer.status_code == 404, wrong
        assert "location" not in answer.headers
    assert await here.sql("SELECT count(*) FROM contact_event") == [0]


async def test_while_the_database_is_away_no_link_is_called_wrong(here: Mailing, settings: Settings) -> None:
    paths = await sent(here)
    away = Database("postgresql://golive@127.0.0.1:1/golive", settings)
    async with application(away, settings) as app, client_of(app) as visitor:
        answers = [await visitor.get(paths[kind]) for kind in "cou"] + [await visitor.post(paths["u"])]
    assert [answer.status_code for answer in answers] == [503] * 4


async def test_clicks_and_unsubscriptions_in_a_test_mail_count_for_nobody(here: Mailing, visitor: httpx.AsyncClient) -> None:
    paths = await sent(here, test=True, address="tester@example.com")
    await visitor.get(paths["c"])
    answer = await visitor.post(paths["u"])
    assert (answer.status_code, "You are unsubscribed" in answer.text) == (410, False)
    assert await here.sql("SELECT consent->>'email:commercial' FROM contact") == ["OPTED_IN"]
    assert await here.sql("SELECT count(*) FROM contact_event") == [0]
