"""The doctor tells what is wrong in the database, and what to do, and sees a healthy one as such."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from live_service import LiveService
from postbox import postbox
from sqlalchemy import text
from standing_records import EMAIL, make

from golive.graph.checkup import Finding, examine_database
from golive.graph.doctor import examine, show
from golive.models import ids
from golive.models.connecting import connect
from golive.models.database import Database
from golive.models.settings import Settings

JOB = "INSERT INTO pgqueuer (priority, status, entrypoint, execute_after, heartbeat) VALUES (0, '{}', 'GOING_LIVE', {at}, {at})"
WORK = """INSERT INTO work (workspace_id, id, record_id, kind, "then", of_version, claim, tries, done, deadline)
    VALUES (:workspace, :id, :record, 'GOING_LIVE', 'LIVE', false, 9, 9, 0, now() - interval '1 hour')"""
STUCK = "UPDATE record SET status_reason = 'GOING_LIVE', updated_at = now() - interval '1 hour' WHERE id = :record"


async def advised(database: Database, settings: Settings) -> dict[str, Finding]:
    """What is to be done, by area."""
    return {finding.area: finding for finding in await examine_database(database, settings) if finding.advice}


async def execute(database: Database, statement: str, **values: object) -> None:
    async with database.system() as session:
        await session.execute(text(statement), values)


async def record(database: Database, workspace: UUID) -> UUID:
    async with database.transaction(workspace) as session:
        return (await make(session, workspace, EMAIL)).id


async def test_a_healthy_database_needs_nothing(database: Database, settings: Settings, workspace: UUID) -> None:
    await record(database, workspace)
    assert await advised(database, settings) == {}


async def test_jobs_that_wait_while_no_worker_runs_are_told(database: Database, settings: Settings) -> None:
    await execute(database, JOB.format("queued", at="now() - interval '10 minutes'"))
    finding = (await advised(database, settings))["queue"]
    assert "600 s" in finding.message
    assert finding.advice is not None
    assert "golive worker" in finding.advice


async def test_jobs_for_later_are_not_late(database: Database, settings: Settings) -> None:
    await execute(database, JOB.format("queued", at="now() + interval '10 minutes'"))
    assert await advised(database, settings) == {}


@pytest.mark.parametrize("status", ["picked", "failed"])
async def test_jobs_whose_worker_is_silent_or_that_are_given_up_are_told(database: Database, settings: Settings, status: str) -> None:
    await execute(database, JOB.format(status, at="now() - interval '10 minutes'"))
    assert "queue" in await advised(database, settings)


async def test_work_past_its_deadline_is_told(database: Database, settings: Settings, workspace: UUID) -> None:
    await execute(database, WORK, workspace=workspace, id=ids.new(), record=await record(database, workspace))
    findings = [finding.message for finding in await examine_database(database, settings) if finding.area == "work"]
    assert [message.split(" ", 1)[1] for message in findings[1:]] == [
        "of them are past their deadline.",
        "of them were tried again and again.",
    ]


async def test_a_record_in_transition_with_nobody_at_work_is_told(database: Database, settings: Settings, workspace: UUID) -> None:
    await execute(database, STUCK, record=await record(database, workspace))
    assert "1 are on their way" in (await advised(database, settings))["records"].message


async def test_scheduled_actions_that_are_overdue_are_told(database: Database, settings: Settings, workspace: UUID) -> None:
    overdue = "INSERT INTO schedule (workspace_id, record_id, action, at, scheduled_by, confirm)"
    values = "VALUES (:workspace, :record, 'GO_LIVE', now() - interval '1 hour', 'ada', false)"
    await execute(database, f"{overdue} {values}", workspace=workspace, record=await record(database, workspace))
    assert "1 scheduled actions" in (await advised(database, settings))["schedules"].message


async def test_a_change_that_is_missing_from_a_log_is_told(database: Database, settings: Settings, workspace: UUID) -> None:
    await record(database, workspace)
    await record(database, workspace)
    await execute(database, "DELETE FROM change WHERE number = 1")
    assert "1 workspaces miss" in (await advised(database, settings))["log"].message


async def test_a_live_service_that_does_not_answer_is_told_without_its_secrets(
    database: Database, settings: Settings, workspace: UUID
) -> None:
    insert = "INSERT INTO outside_service (workspace_id, type, url, secret) VALUES (:workspace, :type, :url, 'whsec_hidden')"
    service = LiveService()
    with service:
        answers = service.url
        await execute(database, insert, workspace=workspace, type="MARKETING_EMAIL", url=answers)
        await execute(database, insert, workspace=workspace, type="MARKETING_PAGE", url="http://user:hidden@127.0.0.1:1/hidden")
        found = await examine_database(database, settings)
    services = [finding for finding in found if finding.area == "live service"]
    assert sorted(bool(finding.advice) for finding in services) == [False, True]
    assert "hidden" not in show(found, as_json=False) + show(found, as_json=True)


async def test_a_pool_that_the_server_has_no_room_for_is_told(database: Database, settings: Settings) -> None:
    crowded = settings.model_copy(update={"pool_size": 1000})
    advice = (await advised(database, crowded))["database"].advice
    assert advice is not None
    assert "GOLIVE_POOL_SIZE" in advice


async def test_an_old_database_is_told_and_left_as_it_is(database: Database, database_url: str, settings: Settings) -> None:
    owner = Settings.model_construct(database_url=database_url)
    connection = await connect(database_url)
    await connection.execute("UPDATE alembic_version SET version_num = '0000'")
    await connection.close()
    assert "migrate" in str((await advised(database, owner))["tables"].advice)
    assert "migrate" in str((await advised(database, owner))["tables"].advice)


async def test_a_database_that_is_not_there_and_keys_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    away = Settings.model_construct(database_url="postgresql://x@127.0.0.1:1/x", jwt_jwks_url="http://127.0.0.1:1/keys")
    told = {finding.area: finding.advice for finding in await examine(away, tmp_path)}
    assert "GOLIVE_DATABASE_URL" in str(told["database"])
    assert "GOLIVE_JWT_JWKS_URL" in str(told["keys"])


async def test_a_directory_in_which_nothing_is_stored_needs_nothing(settings: Settings, tmp_path: Path) -> None:
    found = await examine(settings, tmp_path)
    assert not any(finding.advice for finding in found)
    assert not (tmp_path / "postgres").exists()


async def test_a_token_file_that_others_may_read_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "admin-token").write_text("golive_secret")
    (tmp_path / "admin-token").chmod(0o644)
    advice = [finding.advice for finding in await examine(settings, tmp_path) if finding.area == "token"]
    assert advice == [f"Take that from them: chmod 600 {tmp_path / 'admin-token'}"]


async def test_a_doorbell_that_nobody_carries_is_told(database_url: str, tmp_path: Path) -> None:
    deaf = Settings.model_construct(database_url=database_url, broadcast_url="redis://127.0.0.1:1")
    advice = [finding.advice for finding in await examine(deaf, tmp_path) if finding.area == "doorbell"]
    assert "GOLIVE_BROADCAST_URL" in str(advice)


async def test_mails_that_are_late_or_of_unknown_outcome_are_told(database: Database, settings: Settings, workspace: UUID) -> None:
    mail = "INSERT INTO mail (workspace_id, id, email_id, status, due_at) VALUES (:workspace, :id, :id, '{}', now() - interval '1 hour')"
    await execute(database, mail.format("QUEUED"), workspace=workspace, id=ids.new())
    assert "1 mails are late" in (await advised(database, settings))["mail"].message
    await execute(database, mail.format("UNKNOWN"), workspace=workspace, id=ids.new())
    advice = (await advised(database, settings))["mail"].advice
    assert advice is not None
    assert "resendMail" in advice


async def test_a_mail_server_is_asked_whether_it_lets_us_in(tmp_path: Path) -> None:
    with postbox() as box:
        good = await examine(Settings.model_construct(smtp_url=box.url), tmp_path)
    bad = await examine(Settings.model_construct(smtp_url=box.url), tmp_path)
    assert [finding.advice is None for findings in (good, bad) for finding in findings if finding.area == "mail server"] == [True, False]
