"""The API's scalars: what goes in comes out, and what is wrong is told."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from golive.graph.scalars import JSON, SCALARS, Condition, Duration, JSONObject, parse_json
from golive.models import jsonb


@strawberry.type
class Query:
    @strawberry.field
    def date_time(self, value: datetime) -> datetime:
        assert value.tzinfo is UTC
        return value

    @strawberry.field
    def duration(self, value: Duration) -> Duration:
        return value

    @strawberry.field
    def condition(self, value: Condition) -> Condition:
        return value

    @strawberry.field
    def json(self, value: JSON | None) -> JSON | None:
        return value

    @strawberry.field
    def json_object(self, value: JSONObject) -> JSONObject:
        return value


SCHEMA = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))


async def ask(query: str, **variables: Any) -> Any:
    result = await SCHEMA.execute(query, variable_values=variables)
    assert result.errors is None, result.errors
    return result.data


async def error_of(query: str, **variables: Any) -> str:
    result = await SCHEMA.execute(query, variable_values=variables)
    assert result.errors is not None
    return result.errors[0].message


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z"),
        ("2026-01-31T09:00:00.25+02:00", "2026-01-31T07:00:00.250000Z"),
        ("2026-01-31t09:00:00z", "2026-01-31T09:00:00Z"),
    ],
)
async def test_moments_come_out_in_utc(text: str, moment: str) -> None:
    assert await ask("query($v: DateTime!) { dateTime(value: $v) }", v=text) == {"dateTime": moment}
    assert await ask(f'{{ dateTime(value: "{text}") }}') == {"dateTime": moment}


@pytest.mark.parametrize(
    "text",
    [
        '"2026-01-31"',
        '"2026-01-31T09:00:00"',
        '"2026-02-30T09:00:00Z"',
        '"0001-01-01T00:00:00+14:00"',
        '"soon"',
        "5",
        "SOON",
        '"٢026-01-31T09:00:00Z"',
    ],
)
async def test_what_is_no_moment_is_told(text: str) -> None:
    message = await error_of(f"{{ dateTime(value: {text}) }}")
    assert "RFC 3339" in message or "no such date" in message


async def test_durations_keep_their_text_and_what_is_none_is_told() -> None:
    assert await ask('{ duration(value: "P1M") }') == {"duration": "P1M"}
    assert "P30D" in await error_of('{ duration(value: "1 day") }')
    assert "P30D" in await error_of("{ duration(value: 5) }")


async def test_a_condition_is_any_text_and_nothing_else() -> None:
    assert await ask('{ condition(value: "contact.age >") }') == {"condition": "contact.age >"}
    assert "Condition is a text" in await error_of("{ condition(value: true) }")


async def test_json_keeps_the_digits_of_literals_and_variables() -> None:
    answer = await ask(
        'query($v: JSON, $w: JSON) { json(value: {a: [1.10, -0.0, 1e5, 12345678901234567890, $w], b: null}) v: json(value: $v) }',
        v={"a": Decimal("1.10")}, w=1.5,
    )  # fmt: skip
    written = jsonb.dumps(answer)
    assert written == '{"json":{"a":[1.10,-0.0,1E+5,12345678901234567890,1.5],"b":null},"v":{"a":1.10}}'


async def test_json_has_no_names_and_an_object_is_an_object() -> None:
    assert "in quotes" in await error_of("{ json(value: [gold]) }")
    assert "JSONObject is an object" in await error_of("{ jsonObject(value: [1]) }")
    assert "JSONObject is an object" in await error_of("query($v: JSONObject!) { jsonObject(value: $v) }", v=5)
    assert await ask("{ jsonObject(value: {a: 1.50}) }") == {"jsonObject": {"a": Decimal("1.50")}}


def test_json_that_nests_too_deep_or_has_no_number_is_told() -> None:
    value: Any = 1
    for _ in range(200):
        value = [value]
    with pytest.raises(GraphQLError, match="nests more than"):
        parse_json(value)
    with pytest.raises(GraphQLError, match="no infinity"):
        parse_json([float("inf")])
