"""Outside live services: handed over, called with a signature, tried again while there is time, and taken at their word."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from live_service import LiveService
from moving import World, world

from golive.lifecycles.words import Action, RecordType, StatusReason
from golive.live.outside import InvalidService, hand_over_types, remove_service, services, set_service
from golive.models.database import Database
from golive.models.settings import Settings

QUICK = Settings.model_construct(
    retry_first=timedelta(milliseconds=50), going_live_deadline=timedelta(seconds=3), job_heartbeat=timedelta(seconds=2)
)
PAGE = RecordType.MARKETING_PAGE
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


class Scripted(LiveService):
    """Answers with these statuses and headers, one after the other, and notes the message ids."""

    def __init__(self, *answers: tuple[int, dict[str, str]]) -> None:
        super().__init__()
        self.answers = list(answers)
        self.message_ids: list[str] = []
        handler = self.server.RequestHandlerClass
        service = self

        class Handler(handler):  # type: ignore[valid-type, misc]
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.message_ids.append(self.headers["webhook-id"])
                service.answer(body, dict(self.headers.items()))
                status, headers = service.answers.pop(0) if service.answers else (200, {})
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

        self.server.RequestHandlerClass = Handler


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[World]:
    async with world(database, workspace, QUICK) as made:
        yield made


@pytest.fixture
def service() -> Iterator[LiveService]:
    with LiveService() as running:
        yield running


async def hand_over(here: World, url: str, secret: str, type_: RecordType = PAGE) -> None:
    async with here.machine.database.transaction(here.workspace) as session:
        await set_service(session, here.workspace, type_, url, secret, "Ada")


async def going_live(here: World, service: LiveService) -> UUID:
    """A page under way to the service."""
    await hand_over(here, service.url, service.secret)
    page = await here.draft(PAGE)
    await here.do(page, Action.GO_LIVE)
    return page


async def test_going_live_and_stopping_are_told_with_a_signature(here: World, service: LiveService) -> None:
    async with here.working():
        page = await going_live(here, service)
        record = await here.until(page, StatusReason.LIVE)
        await here.do(page, Action.STOP)
        await here.until(page, StatusReason.STOPPED)
    told = [(each["operation"], each["recordId"], each["version"], each["snapshot"]["title"]) for each in service.deliveries]
    assert told == [("GO_LIVE", record.public_id, 1, "Spring"), ("STOP", record.public_id, 1, "Spring")]
    assert service.forged == 0


async def test_failures_that_may_pass_are_tried_again_under_one_message_id(here: World) -> None:
    with Scripted((500, {}), (503, {}), (429, {}), (204, {})) as service:
        async with here.working():
            page = await going_live(here, service)
            await here.until(page, StatusReason.LIVE)
    assert len(service.message_ids) == 4
    assert len(set(service.message_ids)) == 1


async def test_why_it_is_tried_again_can_be_seen(here: World, service: LiveService) -> None:
    service.mode = "FAIL"
    async with here.working():
        page = await going_live(here, service)

        async def waits(_: object) -> bool:
            work = await here.work(page)
            return work is not None and work.last_error is not None and "answered 500" in work.last_error and work.claim > 1

        await here.until(page, waits)
        service.mode = "OK"
        await here.until(page, StatusReason.LIVE)
    assert (await here.record(page)).last_error is None


@pytest.mark.parametrize("seconds", [True, False])
async def test_retry_after_is_honoured(here: World, seconds: bool) -> None:
    again = "1" if seconds else format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    with Scripted((429, {"Retry-After": again})) as service:
        async with here.working():
            page = await going_live(here, service)
            await here.until(page, StatusReason.LIVE)
    told = (await here.history(page))[-2:]
    assert told[1].at - told[0].at >= timedelta(seconds=0.9)


@pytest.mark.parametrize("status", [400, 404, 410, 301])
async def test_a_no_is_taken_as_one(here: World, status: int) -> None:
    with Scripted((status, {"Location": "http://127.0.0.1:9/"})) as service:
        async with here.working():
            page = await going_live(here, service)
            record = await here.until(page, StatusReason.ERROR)
    assert len(service.message_ids) == 1
    assert str(status) in (record.last_error or "")


@pytest.mark.parametrize("mode", ["HANG", "FAIL"])
async def test_no_answer_by_the_deadline_is_an_error(here: World, service: LiveService, mode: str) -> None:
    service.mode = mode
    async with here.working():
        page = await going_live(here, service)
        record = await here.until(page, StatusReason.ERROR)
    assert len(service.deliveries) > 1
    assert "deadline" in (record.last_error or "")
    assert ("did not answer" if mode == "HANG" else "500") in (record.last_error or "")


async def test_a_service_that_nobody_runs_is_tried_until_the_deadline(here: World) -> None:
    with LiveService() as gone:
        pass
    async with here.working():
        page = await going_live(here, gone)
        record = await here.until(page, StatusReason.ERROR)
    assert "can't be reached" in (record.last_error or "")


async def test_a_worker_that_is_told_to_end_does_not_wait_for_an_answer(here: World, service: LiveService) -> None:
    service.mode = "HANG"
    async with here.working():
        page = await going_live(here, service)
        await asyncio.to_thread(service.wait_for, 1)
    work = await here.work(page)
    assert work is not None
    assert (work.tries, work.last_error) == (0, None)
    service.mode = "OK"
    async with here.working():
        await here.until(page, StatusReason.LIVE)


async def test_no_transaction_waits_for_an_answer(here: World, service: LiveService) -> None:
    service.mode = "HANG"
    async with here.working():
        page = await going_live(here, service)
        await asyncio.to_thread(service.wait_for, 1)
        assert await here.sql("SELECT query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'") == []
        service.mode = "OK"
        await here.until(page, StatusReason.LIVE)


async def test_a_type_that_was_taken_back_is_not_told(here: World, service: LiveService) -> None:
    async with here.working():
        page = await going_live(here, service)
        await here.until(page, StatusReason.LIVE)
        async with here.machine.database.transaction(here.workspace) as session:
            assert await remove_service(session, here.workspace, PAGE)
            assert not await remove_service(session, here.workspace, PAGE)
            assert await services(session, here.workspace) == []
        await here.do(page, Action.STOP)
        await here.until(page, StatusReason.STOPPED)
    assert [each["operation"] for each in service.deliveries] == ["GO_LIVE"]


async def test_only_types_whose_going_live_takes_work_can_be_handed_over(here: World) -> None:
    by_work = {RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.LEAD_SCORING_MODEL, PAGE}
    assert set(hand_over_types()) == by_work
    for type_ in set(RecordType) - by_work:
        with pytest.raises(InvalidService, match="choose one of"):
            await hand_over(here, "https://live.example.com", SECRET, type_)


@pytest.mark.parametrize(
    "url",
    [
        "", "live.example.com", "ftp://live.example.com", "file:///etc/passwd", "https://", "https://user:word@live.example.com",
        "https://live.example.com:99999", "https://live.example.com:0", "https://[::1", "https://live.example.com/#part",
        "https://live example.com", "https://live.example.com/" + "a" * 2000, "https://live.example.com/\0",
    ],
)  # fmt: skip
async def test_an_impossible_url_is_refused(here: World, url: str) -> None:
    with pytest.raises(InvalidService, match="write it like"):
        await hand_over(here, url, SECRET)


@pytest.mark.parametrize("secret", ["secret", "whsec_", "whsec_short", "whsec_" + "A" * 400, SECRET.replace("whsec_", ""), SECRET + "é"])
async def test_an_impossible_secret_is_refused(here: World, secret: str) -> None:
    with pytest.raises(InvalidService, match="24 to 64 random bytes"):
        await hand_over(here, "https://live.example.com", secret)


async def test_a_secret_that_is_left_out_is_made_and_setting_again_replaces(here: World) -> None:
    async with here.machine.database.transaction(here.workspace) as session:
        first = (await set_service(session, here.workspace, PAGE, "https://one.example.com", None, "Ada")).secret
        second = await set_service(session, here.workspace, PAGE, "https://two.example.com", None, "Ben")
        assert (second.url, second.set_by) == ("https://two.example.com", "Ben")
        assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32
        assert first != second.secret
        assert [each.url for each in await services(session, here.workspace)] == ["https://two.example.com"]
    assert httpx.URL(second.url).host == "two.example.com"
