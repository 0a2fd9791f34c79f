"""Logs have the request's id in every line, and neither secrets nor people in any."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest
import structlog
from serving import environment
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.utils import ClientDisconnected

from golive.graph.logs import RequestIds, hide

SCRIPT = """
import logging, structlog
from golive.graph import logs
from golive.models.settings import Settings
logs.configure(Settings.load())
structlog.contextvars.bind_contextvars(request_id="r1")
structlog.get_logger().info("Ours", record="segment_1", path=["a", 1])
logging.getLogger("uvicorn.error").warning("Theirs %s", "too")
logging.getLogger("uvicorn.error").info("chatter")
try:
    raise ValueError("the row of ada@example.com")
except ValueError:
    structlog.get_logger().exception("It broke")
structlog.get_logger().debug("Details")
"""


def written(**settings: str) -> list[str]:
    """The lines that a process with these settings writes."""
    named = {f"GOLIVE_{name}": value for name, value in settings.items()}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment(named), capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_our_lines_and_those_of_libraries_are_json_with_the_requests_id() -> None:
    ours, theirs, broke = (json.loads(line) for line in written())
    assert (ours["event"], ours["level"], ours["record"], ours["path"]) == ("Ours", "info", "segment_1", ["a", 1])
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("Theirs too", "warning", "uvicorn.error")
    assert "ValueError" in broke["exception"]
    assert "ada@" not in broke["exception"]
    assert {line["request_id"] for line in (ours, theirs, broke)} == {"r1"}


def test_the_console_format_is_for_people_and_tells_no_values_of_variables() -> None:
    lines = written(LOG_FORMAT="console")
    assert "Ours" in lines[0]
    assert "request_id=r1" in lines[0]
    assert not any("locals" in line or "ada@" in line for line in lines)


@pytest.mark.parametrize(("level", "lines"), [("error", 1), ("warning", 2), ("debug", 4)])
def test_the_level_is_the_least_severe_that_is_written(level: str, lines: int) -> None:
    assert len([line for line in written(LOG_LEVEL=level) if line.startswith("{")]) == lines


@pytest.mark.parametrize(
    "line",
    [
        {"event": "token golive_hiddenhiddenhiddenhiddenhiddenhiddenhiddenhidden"},
        {"event": "jwt eyJhiddenhidden.eyJhidden.hidden-"},
        {"event": "at postgresql://ada:hidden@host/golive"},
        {"event": "to hidden.person+x@mail.example.com"},
        {"event": "x", "authorization": "hidden"},
        {"event": "x", "payload": {"Token": "hidden", "who": ["hidden@example.com"]}},
        {"event": "x", "exception": "DETAIL:  Failing row contains (hidden).\nmore"},
        {"event": "x", "exception": "[parameters: ('hidden', 1)]\nmore"},
    ],
)
def test_secrets_and_addresses_are_taken_out_wherever_they_come(line: dict[str, Any]) -> None:
    assert "hidden" not in json.dumps(hide(structlog.get_logger(), "info", line))


def application() -> RequestIds:
    async def told(request: Request) -> Response:
        return PlainTextResponse(request.scope["state"]["request_id"])

    async def broken(request: Request) -> Response:
        raise RuntimeError("inside")

    return RequestIds(Router([Route("/", told), Route("/broken", broken)]))


async def answer(path: str, headers: dict[str, str]) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application()), base_url="http://golive") as client:
        return await client.get(path, headers=headers)


async def test_the_callers_own_request_id_is_kept_and_told() -> None:
    told = await answer("/", {"X-Request-Id": "abc-1"})
    assert (told.text, told.headers["x-request-id"]) == ("abc-1", "abc-1")


@pytest.mark.parametrize("given", ["", "a b", "x" * 200, 'a"b', "é"])
async def test_a_request_id_that_could_forge_a_line_is_replaced(given: str) -> None:
    told = await answer("/", {"X-Request-Id": given.encode("latin-1")})  # type: ignore[dict-item]
    assert len(told.text) == 32
    assert told.headers["x-request-id"] == told.text


async def test_a_request_that_fails_tells_its_id_and_nothing_internal() -> None:
    told = await answer("/broken", {"X-Request-Id": "abc-1"})
    assert told.status_code == 500
    assert told.json()["errors"][0]["extensions"] == {"code": "INTERNAL", "requestId": "abc-1"}
    assert "inside" not in told.text


@pytest.mark.parametrize("gone", [ClientDisconnect(), ClientDisconnected(), WebSocketDisconnect(1006)], ids=repr)
async def test_who_hangs_up_is_no_failure_of_ours(gone: Exception) -> None:
    async def left(scope: Scope, receive: Receive, send: Send) -> None:
        raise gone

    async def nothing(*_: object) -> Any:
        raise AssertionError("nobody is there")

    with structlog.testing.capture_logs() as lines:
        await RequestIds(left)({"type": "websocket", "path": "/graphql", "headers": []}, nothing, nothing)
    assert {line["log_level"] for line in lines} == {"debug"}
