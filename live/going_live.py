"""Going live and Publishing: check again, freeze and pin, prepare, hand over, then Live; or back, with the reason."""

from __future__ import annotations

import asyncio

from golive.lifecycles.words import Action, Happening, RecordType
from golive.live.jobs import Task
from golive.live.outside import Declined, Operation, Outside, service_of
from golive.live.scoring import score_all
from golive.models.checks.finding import Finding, Severity
from golive.models.content import rfc3339
from golive.models.error_check import error_check
from golive.models.keeping import OutsideService
from golive.models.preparing import PreparationError, prepare
from golive.models.sentences import check_message, named
from golive.models.uses import keep_live_uses
from golive.models.version import Version
from golive.models.versions import freeze, version_of

TRY_AGAIN = "try again, or revert it first if it is in Error"


class Failed(Exception):
    """Going live can't succeed; the message is a sentence for a marketer."""

    def __init__(self, message: str, findings: list[Finding] | None = None) -> None:
        super().__init__(message)
        self.findings = findings or []


async def go_live(task: Task, outside: Outside, shutdown: asyncio.Event) -> None:
    """One attempt. Each step has a transaction of its own and may be done again by whoever takes over."""
    try:
        await _verify_limits(task)
        service = await _freeze(task)
        type_, version = await _prepare(task, steps=2 if service is None else 3)
        if type_ is RecordType.LEAD_SCORING_MODEL:
            await score_all(task, version, shutdown)
        if service is not None:
            await _hand_over(task, outside, service, version)
    except Failed as failure:
        await task.end(Happening.FAILED, str(failure), failure.findings)
        return
    await task.end(Happening.DONE)


async def _verify_limits(task: Task) -> None:
    """Fail what the deadline has passed for, and what broke off too often."""
    work, settings = task.work, task.machine.settings
    if task.left is not None and task.left <= 0:
        assert work.deadline is not None
        reason = f" {work.last_error}" if work.last_error else ""
        raise Failed(f"It was not live by {rfc3339(work.deadline.replace(microsecond=0))}, its deadline: {TRY_AGAIN}.{reason}")
    if work.tries > settings.going_live_attempts:
        raise Failed(f"It was tried {settings.going_live_attempts} times and broke off each time: tell an administrator, then {TRY_AGAIN}.")


async def _freeze(task: Task) -> OutsideService | None:
    """Check once more, and freeze what was checked. Returns the service that the record is handed over to."""
    async with task.step(done=0) as (session, record, now):
        findings = (await error_check(session, [record], now, second_check=True, hold=True))[record.id]
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        if errors:
            raise Failed(check_message(record, task.work.action or Action.GO_LIVE, errors), findings)
        await freeze(session, record, now, task.work.actor, task.work.comment)
        await session.flush()
        await keep_live_uses(session, record)  # from here on, stopping what it uses asks for confirmation
        return await service_of(session, record.workspace_id, record.type)


async def _prepare(task: Task, steps: int) -> tuple[RecordType, Version]:
    """Work out what the live service needs of the version."""
    async with task.step(done=1, total=steps) as (session, record, _):
        version = await version_of(session, record, record.newest_version)
        assert version is not None
        try:
            version.prepared = await prepare(session, record, version)
        except PreparationError as error:
            raise Failed(f"{named(record)} can't go live: {error}") from error
        return record.type, version


async def _hand_over(task: Task, outside: Outside, service: OutsideService, version: Version) -> None:
    """Let the outside service run it; no transaction waits for its answer."""
    async with task.step(done=2) as (_, record, _):
        body = {
            "operation": Operation.GO_LIVE,
            "recordId": record.public_id,
            "version": version.number,
            "snapshot": version.snapshot,
        }
    try:
        await outside.call(service, task.work.id, body, task.left)
    except Declined as error:
        raise Failed(str(error)) from error
