"""What is read at once is answered as graphql-core answers it, errors and their places included."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, Executor, GraphQLSchema, parse, validate
from strawberry.schema.config import StrawberryConfig

from golive.graph.lean import unwrap
from golive.graph.leaves import LeafExecutor
from golive.graph.scalars import SCALARS


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Part:
    label: str
    weight: int | None


def _double(root: strawberry.Parent[Any]) -> int:
    return int(root.count * 2)


def _shared(root: strawberry.Parent[Any]) -> Any:
    return root.parts


def _greeting(root: strawberry.Parent[Any], info: strawberry.Info) -> str:
    return f"{info.context}, {root.name}"


async def _slow(root: strawberry.Parent[Any], info: strawberry.Info) -> Any:
    return root.parts


def _times(root: strawberry.Parent[Any], by: int = 2) -> int:
    return int(root.count * by)


def _fails(root: strawberry.Parent[Any]) -> str:
    raise ValueError("It fails.")


@strawberry.type
class Thing(Named):
    count: int
    is_new: bool
    note: str | None
    colour: Colour
    colours: list[Colour]
    maybe: list[Colour | None] | None
    tags: list[str]
    nested: list[list[int]]
    at: datetime
    id: strawberry.ID
    double: int = strawberry.field(resolver=_double)
    parts: list[Part]
    shared: list[Part] = strawberry.field(resolver=_shared)
    slow: list[Part] = strawberry.field(resolver=_slow)
    greeting: str = strawberry.field(resolver=_greeting)
    times: int = strawberry.field(resolver=_times)
    fails: str | None = strawberry.field(resolver=_fails)

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        return isinstance(value, Stored)


@dataclass
class Stored:
    """What the fields are read of, right or wrong."""

    name: Any = "A"
    count: Any = 3
    is_new: Any = True
    note: Any = None
    colour: Any = Colour.RED
    colours: Any = field(default_factory=lambda: [Colour.BLUE, Colour.RED])
    maybe: Any = None
    tags: Any = field(default_factory=lambda: ["a", "b"])
    nested: Any = field(default_factory=lambda: [[1], [2, 3]])
    at: Any = datetime(2026, 1, 1, tzinfo=UTC)
    id: Any = "x"
    parts: Any = field(default_factory=lambda: [Part(label="p", weight=1), Part(label="q", weight=None)])


def _things() -> Any:
    return THINGS


def _nameds() -> Any:
    return THINGS


@strawberry.type
class Query:
    things: list[Thing | None] = strawberry.field(resolver=_things)
    nameds: list[Named] = strawberry.field(resolver=_nameds)


def _type_of(value: Any, info: Any, abstract: Any) -> str:
    return "Thing"


def made(lean: bool) -> GraphQLSchema:
    schema = strawberry.Schema(Query, types=[Thing], config=StrawberryConfig(scalar_map=SCALARS))._schema
    schema.type_map["Named"].resolve_type = _type_of  # type: ignore[attr-defined]
    if lean:
        unwrap(schema)
    return schema


THINGS: list[Any] = []
STOCK, LEAN = made(lean=False), made(lean=True)


async def answer(executor: type[Executor[Any]], schema: GraphQLSchema, query: str) -> ExecutionResult:
    document = parse(query)
    assert not validate(schema, document)
    built = executor.build(schema, document, None, "Hello", {})
    assert not isinstance(built, list)
    result: Any = built.execute_operation()
    return result if isinstance(result, ExecutionResult) else await result


QUERIES = [
    "{ things { name count isNew note colour colours maybe tags nested at id double __typename } }",
    "{ things { b: name times a: count slow { label } c: isNew greeting } }",
    "{ things { parts { weight label } shared { label ...W } } } fragment W on Part { weight again: label }",
    "{ nameds { name ... on Thing { count parts { __typename label } ... @skip(if: true) { note } } } }",
    "{ things { times(by: 4) fails name parts { label } } }",
    "{ things { name ...X } nameds { ...X } } fragment X on Thing { count name shared { label } }",
]
WRONG = [
    {"name": None},
    {"count": 2**40},
    {"count": "many"},
    {"is_new": 1},
    {"is_new": "yes"},
    {"note": 5},
    {"colour": "red"},
    {"colour": "green"},
    {"colour": None},
    {"colours": None},
    {"colours": [Colour.RED, None]},
    {"colours": "red"},
    {"colours": (Colour.RED,)},
    {"maybe": [Colour.RED, None]},
    {"maybe": ["green"]},
    {"tags": [None]},
    {"tags": ["a", b"b"]},
    {"nested": [[1], None]},
    {"at": "2026-01-01T00:00:00Z"},
    {"at": 5},
    {"id": 7},
    {"id": ["x"]},
    {"parts": None},
    {"parts": [None]},
    {"parts": [Part(label="p", weight=1), Part(label=None, weight=1)]},  # type: ignore[arg-type]
    {"parts": [Part(label="p", weight=2**40)]},
    {"parts": (Part(label="p", weight=1),)},
    {"parts": iter([Part(label="p", weight=1)])},
    {"parts": 5},
]


def told(result: ExecutionResult) -> Any:
    errors = sorted(((error.path, error.message) for error in result.errors or ()), key=repr)
    return result.data, errors, [list(thing) for thing in (result.data or {}).get("things") or () if thing]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("wrong", [{}, *WRONG])
async def test_everything_is_answered_as_graphql_core_answers_it(query: str, wrong: dict[str, Any]) -> None:
    answers = []
    for executor, schema in ((Executor, STOCK), (LeafExecutor, LEAN)):
        parts = wrong.get("parts")
        again = iter([Part(label="p", weight=1)]) if parts is not None and hasattr(parts, "__next__") else parts
        THINGS[:] = [Stored(), Stored(**{**wrong, **({"parts": again} if "parts" in wrong else {})}), Stored(name="C")]
        answers.append(told(await answer(executor, schema, query)))
    assert answers[1] == answers[0]


async def test_records_that_have_the_same_list_are_answered_alike_whatever_is_selected_of_it() -> None:
    parts = [Part(label="p", weight=1)]
    THINGS[:] = [Stored(parts=parts), Stored(parts=parts)]
    result = await answer(LeafExecutor, LEAN, "{ things { parts { label } shared { weight } more: parts { weight label } } }")
    thing = {"parts": [{"label": "p"}], "shared": [{"weight": 1}], "more": [{"weight": 1, "label": "p"}]}
    assert result == ExecutionResult(data={"things": [thing, thing]}, errors=None)


async def test_plain_fields_are_read_without_asking_graphql_core(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    execute = Executor.execute_field

    def noted(self: Any, parent_type: Any, source: Any, details: Any, *rest: Any) -> Any:
        asked.append(details[0].node.name.value)
        return execute(self, parent_type, source, details, *rest)

    monkeypatch.setattr(Executor, "execute_field", noted)
    THINGS[:] = [Stored(), Stored()]
    await answer(LeafExecutor, LEAN, QUERIES[0])
    assert asked == ["things", "nested", "nested"]
