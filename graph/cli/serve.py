"""`golive serve` and `golive worker`: they run until they are told to stop, and then drain."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import click
import structlog
import uvicorn

from golive.graph.app import create_app
from golive.graph.auth import Authenticator
from golive.graph.cli.options import DATA, configured, run
from golive.graph.logs import RequestIds
from golive.graph.metrics import metrics_route
from golive.graph.signin import FILE, SignIn, ensure_admin_token
from golive.graph.transport.callers import Callers
from golive.graph.transport.connections import Http
from golive.graph.transport.engine import Engine
from golive.graph.transport.frames import SILENCE, Upgrade
from golive.graph.transport.persisted import Persisted
from golive.live import worker as working
from golive.live.doorbell import Doorbell
from golive.live.ending import end
from golive.live.stream import Stream
from golive.models.database import Database
from golive.models.queue import Bell
from golive.models.settings import Settings
from golive.models.storage import storage
from golive.resolvers.context import Server

DRAIN = 20  # seconds for requests and jobs that were begun
KEEP_ALIVE = 75  # seconds: longer than proxies keep theirs, or they would send requests into connections that we just closed
HANGING_UP = 7  # seconds for answers and last words to be taken; a socket that says no farewell is let go after five
YOUNG = 10_000
"""New objects after which Python looks for garbage among them. By its 700 it looks at all requests under way again and again."""
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
log = structlog.get_logger()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all of the machine.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 for any that is free.")
@DATA
@click.option("--no-worker", is_flag=True, help="Do no work here; `golive worker` does it elsewhere.")
def serve(host: str, port: int, data: Path, no_worker: bool) -> None:
    """Serve the API, and work off jobs, until SIGTERM or Ctrl-C."""
    settings = configured()
    _allow_many_sockets()
    with _listening(host, port) as listener:
        _give_up_who_vanished(listener, settings)
        run(_serve(settings, data, host, listener, with_worker=not no_worker))


@click.command()
@DATA
def worker(data: Path) -> None:
    """Work off jobs, beside a server or alone, until SIGTERM or Ctrl-C."""
    run(_work_alone(configured(), data))


async def _serve(settings: Settings, data: Path, host: str, listener: socket.socket, *, with_worker: bool) -> None:
    url = _url(host, listener.getsockname()[1])
    if "public_url" not in settings.model_fields_set:  # links in mails lead here at least, whatever the port
        settings = settings.model_copy(update={"public_url": url})
    Persisted(settings)  # a bad list is refused before anything is made
    with _told_to_stop() as shutdown:
        async with storage(settings, data, owner=True) as database:
            sign_in = SignIn(await ensure_admin_token(database, data))
            async with parts(settings, database) as server:
                engine = Engine(server, Callers(Authenticator(settings, database), settings))
                app = create_app(engine, [metrics_route(server), sign_in.route()])
                http = _Http(RequestIds(app), settings, lambda: _tell(url, data, sign_in))
                tasks = [http.until(shutdown, listener, engine)]
                if with_worker:
                    tasks.append(_drained(working.run(database, settings, shutdown, server.doorbell, data), shutdown))
                await _all(tasks, shutdown)
    log.info("Golive has stopped")


async def _work_alone(settings: Settings, data: Path) -> None:
    with _told_to_stop() as shutdown:
        async with storage(settings, data) as database, _doorbell(settings, database) as doorbell:
            click.echo("Golive's worker is ready")
            await _all([_drained(working.run(database, settings, shutdown, doorbell, data), shutdown)], shutdown)
    log.info("The worker has stopped")


def _doorbell(settings: Settings, database: Database) -> Doorbell:
    return Doorbell(settings.broadcast_url or database.url)


@asynccontextmanager
async def parts(settings: Settings, database: Database) -> AsyncIterator[Server]:
    """The parts of a running server, over an open database. Raises `BellError`."""
    bell = Bell(database)
    async with _doorbell(settings, database) as doorbell, Stream(database, doorbell) as stream:
        try:
            yield Server(settings, database, doorbell, bell, stream)
        finally:
            await bell.close()


class _Http(uvicorn.Server):
    """uvicorn on a socket of ours, told to stop by an event; signals are not its business."""

    def __init__(self, app: Any, settings: Settings, when_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Http,
                ws=Upgrade,
                ws_max_size=settings.message_bytes,
                ws_per_message_deflate=False,  # each message would be compressed for each subscriber, which halves what fan-out can do
                ws_ping_interval=None,  # connections are looked after by one timer for all
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # nothing here asks where a request came from
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=HANGING_UP,
            )
        )
        self._when_ready = when_ready

    def capture_signals(self) -> Any:
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # schema, statements and modules stay: looking through them for garbage would stop the event loop for 150 ms, often
        gc.set_threshold(YOUNG)
        self._when_ready()

    async def until(self, shutdown: asyncio.Event, listener: socket.socket, engine: Engine) -> None:
        """Serve until `shutdown`; then take nothing more, tell subscribers where to go on, and finish what was begun."""
        serving = asyncio.create_task(self.serve([listener]))
        stopping = asyncio.create_task(shutdown.wait())
        try:
            await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
            engine.callers.close()
            engine.server.stream.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(DRAIN):
                    await engine.callers.idle()
            self.should_exit = True
            await serving
        finally:
            await end(stopping)
            await end(serving)


async def _drained(work: Coroutine[Any, Any, None], shutdown: asyncio.Event) -> None:
    """Let `work` go on until `shutdown`, and then for as long as draining may take."""
    task, stopping = asyncio.create_task(work), asyncio.create_task(shutdown.wait())
    try:
        await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
        done, _ = await asyncio.wait([task], timeout=DRAIN)
        if not done:
            log.warning("Jobs were left to the next worker, for they took too long", seconds=DRAIN)
            await end(task)
        else:
            task.result()
    finally:
        await end(stopping)
        await end(task)


async def _all(tasks: list[Coroutine[Any, Any, None]], shutdown: asyncio.Event) -> None:
    """Run all to their ends; when one of them ends or fails, all stop. Raises what the first that failed raised."""
    running = [asyncio.create_task(task) for task in tasks]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        shutdown.set()
    await asyncio.wait(running)
    for task in running:
        task.result()


@contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    """An event that SIGTERM or Ctrl-C sets; a second Ctrl-C ends the process at once."""
    loop, shutdown = asyncio.get_running_loop(), asyncio.Event()

    def interrupt() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        shutdown.set()

    loop.add_signal_handler(signal.SIGTERM, shutdown.set)
    loop.add_signal_handler(signal.SIGINT, interrupt)
    yield shutdown


def _allow_many_sockets() -> None:
    """Have as many open files as may be; the usual soft limit of 1,024 is for programs that call select()."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS takes fewer than it says
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket bound to the address, so that nobody takes it while the database starts."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise click.ClickException(f"There is no address {host} to listen at ({error.strerror}). Give another --host.") from error
    with listener:
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(2048)
        except OSError as error:
            raise click.ClickException(_no_port(host, port, error)) from error
        yield listener


def _give_up_who_vanished(listener: socket.socket, settings: Settings) -> None:
    """Have connections end whose peer is gone without a word, where the system would try for a quarter of an hour to reach it."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        seconds = SILENCE + settings.send_deadline.total_seconds()
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(1000 * seconds))


def _no_port(host: str, port: int, error: OSError) -> str:
    match error:
        case PermissionError():
            return f"Port {port} is not for this user: ports below 1024 are for root. Give another --port."
        case OSError() if error.errno == 98 or "in use" in str(error):
            return f"Port {port} at {host} is in use by another program. Stop it, or give another --port; 0 takes one that is free."
    return f"Golive can't listen at {host}, port {port} ({error.strerror}). Give another --host or --port."


def _url(host: str, port: int) -> str:
    reached = WILDCARDS.get(host, host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _tell(url: str, data: Path, sign_in: SignIn) -> None:
    click.echo(f"Golive is ready at {url}")
    if sign_in.secret is not None:
        click.echo(f"An administrator's token is in {data / FILE}. This link signs in with it, once, within the hour:")
        click.echo(f"{url}/signin?code={sign_in.code}")
