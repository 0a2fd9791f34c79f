"""The API's own scalars: moments, durations, conditions, and JSON that keeps its numbers' digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NewType

import strawberry
from graphql import (
    BooleanValueNode,
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    print_ast,
)
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from golive.models import durations
from golive.models.shape import rfc3339

Duration = NewType("Duration", str)
Condition = NewType("Condition", str)
JSONObject = NewType("JSONObject", dict[str, Any])

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
_DEEPEST = 100


def _text(name: str, example: str) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if not isinstance(value, str):
            raise GraphQLError(f"{name} is a text such as {example}, not {_shown(value)}.")
        return value

    return parse


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def parse_date_time(value: Any) -> datetime:
    """The moment in UTC that an RFC 3339 text writes. Raises `GraphQLError` for anything else."""
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise GraphQLError(f"DateTime is RFC 3339 text with an offset, such as 2026-01-31T09:00:00Z, not {_shown(value)}.")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphQLError(f"There is no such date and time as {value[:60]}.") from None


def _date_time_text(value: datetime | str) -> str:
    return value if isinstance(value, str) else rfc3339(value)


def _parse_duration(value: Any) -> str:
    text = _text("Duration", "P30D or PT12H")(value)
    try:
        durations.parse(text)
    except ValueError as error:
        raise GraphQLError(str(error)) from None
    return text


def parse_json(value: Any, depth: int = 0) -> Any:
    """JSON from variables; what was read as a binary float becomes the shortest decimal that means it."""
    if depth > _DEEPEST:
        raise GraphQLError(f"This JSON nests more than {_DEEPEST} levels; flatten it.")
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and not value.is_finite():
        raise GraphQLError("JSON has no NaN and no infinity; send a number.")
    if isinstance(value, Mapping):
        return {name: parse_json(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        return [parse_json(item, depth + 1) for item in value]
    return value


def parse_json_literal(node: ValueNode, variables: Mapping[str, Any] | None = None, depth: int = 0) -> Any:
    """JSON written into a query; a number with a fraction becomes the decimal that its digits write."""
    if depth > _DEEPEST:
        raise GraphQLError(f"This JSON nests more than {_DEEPEST} levels; flatten it.")
    match node:
        case NullValueNode():
            return None
        case StringValueNode() | BooleanValueNode():
            return node.value
        case IntValueNode() | FloatValueNode():
            return int(node.value) if isinstance(node, IntValueNode) and len(node.value) < 1000 else Decimal(node.value)
        case ListValueNode():
            return [parse_json_literal(item, variables, depth + 1) for item in node.values]
        case ObjectValueNode():
            return {field.name.value: parse_json_literal(field.value, variables, depth + 1) for field in node.fields}
        case VariableNode():
            return parse_json((variables or {}).get(node.name.value), depth)
        case _:
            raise GraphQLError(f"JSON has no {print_ast(node)[:60]}; write it as a text in quotes.")


def _parse_object(value: Any) -> dict[str, Any]:
    parsed = parse_json(value)
    if not isinstance(parsed, dict):
        raise GraphQLError(f'JSONObject is an object such as {{"plan": "gold"}}, not {_shown(value)}.')
    return parsed


def _parse_object_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    return _parse_object(parse_json_literal(node, variables))


def _same(value: Any) -> Any:
    return value


_ECMA = "https://ecma-international.org/publications-and-standards/standards/ecma-404/"

SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, RFC 3339 text in UTC such as 2026-01-31T09:00:00Z; input may have another offset.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_date_time_text,
        parse_value=parse_date_time,
    ),
    Duration: strawberry.scalar(
        name="Duration",
        description="A length of time, ISO 8601 such as P1M, P2W, P30D or PT12H; a month later is the same date, or else the month's last.",
        specified_by_url="https://www.iso.org/standard/70907.html",
        serialize=str,
        parse_value=_parse_duration,
    ),
    Condition: strawberry.scalar(
        name="Condition",
        description='Who fulfils it, in the Common Expression Language: contact.city == "Rome" && events("purchase", "P30D").count() >= 2.',
        specified_by_url="https://cel.dev",
        serialize=str,
        parse_value=_text("Condition", 'contact.city == "Rome"'),
    ),
    JSONObject: strawberry.scalar(
        name="JSONObject",
        description="An object of any shape; its numbers keep the digits they were written with.",
        specified_by_url=_ECMA,
        serialize=_same,
        parse_value=_parse_object,
        parse_literal=_parse_object_literal,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value; its numbers keep the digits they were written with.",
        specified_by_url=_ECMA,
        serialize=_same,
        parse_value=parse_json,
        parse_literal=parse_json_literal,
    ),
}
"""For `StrawberryConfig(scalar_map=…)`."""

__all__ = ["JSON", "SCALARS", "Condition", "Duration", "JSONObject", "parse_date_time", "parse_json", "parse_json_literal"]
