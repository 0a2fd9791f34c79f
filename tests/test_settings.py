"""Settings are typed, listed, and refused by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from golive.models.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def _only_the_variables_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    for description in Settings.model_construct().describe():
        monkeypatch.delenv(description.name, raising=False)


def problems() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    return caught.value.problems


def test_without_variables_the_documented_defaults_hold() -> None:
    settings = Settings.load()
    assert settings.database_url is None
    assert settings.expire_after == timedelta(days=30)
    assert settings.pause_limit == timedelta(days=21)
    assert settings.going_live_deadline == timedelta(minutes=5)
    assert settings.log_retention == timedelta(days=90)
    assert not settings.development


@pytest.mark.parametrize(("text", "seconds"), [("PT2S", 2), ("P1DT1H", 90_000), ("PT0.5S", 0.5)])
def test_durations_are_iso_8601_and_seconds_are_legal(monkeypatch: pytest.MonkeyPatch, text: str, seconds: float) -> None:
    monkeypatch.setenv("GOLIVE_EXPIRE_AFTER", text)
    assert Settings.load().expire_after == timedelta(seconds=seconds)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLIVE_DATABASE_URL", "")
    assert Settings.load().database_url is None


def test_an_unknown_variable_is_refused_by_name_with_the_likely_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLIVE_DATABSE_URL", "postgresql://localhost/golive")
    (problem,) = problems()
    assert "GOLIVE_DATABSE_URL" in problem
    assert "GOLIVE_DATABASE_URL" in problem


def test_variables_of_the_command_line_and_of_tests_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLIVE_DATA", "GOLIVE_HILLSTROM", "GOLIVE_TEST_DATABASE_URL"):
        monkeypatch.setenv(name, "something")
    Settings.load()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("GOLIVE_EXPIRE_AFTER", "soon", "ISO 8601"),
        ("GOLIVE_EXPIRE_AFTER", "30", "ISO 8601"),
        ("GOLIVE_EXPIRE_AFTER", "PT0S", "longer than nothing"),
        ("GOLIVE_PAUSE_LIMIT", "-P1D", "longer than nothing"),
        ("GOLIVE_POOL_SIZE", "many", "integer"),
        ("GOLIVE_POOL_SIZE", "0", "greater than or equal to 1"),
        ("GOLIVE_DEVELOPMENT", "perhaps", "boolean"),
        ("GOLIVE_DATABASE_URL", "sqlite:///x.db", "postgresql://"),
        ("GOLIVE_DATABASE_URL", "postgresql://host:port/db", "not a URL"),
        ("GOLIVE_PUBLIC_URL", "golive.example.com", "https://"),
        ("GOLIVE_LOG_FORMAT", "xml", "'console'"),
    ],
)
def test_a_bad_value_is_refused_by_name_with_what_would_do(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    (problem,) = problems()
    assert problem.startswith(name)
    assert told in problem
    assert value in problem


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLIVE_EXPIRE_AFTER", "soon")
    monkeypatch.setenv("GOLIVE_POOL_SIZE", "0")
    monkeypatch.setenv("GOLIVE_NONSENSE", "1")
    assert len(problems()) == 3


def test_jwt_settings_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLIVE_JWT_ISSUER", "https://issuer.example.com")
    (problem,) = problems()
    assert "GOLIVE_JWT_AUDIENCE" in problem


def test_settings_are_described_with_passwords_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLIVE_DATABASE_URL", "postgresql://me:se:cr@et@host/golive?password=again")
    settings = Settings.load()
    rows = {row.name: row for row in settings.describe()}
    assert rows["GOLIVE_DATABASE_URL"].value == "postgresql://me:***@host/golive?password=***"
    assert rows["GOLIVE_EXPIRE_AFTER"].default == "P30D"
    assert all(row.description for row in rows.values())
    assert "cr@et" not in repr(settings)


def test_a_refused_value_does_not_tell_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLIVE_DATABASE_URL", "mysql://me:secret@host/golive")
    (problem,) = problems()
    assert "secret" not in problem
