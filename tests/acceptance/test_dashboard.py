"""The dashboard in a real browser: a launch by clicks, two browsers, a server that dies, bulk actions, ten thousand rows, every page."""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from client import Client
from javascript import DASHBOARD, Script, script
from serving import Server, end_postgres

from golive.models import ids
from golive.models.connecting import connect
from golive.models.embedded import embedded

ROWS = 10_000
SEARCH, FOUND = "-99", 111  # of the rows from Spring-1 to Spring-9999
FRAME = 33.0  # ms of the page's thread
MAIL = {
    "subject": "Spring",
    "fromName": "Ada",
    "fromAddress": "ada@example.com",
    "design": {"format": "HTML", "source": "<p>Spring {{ content.address }} {{ content.unsubscribe_url }}</p>"},
}

FIELD = {"key": "email", "label": "E-mail", "type": "EMAIL", "required": True, "attribute": "email"}
CONTACT = """mutation { createContact(input: { email: "ada@example.com", firstName: "Ada", attributes: { city: "Berlin" } }) {
  ... on ContactSuccess { contact { id } } } }"""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Debian's chromium, or another."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("there is no chromium for the browser tests: apt-get install chromium")
    return found


@asynccontextmanager
async def browsing(name: str, chromium: str, url: str, token: str, **more: Any) -> AsyncIterator[Script]:
    """dashboard/tests/NAME with a browser at `url`."""
    async with script(f"tests/{name}", DASHBOARD, chromium=chromium, url=url, token=token, **more) as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of the file's own, which has just begun for the first time; the last test kills it."""
    with tempfile.TemporaryDirectory(prefix="golive-") as folder:
        running = Server(Path(folder), settings={"GOLIVE_LOG_LEVEL": "warning"})
        yield running
        running.kill()
        end_postgres(Path(folder))


async def test_the_demo_is_launched_by_clicks_from_the_link_to_the_mail(chromium: str, server: Server) -> None:
    link = server.line(re.compile(r"^http\S+/signin\?code=\S+$"))[0]
    async with browsing("launch.js", chromium, server.url, server.token, link=link) as browser:
        (told,) = await browser.rest(90)
    assert sorted(told["records"]) == sorted(
        ["Spring launch, second week", "Spring offers", "Spring mail", "Our address", "Rural women", "Newsletter"]
    )
    assert told["states"] == ["Live"] * 6


async def test_two_browsers_see_each_others_changes_within_a_second(chromium: str, server: Server, token: str) -> None:
    async with browsing("together.js", chromium, server.url, token) as browser:
        (told,) = await browser.rest(60)
    assert told["took"] < 1000


async def test_a_bulk_stop_tells_of_each_record_what_became_of_it(chromium: str, server: Server, token: str) -> None:
    async with browsing("bulk.js", chromium, server.url, token) as browser:
        (told,) = await browser.rest(60)
    assert told["Free"] == ["DONE", None]
    assert told["Used"][0] == told["Draft"][0] == "REFUSED"
    assert "is used by the customer journey 'Journey'" in told["Used"][1]
    assert "Draft" in told["Draft"][1]


async def test_the_keyboard_alone_signs_in_searches_saves_a_view_and_launches(chromium: str, server: Server, token: str) -> None:
    async with browsing("keyboard.js", chromium, server.url, token) as browser:
        assert await browser.rest(60) == [True]


async def test_a_marketer_mends_tries_out_plays_and_imports_by_the_dashboard_alone(chromium: str, server: Server, token: str) -> None:
    async with browsing("edit.js", chromium, server.url, token) as browser:
        (told,) = await browser.rest(90)
    assert told["outcome"] == "29 new, 1 updated, 2 refused."
    assert told["contact"] == {"firstName": "New 0", "attributes": {"zip_code": "00", "points": 0}}
    assert told["passed"] == "30 passed"


async def test_ten_thousand_rows_are_scrolled_smoothly_and_a_search_is_tried_in_bulk(chromium: str, server: Server, token: str) -> None:
    async with Client(server.url, token) as client:
        made = await client.create("MarketingEmail", name="Spring", **MAIL)
    await _copy(server.data, made["record"]["id"], ROWS - 1)
    by_the_clock = "GOLIVE_FRAMES_BY_THE_CLOCK" in os.environ  # for a machine that does nothing else
    async with browsing("scroll.js", chromium, server.url, token, search=SEARCH, clock=by_the_clock) as browser:
        (told,) = await browser.rest(60)
    assert (told["total"], told["few"]) == (ROWS, FOUND)
    assert told["frames"] >= 20
    assert told["p95"] <= FRAME


async def _copy(data: Path, public_id: str, number: int) -> None:
    """Write records like this one past the API, which would take minutes for so many."""
    template, copies = ids.decode(public_id)[1], [ids.new() for _ in range(number)]
    columns = (
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'golive' AND table_name = $1 AND is_generated = 'NEVER'"
    )
    with embedded(data, owner=False) as postgres:
        connection = await connect(postgres.url.replace("golive@/", "postgres@/"))
        for table in ("record", "marketing_email"):
            named = [f'"{row[0]}"' for row in await connection.fetch(columns, table)]
            values = ", ".join({'"id"': "copy", '"name"': "'Spring-' || number"}.get(column, column) for column in named)
            copying = f"SELECT {values} FROM golive.{table}, unnest($1::uuid[]) WITH ORDINALITY AS copies (copy, number) WHERE id = $2"
            statement = f"INSERT INTO golive.{table} ({', '.join(named)}) {copying}"
            await connection.execute(statement, copies, template)
        await connection.close()


async def test_no_page_has_what_axe_objects_to_in_either_theme_or_width(chromium: str, server: Server, token: str) -> None:
    async with Client(server.url, token) as client:
        shown = await _everything(client)
        pictures = os.environ.get("GOLIVE_PICTURES")
        async with browsing("pages.js", chromium, server.url, token, **shown, pictures=pictures) as browser:
            (found,) = await browser.rest(90)
    assert found == []


async def _everything(client: Client) -> dict[str, str]:
    """A workspace with something on every page; the ids of what is looked at."""
    segment = (await client.create("Segment", name="Everybody", dynamicQuery="true"))["record"]["id"]
    settings = (await client.create("ContentSettings", name="Ours", address="1 Spring Street"))["record"]["id"]
    email = (await client.create("MarketingEmail", name="Spring mail", **MAIL))["record"]["id"]
    for each in (segment, settings, email):
        await client.act("goLive", each)
    await client.create("MarketingEmail", name="Unfinished")
    await client.create("Event", name="Open day")
    entry = {"segment": {"segmentIds": [segment]}}
    branches = [{"name": "yes", "next": "mail"}, {"name": "no"}]
    steps = [
        {"ifThen": {"id": "if", "name": "Which?", "condition": 'contact.email != ""', "branches": branches}},
        {"sendEmail": {"id": "mail", "name": "Spring", "emailId": email}},
    ]
    fields = {"contentSettingsId": settings, "timeZone": "UTC", "entry": entry, "steps": steps}
    journey = (await client.create("CustomerJourney", name="Spring launch", **fields))["record"]["id"]
    contact = await client.execute(CONTACT)
    await _states(client, entry, settings)
    await client.act("goLive", journey)
    await client.rest(journey)
    await client.act("edit", email)
    return {"email": email, "journey": journey, "contact": contact["createContact"]["contact"]["id"]}


async def _states(client: Client, entry: dict[str, Any], settings: str) -> None:
    """Records in states of all kinds, for the board's picture."""
    form = (await client.create("MarketingForm", name="Newsletter", submitLabel="Send", formType="LANDING", fields=[FIELD]))["record"]["id"]
    content = f"<h1>Spring</h1>{{% form '{form}' %}}"
    page = await client.create(
        "MarketingPage", name="Spring offers", pageType="LANDING", partialUrl="spring", title="Spring", content=content
    )
    steps = [{"wait": {"id": "wait", "name": "Two days", "duration": "P2D"}}]
    fields = {"contentSettingsId": settings, "timeZone": "UTC", "entry": entry, "steps": steps}
    welcome = (await client.create("RealTimeJourney", name="Welcome, new readers", **fields))["record"]["id"]
    scoring = await client.create("LeadScoringModel", name="Recency and value", conditions=[{"condition": "true", "points": 5}])
    summer = (await client.create("MarketingEmail", name="Summer sale", **MAIL))["record"]["id"]
    autumn = (await client.create("MarketingEmail", name="Autumn, a last look", **MAIL))["record"]["id"]
    for each in (form, page["record"]["id"], welcome, scoring["record"]["id"], autumn):
        await client.act("goLive", each)
        await client.rest(each)
    await client.act("pause", welcome)
    await client.act("stop", autumn)
    await client.act("schedule", summer, action="GO_LIVE", at="2099-06-21T08:00:00Z")


async def test_the_files_are_served_to_be_kept_and_the_pages_are_not(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url) as browser:
        page = await browser.get("/")
        assert page.headers["cache-control"] == "no-cache"
        assert "unsafe" not in page.headers["content-security-policy"]
        assert (await browser.get("/records/some_id")).text == page.text
        assert (await browser.get("/nothing")).status_code == (await browser.get("/assets/nothing.js")).status_code == 404
        first = [name for name in page.text.split('"') if name.startswith("/assets/")]
        sizes = 0
        for name in first:
            asset = await browser.get(name)
            assert "immutable" in asset.headers["cache-control"]
            assert asset.headers["content-encoding"] == "gzip"
            sizes += int(asset.headers["content-length"])
        assert sizes < 150_000
        frame = (await browser.get("/frame")).headers["content-security-policy"]
        assert frame.startswith("sandbox allow-scripts; default-src 'none'")
    assert not list((DASHBOARD / "dist").rglob("*.map"))


def test_no_built_file_names_another_host() -> None:
    for file in (file for file in (DASHBOARD / "dist").rglob("*") if file.suffix in (".js", ".css", ".html")):
        assert set(re.findall(r"https?://([^/\"'`\s]+)", file.read_text())) <= {"www.w3.org"}, file.name


async def test_a_board_outlives_its_server_and_misses_nothing(chromium: str, server: Server, token: str) -> None:
    async with Client(server.url, token) as client:
        for name in ("One", "Two", "Three"):
            await client.create("MarketingEmail", name=name, **MAIL)
        email = (await client.execute('{ records(first: 1, filter: { search: "Two" }) { nodes { id } } }'))["records"]["nodes"][0]["id"]
    async with browsing("restart.js", chromium, server.url, token) as browser:
        assert await browser.next(60) == "watching"
        server.popen.send_signal(signal.SIGSTOP)  # it is there, and doesn't answer
        assert await browser.next() == "offline"
        server.popen.send_signal(signal.SIGCONT)
        assert await browser.next() == "live"
        server.kill()
        assert await browser.next(3) == "offline"
        again = Server(server.data, port=server.port)
        try:
            async with Client(again.url, token) as client:
                await client.act("goLive", email)
                await client.create("MarketingEmail", name="Made meanwhile")
            browser.tell("back")
            told = (await browser.rest(60))[-1]
        finally:
            again.stop()
    assert told["names"] == ["Made meanwhile", "Two", "Three", "One"]
    assert told["states"] == ["DRAFT", "LIVE", "DRAFT", "DRAFT"]
    assert told["happened"] == ["Made meanwhile", "Two", "Three", "Two", "One"]
