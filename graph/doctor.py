"""`golive doctor`: looks at everything a server needs, and says what is wrong and what to do."""

from __future__ import annotations

import asyncio
import shutil
import stat
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path

import httpx
from jwt import PyJWTError

from golive.graph.checkup import Finding, examine_database
from golive.graph.keys import Keys
from golive.graph.signin import FILE
from golive.live.bells import BellError
from golive.live.doorbell import Doorbell
from golive.live.mail.smtp import NoServer, Relay
from golive.models import jsonb
from golive.models.connecting import DatabaseError, Unavailable, place
from golive.models.database import Database
from golive.models.embedded import Embedded
from golive.models.postgres import EmbeddedError
from golive.models.settings import Settings

LEAST_SPACE = 1_000_000_000  # bytes


async def examine(settings: Settings, directory: Path) -> list[Finding]:
    """Look at all; nothing is changed, not even an old database brought up to date."""
    findings = [_settings(settings), *_directory(settings, directory)]
    try:
        async with _database(settings, directory) as database:
            if database is None:
                findings.append(Finding("database", f"Nothing is stored in {directory} yet: `golive serve` or `golive migrate` begins."))
            else:
                findings += await examine_database(database, settings)
                findings.append(await _doorbell(settings.broadcast_url or database.url))
    except (DatabaseError, Unavailable) as error:
        findings.append(Finding("database", "It can't be used.", str(error)))
    if settings.smtp_url:
        findings.append(await _mail_server(settings.smtp_url))
    if settings.jwt_jwks_url:
        findings.append(await _keys(settings.jwt_jwks_url))
    return findings


def show(findings: Sequence[Finding], *, as_json: bool) -> str:
    """The findings as lines for people, or as JSON for programs."""
    healthy = not any(finding.advice for finding in findings)
    if as_json:
        return jsonb.dumps({"ok": healthy, "findings": [{**asdict(finding), "ok": finding.advice is None} for finding in findings]})
    lines = []
    for finding in findings:
        lines.append(f"{'ACT' if finding.advice else 'ok '}  {finding.area}: {finding.message}")
        if finding.advice:
            lines.append(f"     -> {finding.advice}")
    return "\n".join([*lines, "", "All is well." if healthy else "Something is to be done: see the lines with ACT."])


def _settings(settings: Settings) -> Finding:
    changed = [each.name for each in settings.describe() if each.value != each.default]
    told = f"Other than the defaults: {', '.join(changed)}" if changed else "All have their defaults"
    return Finding("settings", f"{told}; `golive settings` shows them.")


def _directory(settings: Settings, directory: Path) -> list[Finding]:
    if not directory.exists():
        return []
    findings = []
    if settings.database_url is None:
        free = shutil.disk_usage(directory).free
        advice = f"Make room: PostgreSQL stops when the disk of {directory} is full." if free < LEAST_SPACE else None
        findings.append(Finding("disk", f"{free / 1e9:.1f} GB are free for {directory}.", advice))
    with suppress(FileNotFoundError):
        file = directory / FILE
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            findings.append(Finding("token", f"Others than its owner may read {file}.", f"Take that from them: chmod 600 {file}"))
    return findings


@asynccontextmanager
async def _database(settings: Settings, directory: Path) -> AsyncIterator[Database | None]:
    """The database as it is; None when there is none yet."""
    if settings.database_url is None and not (directory / "postgres").exists():
        yield None
        return
    server = None
    try:
        if settings.database_url is None:
            server = await asyncio.to_thread(Embedded, directory, owner=False)
        database = await Database.open(settings, server.url if server else None)
        try:
            yield database
        finally:
            await database.close()
    except EmbeddedError as error:
        raise DatabaseError(str(error)) from error
    finally:
        if server:
            await asyncio.to_thread(server.close)


async def _doorbell(url: str) -> Finding:
    try:
        async with Doorbell(url) as doorbell:
            if doorbell.connected:
                return Finding("doorbell", f"Processes hear each other over {place(url)}.")
    except BellError as error:
        return Finding("doorbell", "It can't be used.", str(error))
    late = "Subscribers at other processes hear of changes a second late"
    return Finding("doorbell", f"Nothing comes back over {place(url)}. {late}.", "Start what GOLIVE_BROADCAST_URL names, or correct it.")


async def _mail_server(url: str) -> Finding:
    try:
        relay = await Relay.connect(url)
    except NoServer as error:
        return Finding(
            "mail server", f"It takes no mail: {error}.", "Look at GOLIVE_SMTP_URL, and whether the mail server lets this machine in."
        )
    await relay.close()
    return Finding("mail server", "It is reached, and lets us in.")


async def _keys(url: str) -> Finding:
    try:
        found = await Keys(url).read()
    except (httpx.HTTPError, httpx.InvalidURL, PyJWTError, ValueError, TimeoutError) as error:
        return Finding(
            "keys", f"The keys for JWTs can't be read at {url} ({error!r}).", "Correct GOLIVE_JWT_JWKS_URL, or mend that server."
        )
    if not found:
        return Finding(
            "keys", f"There is no key for RS256, ES256 or EdDSA at {url}.", "Have the issuer publish the one that it signs with."
        )
    return Finding("keys", f"{len(found)} keys for JWTs are at {url}.")
