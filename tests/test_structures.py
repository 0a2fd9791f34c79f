"""The GraphQL types of record structures: what goes in comes out, described, and what is wrong is told."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from graphql import get_named_type
from hypothesis import given, settings
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig

from golive.graph.scalars import SCALARS
from golive.graph.structures import SHAPES, TYPES
from golive.graph.structures.step_inputs import SendEmailStepInput, WaitStepInput
from golive.graph.structures.step_outputs import STEP_TYPES
from golive.lifecycles.words import RecordType
from golive.models import ids, jsonb
from golive.models.journeys.words import StepKind, Weekday
from golive.models.records import CLASSES, Record
from golive.models.structures import validate

Json = dict[str, Any]

EMAIL, SEGMENT, GONE = (ids.new() for _ in range(3))
EMAIL_ID, SEGMENT_ID = ids.encode("marketing_email", EMAIL), ids.encode("segment", SEGMENT)
GONE_ID = ids.encode("segment", GONE)
RECORDS = {
    EMAIL_ID: CLASSES[RecordType.MARKETING_EMAIL](id=EMAIL, type=RecordType.MARKETING_EMAIL, name="Spring"),
    SEGMENT_ID: CLASSES[RecordType.SEGMENT](id=SEGMENT, type=RecordType.SEGMENT, name="Rural"),
}


def _through(name: str, value: Any) -> Any:
    shape = SHAPES[name]
    kept = shape.to_json(value)
    assert validate(name, kept, ()) == []
    return shape.from_json(jsonb.loads(jsonb.dumps(kept)))


def _query() -> type:
    """A query with a field for each structure that takes its input and answers with its output."""

    def echo(name: str) -> Any:
        def resolve(value: Any) -> Any:
            return _through(name, value)

        resolve.__annotations__ = {"value": SHAPES[name].input, "return": SHAPES[name].output}
        return strawberry.field(resolver=resolve)

    fields = {name[0].lower() + name[1:]: echo(name) for name in SHAPES}
    return strawberry.type(type("Query", (), {**fields, "__annotations__": {}}))


SCHEMA = strawberry.Schema(query=_query(), types=TYPES, config=StrawberryConfig(scalar_map=SCALARS))


class Known:
    """The records of the test, as the loaders of an operation give them."""

    def __init__(self) -> None:
        self.loaders = self

    async def record(self, prefix: str, public_id: str, columns: frozenset[str] | None) -> Record | None:
        assert public_id.startswith(f"{prefix}_")
        return RECORDS.get(public_id)


async def ask(query: str, **variables: Any) -> Any:
    result = await SCHEMA.execute(query, variable_values=variables, context_value=Known())
    assert result.errors is None, result.errors
    return result.data


async def error_of(query: str, **variables: Any) -> str:
    result = await SCHEMA.execute(query, variable_values=variables, context_value=Known())
    assert result.errors is not None
    return result.errors[0].message


async def test_a_step_comes_out_as_it_went_in_with_the_record_that_it_names() -> None:
    query = """{ step(value: {sendEmail: {id: "a", name: "Hello", emailId: "%s", expiresAfter: "P3D", next: "b"}}) {
        __typename id name kind next { branch stepId } ... on SendEmailStep { emailId email { name } expiresAfter } } }"""
    assert (await ask(query % EMAIL_ID))["step"] == {
        "__typename": "SendEmailStep", "id": "a", "name": "Hello", "kind": "SEND_EMAIL",
        "next": [{"branch": None, "stepId": "b"}],
        "emailId": EMAIL_ID, "email": {"name": "Spring"}, "expiresAfter": "P3D",
    }  # fmt: skip


async def test_branches_are_the_ways_out_of_a_step() -> None:
    value = {"segmentGroup": {"id": "a", "branches": [{"name": "x", "segmentId": SEGMENT_ID, "next": "b"}, {"name": "other"}]}}
    query = """query($value: StepInput!) { step(value: $value) { name next { branch stepId }
        ... on SegmentGroupStep { branches { name next percent condition segmentId segment { name } } } } }"""
    assert (await ask(query, value=value))["step"] == {
        "name": "Segment group",
        "next": [{"branch": "x", "stepId": "b"}, {"branch": "other", "stepId": None}],
        "branches": [
            {"name": "x", "next": "b", "percent": None, "condition": None, "segmentId": SEGMENT_ID, "segment": {"name": "Rural"}},
            {"name": "other", "next": None, "percent": None, "condition": None, "segmentId": None, "segment": None},
        ],
    }


async def test_segments_that_are_gone_are_left_out() -> None:
    value = {"segment": {"segmentIds": [GONE_ID, SEGMENT_ID], "exclusionSegmentIds": [GONE_ID]}}
    query = """query($value: JourneyEntryInput!) { journeyEntry(value: $value) { trigger { event }
        segment { segmentIds segments { name } exclusionSegments { name } merge mode every } } }"""
    assert (await ask(query, value=value))["journeyEntry"] == {
        "trigger": None,
        "segment": {
            "segmentIds": [GONE_ID, SEGMENT_ID], "segments": [{"name": "Rural"}], "exclusionSegments": [],
            "merge": "UNION", "mode": "ONCE", "every": None,
        },
    }  # fmt: skip


async def test_the_other_structures_come_out_as_they_went_in() -> None:
    given: dict[str, tuple[str, Json]] = {
        "journeySchedule": ("every at weekdays timeZone", {"every": "P1D", "at": "09:00", "weekdays": ["MONDAY"], "timeZone": "UTC"}),
        "design": ("format source", {"format": "MJML", "source": "<mjml></mjml>"}),
        "scoringCondition": ("condition points", {"condition": "true", "points": -5}),
        "grade": ("from to name", {"from": None, "to": 5, "name": "C"}),
        "formField": (
            "key label type required options attribute",
            {"key": "a", "label": "A", "type": "CHOICE", "required": True, "options": ["x"], "attribute": "plan"},
        ),
        "afterSubmit": ("message redirectUrl", {"message": "Thanks", "redirectUrl": None}),
    }
    for field, (selection, value) in given.items():
        name = field[0].upper() + field[1:]
        sent = {key: item for key, item in value.items() if item is not None}
        answer = await ask(f"query($value: {name}Input!) {{ {field}(value: $value) {{ {selection} }} }}", value=sent)
        assert answer[field] == value


@pytest.mark.parametrize("value", ["{}", '{wait: {id: "a"}, exit: {id: "a"}}', "{wait: null}"])
async def test_a_step_is_exactly_one_kind(value: str) -> None:
    message = await error_of(f"{{ step(value: {value}) {{ id }} }}")
    assert "exactly one" in message or "non-null" in message


async def test_variables_too_hold_exactly_one_kind_of_step() -> None:
    both = {"wait": {"id": "a"}, "exit": {"id": "a"}}
    assert "exactly one" in await error_of("query($value: StepInput!) { step(value: $value) { id } }", value=both)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
IDS = st.text("abc123", min_size=1, max_size=5)
DAYS = st.sampled_from([day.value for day in Weekday])
MOMENTS = st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='microseconds')}Z").map(lambda text: text.replace(".000000", ""))
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.decimals(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def step_inputs(draw: st.DrawFn) -> tuple[str, Json]:
    """A kind of step and what a client gives of it; some fields are left out, some null."""
    maybe = st.none() | IDS
    branches = st.lists(st.fixed_dictionaries({"name": WORDS}, optional={"next": maybe}), max_size=3)
    kinds: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "sendEmail": {"emailId": st.sampled_from([None, EMAIL_ID]), "expiresAfter": st.sampled_from([None, "P3D"]), "next": maybe},
        "wait": {"duration": st.sampled_from([None, "PT1H"]), "next": maybe},
        "waitUntil": {"until": st.none() | MOMENTS, "weekdays": st.none() | st.lists(DAYS, max_size=7), "time": st.just("09:00")},
        "waitFor": {"event": st.none() | WORDS, "timeLimit": st.just("P1D"), "branches": st.none() | branches},
        "ifThen": {"stepId": maybe, "outcome": st.sampled_from([None, "SENT", "NO"]), "branches": branches},
        "split": {"branches": branches},
        "activate": {"destinations": st.lists(st.sampled_from([{"csvFile": "a.csv"}, {"segmentId": SEGMENT_ID}]), max_size=2)},
        "updateContact": {"attribute": st.none() | WORDS, "value": JSON_VALUES},
        "trackEvent": {"event": st.none() | WORDS, "properties": st.none() | st.dictionaries(WORDS, JSON_VALUES, max_size=3)},
        "exit": {},
    }
    kind = draw(st.sampled_from(sorted(kinds)))
    return kind, draw(st.fixed_dictionaries({"id": IDS}, optional={"name": WORDS, **kinds[kind]}))


SELECTION = """id name kind next { branch stepId }
    ... on SendEmailStep { emailId expiresAfter } ... on WaitStep { duration } ... on WaitUntilStep { until weekdays time }
    ... on WaitForStep { event condition segmentId timeLimit branches { name next } }
    ... on IfThenStep { condition event stepId outcome timeLimit branches { name next } } ... on SplitStep { branches { name next } }
    ... on ActivateStep { destinations { webhookUrl csvFile segmentId } } ... on UpdateContactStep { attribute value }
    ... on TrackEventStep { event properties }"""
LISTS = {"weekdays", "branches", "destinations"}


@settings(max_examples=150, deadline=None)
@given(step_inputs())
def test_whatever_step_goes_in_comes_out(drawn: tuple[str, Json]) -> None:
    kind, given_in = drawn
    variables = {"value": {kind: given_in}}
    result = SCHEMA.execute_sync(f"query($value: StepInput!) {{ step(value: $value) {{ {SELECTION} }} }}", variable_values=variables)
    assert result.errors is None, result.errors
    assert result.data is not None
    out = result.data["step"]
    assert StepKind(out.pop("kind")).key == kind
    assert out.pop("name") == (given_in.pop("name", "") or StepKind[_snake(kind)].words)
    ways = given_in.get("branches") or []
    ends = [{"branch": way["name"], "stepId": way.get("next")} for way in ways]
    if kind in ("sendEmail", "wait"):
        to = given_in.pop("next", None)
        ends = [{"branch": None, "stepId": to}] if to is not None else []
    assert out.pop("next") == ends
    for name, value in out.items():
        expected = given_in.get(name)
        if name in LISTS:
            assert [_set(item) for item in value] == [_set(item) for item in expected or []]
        else:
            assert value == expected


def _snake(kind: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in kind)


def _set(item: Any) -> Any:
    return {name: value for name, value in item.items() if value is not None} if isinstance(item, dict) else item


def test_a_step_that_cannot_be_stored_becomes_json_that_is_refused() -> None:
    step = SHAPES["Step"].input(send_email=SendEmailStepInput(id=strawberry.ID("a\0")))
    (finding,) = validate("Step", SHAPES["Step"].to_json(step), ("steps", "0"))
    assert finding.path == ("steps", "0", "sendEmail", "id")


def test_what_is_left_out_and_what_is_null_are_kept_alike() -> None:
    to_json = SHAPES["Step"].to_json
    left_out = SHAPES["Step"].input(wait=WaitStepInput(id=strawberry.ID("a")))
    null = SHAPES["Step"].input(wait=WaitStepInput(id=strawberry.ID("a"), name=None, duration=None, next=None))
    assert to_json(left_out) == to_json(null)


def _of_structures() -> list[Any]:
    names = {name for shape in SHAPES.values() for name in (shape.input.__name__, shape.output.__name__)}
    names |= {type_.__name__ for type_ in TYPES} | {scalar.name for scalar in SCALARS.values()}
    found: dict[str, Any] = {}
    waiting = [SCHEMA._schema.type_map[name] for name in names]
    while waiting:
        type_ = waiting.pop()
        if type_.name in found or type_.name in {"String", "Int", "ID", "Boolean"} or type_.name in RECORD_NAMES:
            continue
        found[type_.name] = type_
        waiting += [get_named_type(field.type) for field in getattr(type_, "fields", {}).values()]
    return list(found.values())


RECORD_NAMES = {class_.__name__ for class_ in CLASSES.values()}


def test_everything_is_described() -> None:
    for type_ in _of_structures():
        assert type_.description, type_.name
        for name, field in {**getattr(type_, "fields", {}), **getattr(type_, "values", {})}.items():
            assert field.description, f"{type_.name}.{name}"


def test_a_field_of_one_name_has_one_type_on_all_steps() -> None:
    types: dict[str, set[str]] = {}
    for type_ in TYPES:
        for name, field in SCHEMA._schema.type_map[type_.__name__].fields.items():  # type: ignore[attr-defined]
            types.setdefault(name, set()).add(str(field.type))
    assert {name: found for name, found in types.items() if len(found) > 1} == {}
    assert set(STEP_TYPES) == set(StepKind)
