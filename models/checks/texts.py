"""What the checks share: how findings are made, what is blank, what templates are tried with."""

from collections.abc import Mapping
from typing import Any

from golive.models.checks.finding import Finding, Severity
from golive.models.templates import TemplateError, sample_contact, sample_content


def error(code: str, message: str, *path: str, record_id: str | None = None) -> Finding:
    """A finding that keeps the record from going live."""
    return Finding(code, Severity.ERROR, message, path, record_id=record_id)


def warning(code: str, message: str, *path: str) -> Finding:
    """A finding that doesn't."""
    return Finding(code, Severity.WARNING, message, path)


def blank(value: Any) -> bool:
    """Whether a field holds no text."""
    return value is None or not str(value).strip()


def sample_variables(attributes: Mapping[str, str]) -> dict[str, object]:
    """What templates read, for a sample contact with the workspace's attributes (name to type)."""
    return {"contact": sample_contact(attributes), "content": sample_content()}


def invalid(problem: TemplateError, *path: str) -> Finding:
    """The finding for a template that doesn't parse or render."""
    return error("TEMPLATE_INVALID", problem.message, *path)
