"""Logs: one line per event, as JSON or for a terminal, each with the id of the request that it belongs to."""

from __future__ import annotations

import logging
import re
import sys
from uuid import uuid4

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect
from structlog.typing import EventDict, Processor, WrappedLogger
from uvicorn.protocols.utils import ClientDisconnected

from golive.models.settings import Settings
from golive.resolvers.errors import ErrorCode

REQUEST_ID = "x-request-id"
GIVEN_ID = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}")
HIDDEN = "***"
SECRET_KEYS = frozenset({"authorization", "token", "secret", "password", "email", "first_name", "last_name", "attributes"})
SECRETS = re.compile(
    r"golive_[A-Za-z0-9_-]{40,}"  # API tokens
    r"|\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"  # JWTs
    r"|(?<=://)[^/@\s:]*:[^/@\s]*(?=@)"  # user and password in a URL
    r"|(?<=\[parameters: ).*|(?<=DETAIL:  ).*"  # rows in errors of the database
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # addresses of people
)
log = structlog.get_logger()
QUIET = ("alembic", "asyncio", "httpcore", "httpx", "pgqueuer", "uvicorn", "websockets")  # what they say below WARNING is of no use here


def configure(settings: Settings) -> None:
    """Write all logs of the process to stderr as the settings say, those of uvicorn and other libraries too."""
    json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [structlog.processors.format_exc_info, hide, structlog.processors.JSONRenderer(ensure_ascii=False)]
    if not json:
        last = [structlog.processors.format_exc_info, hide, _console()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _console() -> Processor:
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)


def hide(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take secrets and people's addresses out of a line, wherever in it they came."""
    return {name: HIDDEN if name.lower() in SECRET_KEYS else _hidden(value) for name, value in event.items()}


def _hidden(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case dict():
            return {str(name): HIDDEN if str(name).lower() in SECRET_KEYS else _hidden(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_hidden(each) for each in value]
    return SECRETS.sub(HIDDEN, str(value))


class RequestIds:
    """Gives each request an id, the caller's own where it sends one: in `scope["state"]`, in every line, in the answer.

    Whatever a request raises ends here: it is logged, and the caller is told the id under which the log says why.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request_id = _given(scope) or uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        header = (REQUEST_ID.encode(), request_id.encode())
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] in ("http.response.start", "websocket.accept", "websocket.http.response.start"):
                message["headers"] = [*message.get("headers", ()), header]
                begun = True
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=request_id)  # of this request's task, and so gone with it
        try:
            await self._app(scope, receive, sending)
        except (ClientDisconnect, ClientDisconnected, WebSocketDisconnect):  # of a request, and within a WebSocket's handshake
            log.debug("The caller hung up", path=scope["path"])
        except Exception:
            log.exception("A request failed", path=scope["path"])
            if scope["type"] == "http" and not begun:
                await _failed(request_id)(scope, receive, sending)
        else:
            if logging.root.isEnabledFor(logging.DEBUG):  # dropping the line later would cost more than all else here
                log.debug("A request is answered", path=scope["path"])


def _failed(request_id: str) -> Response:
    sentence = f"Something went wrong on our side: try again, and tell your administrator the request id {request_id}."
    extensions = {"code": ErrorCode.INTERNAL.value, "requestId": request_id}
    return JSONResponse({"errors": [{"message": sentence, "extensions": extensions}]}, status_code=500)


def _given(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == REQUEST_ID.encode():
            text: str = value.decode("latin-1")
            return text if GIVEN_ID.fullmatch(text) else None
    return None
