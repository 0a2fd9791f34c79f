"""In CI a skipped test is a failed one, save for those on the whole Hillstrom file, which everybody fetches for themselves."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "hillstrom: on the whole file of 64,000 customers that GOLIVE_HILLSTROM names")


def without_file(item: pytest.Item) -> bool:
    """Whether a test wants the whole Hillstrom file and nobody gave it."""
    return item.get_closest_marker("hillstrom") is not None and not os.environ.get("GOLIVE_HILLSTROM")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what wants a file that isn't there, and say so."""
    if without_file(item):
        pytest.skip("GOLIVE_HILLSTROM=FILE names the whole file of 64,000 customers; its origin is in NOTICE")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing else may be left out: a skip fails, and says what was missing."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail") and not without_file(item):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI may leave nothing out: {report.longrepr}"
    return report
