"""What record structures are made of: strict models of their JSON, whose refusals are findings for a marketer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, PydanticCustomError

from golive.lifecycles.words import RecordType
from golive.models import durations, ids
from golive.models.checks.finding import Finding, Severity
from golive.models.fields import LONG_TEXT
from golive.models.texts import storable

INVALID_INPUT = "INVALID_INPUT"
MAX_JSON_DEPTH = 20
MAX_JSON_NODES = 2_000
LONGEST_FILE_NAME = 200  # bytes; disks take 255, and a delivery adds its id

_NOT_STORABLE = "This text holds a NUL character or half of a character, which can't be stored: remove it."
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Shape(BaseModel):
    """A structure within a record; its JSON keys are the GraphQL input's field names, all of them present."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    def json_value(self) -> dict[str, Any]:
        """The JSON as the database keeps it: dates as RFC 3339 text in UTC, decimals as they were written, what is left out as null."""
        return self.model_dump(by_alias=True)


def refuse(sentence: str) -> PydanticCustomError:
    """The error of a validator, told as it will be shown."""
    return PydanticCustomError("refused", "{sentence}", {"sentence": sentence})


def _storable(text: str) -> str:
    if not storable(text):
        raise refuse(_NOT_STORABLE)
    return text


def _duration(text: str) -> str:
    try:
        durations.parse(text)
    except ValueError as error:
        raise refuse(str(error)) from None
    return text


def _step_id(text: str) -> str:
    if not text.strip() or _CONTROL.search(text):
        raise refuse("A step's id needs at least one visible character and no control characters: choose another.")
    return text


def _time_of_day(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise refuse(f"“{text[:40]}” isn't a time of day: write it such as 09:00.")
    return text


def _file_name(text: str) -> str:
    if not text.strip(". ") or re.search(r'[\\/:*?"<>|]', text) or _CONTROL.search(text):
        raise refuse("A file's name can't hold slashes or characters that files can't be called by: write it such as customers.csv.")
    if len(text.encode()) > LONGEST_FILE_NAME:
        raise refuse("A file's name has 200 letters at most, and fewer of those beyond ASCII, as disks count bytes: shorten it.")
    return text


def _id_of(type_: RecordType, text: str) -> str:
    if ids.uuid_of(text, type_.prefix) is None:
        raise refuse(f"“{text[:60]}” isn't the id of {type_.one}: take it from that record's id.")
    return text


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def rfc3339(moment: datetime) -> str:
    """A moment as the API writes it, in UTC with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _json(value: Any) -> Any:
    """Refuses JSON that can't be stored; without recursion, as its depth is the client's."""
    level, nodes = [value], 0
    for _ in range(MAX_JSON_DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                _storable(item)
            elif isinstance(item, Mapping):
                below += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                below += item
        nodes += len(below)
        if nodes > MAX_JSON_NODES:
            raise refuse(f"This JSON holds more than {MAX_JSON_NODES:,} values; send fewer.")
        if not below:
            return value
        level = below
    raise refuse(f"This JSON nests more than {MAX_JSON_DEPTH} levels; flatten it.")


Words = Annotated[str, StringConstraints(max_length=500), AfterValidator(_storable)]
Url = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_storable)]
Paragraph = Annotated[str, StringConstraints(max_length=5000), AfterValidator(_storable)]
LongText = Annotated[str, StringConstraints(max_length=LONG_TEXT), AfterValidator(_storable)]
EmailId = Annotated[str, AfterValidator(partial(_id_of, RecordType.MARKETING_EMAIL))]
SegmentId = Annotated[str, AfterValidator(partial(_id_of, RecordType.SEGMENT))]
StepId = Annotated[str, StringConstraints(max_length=100), AfterValidator(_storable), AfterValidator(_step_id)]
ConditionText = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_storable)]
DurationText = Annotated[str, StringConstraints(max_length=100), AfterValidator(_duration)]
TimeOfDay = Annotated[str, StringConstraints(max_length=20), AfterValidator(_time_of_day)]
FileName = Annotated[str, StringConstraints(max_length=200), AfterValidator(_storable), AfterValidator(_file_name)]
Moment = Annotated[datetime, AfterValidator(_utc), PlainSerializer(rfc3339)]
Json = Annotated[Any, AfterValidator(_json)]


def findings_of(error: ValidationError, path: tuple[str, ...], rename: Mapping[str, str]) -> list[Finding]:
    """INVALID_INPUT findings with the input's field paths; `rename` says what a union's tags are called there."""
    return [
        Finding(INVALID_INPUT, Severity.ERROR, _sentence(detail), (*path, *(rename.get(str(part), str(part)) for part in detail["loc"])))
        for detail in error.errors(include_url=False)
    ]


def _sentence(detail: ErrorDetails) -> str:
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "refused":
            return detail["msg"]
        case "string_unicode":
            return _NOT_STORABLE
        case "string_too_long":
            return f"This text has more than {limits['max_length']:,} characters; shorten it."
        case "string_too_short" | "missing":
            return "This is needed and is empty; fill it in."
        case "too_long":
            return f"There are more than {limits['max_length']:,} entries here; remove some."
        case "greater_than_equal":
            return f"This number is less than {limits['ge']:,}; choose a larger one."
        case "less_than_equal":
            return f"This number is more than {limits['le']:,}; choose a smaller one."
        case "extra_forbidden":
            return "There is no such field here; remove it."
        case _:
            return f"This isn't a value that the field takes ({detail['msg'].lower()}); correct it."
