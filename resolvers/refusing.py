"""Refusals of what isn't a record: raised like those of records, and given back as data."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TypeVar

from golive.models.checks.finding import Finding
from golive.models.contacts.checking import text_problem
from golive.models.content import NAME_LENGTH
from golive.models.refusal import Refusal, Refused, invalid, refuse_input

T = TypeVar("T")


async def or_refusal(made: Awaitable[T]) -> T | Refusal:
    """What `made` gives, or why it was refused."""
    try:
        return await made
    except Refused as refused:
        return refused.refusal


def refuse(findings: Sequence[Finding]) -> None:
    """Raise INVALID_INPUT with every problem, if there is one."""
    if findings:
        raise refuse_input(findings)


def name_findings(name: str | None, *path: str) -> list[Finding]:
    """What is wrong with the name of a view or token."""
    if name is None or not name.strip():
        return [invalid(f"A name is needed: give one of 1 to {NAME_LENGTH} characters.", *path, code="NAME_REQUIRED")]
    problem = text_problem(name, NAME_LENGTH)
    return [invalid(f"The name {problem}.", *path)] if problem else []
