"""A record's content by input names: read from columns, checked, written back; what versions freeze and templates keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from golive.lifecycles.words import RecordType
from golive.models import durations, ids
from golive.models.checks.finding import Finding
from golive.models.fields import Kind, Own
from golive.models.records import CLASSES, Record, camel, column_of, own_fields
from golive.models.refusal import invalid
from golive.models.structures import validate

NAME_LENGTH = 150
HALF = re.compile("[\ud800-\udfff]")


def content(record: Record) -> dict[str, Any]:
    """The working copy as JSON: input names to values, references as public ids, moments in RFC 3339."""
    values = {camel(name): to_json(own, getattr(record, name)) for name, own in own_fields(record.type).items()}
    return {"name": record.name, **values}


def to_json(own: Own, value: Any) -> Any:
    """A column's value as JSON."""
    if value is None:
        return None
    match own.kind:
        case Kind.DATE_TIME:
            return rfc3339(value)
        case Kind.REFERENCE | Kind.BLUEPRINT | Kind.CONTACTS | Kind.REFERENCES:
            prefix = prefix_of(own)
            return ids.encode(prefix, value) if isinstance(value, UUID) else [ids.encode(prefix, each) for each in value]
        case Kind.ENUM:
            return value.value if isinstance(value, Enum) else value
        case _:
            return value


def from_json(own: Own, value: Any) -> Any:
    """The column's value behind JSON that `problems` found nothing wrong with; null clears to the default."""
    if value is None:
        return list(own.default) if isinstance(own.default, list) else own.default
    match own.kind:
        case Kind.DATE_TIME:
            return value if isinstance(value, datetime) else datetime.fromisoformat(value)
        case Kind.REFERENCE | Kind.BLUEPRINT:
            return ids.decode(value)[1]
        case Kind.REFERENCES | Kind.CONTACTS:
            return [ids.decode(each)[1] for each in value]
        case Kind.ENUM:
            assert own.enum is not None
            return own.enum(value.value if isinstance(value, Enum) else value)
        case _:
            return value


def prefix_of(own: Own) -> str:
    """The id prefix of what a reference field points to."""
    if own.refers_to is not None:
        return own.refers_to.prefix
    return "template" if own.kind is Kind.BLUEPRINT else "contact"


def rfc3339(moment: datetime) -> str:
    """A point in time in UTC, such as 2026-01-31T09:00:00Z, with a fraction only where there is one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def write(record: Record, values: Mapping[str, Any]) -> None:
    """Set the fields named in `values` (input names) from their JSON."""
    owns = own_fields(record.type)
    for name, value in values.items():
        if name == "name":
            record.name = value
            continue
        column = column_of(record.type).get(name)
        if column is not None:
            setattr(record, column, from_json(owns[column], value))


def draft(type_: RecordType, workspace_id: UUID, values: Mapping[str, Any]) -> Record:
    """A record of `type_` with this content and everything else at its default, not yet stored."""
    record = CLASSES[type_](workspace_id=workspace_id, id=ids.new(), type=type_, name="")
    write(record, {camel(name): None for name in own_fields(type_)})
    write(record, values)
    return record


def problems(type_: RecordType, values: Mapping[str, Any], *, creating: bool) -> list[Finding]:
    """What is wrong with input whatever the record's state: INVALID_INPUT for each field, and a name that is missing or too long."""
    found = list(_name_problems(values, creating))
    for column, own in own_fields(type_).items():
        name = camel(column)
        if own.required and (values.get(name) is None if creating else name in values and values[name] is None):
            found.append(invalid(f"{name} is needed: say which {own.refers_to.words if own.refers_to else name} it belongs to.", name))
        elif values.get(name) is not None:
            found += _field_problems(name, own, values[name])
    return found


def _name_problems(values: Mapping[str, Any], creating: bool) -> Iterator[Finding]:
    if "name" not in values and not creating:
        return
    name = values.get("name")
    if name is None or not name.strip():
        yield invalid("A name is needed: give the record one of 1 to 150 characters.", "name", code="NAME_REQUIRED")
    elif "\0" in name:
        yield invalid("The name has a NUL character, which can't be stored: take it out.", "name")
    elif len(name) > NAME_LENGTH:
        yield invalid(f"The name has {len(name)} characters: shorten it to {NAME_LENGTH}.", "name", code="NAME_TOO_LONG")


def _field_problems(name: str, own: Own, value: Any) -> Iterator[Finding]:
    match own.kind:
        case Kind.TEXT | Kind.TEMPLATE | Kind.CONDITION | Kind.OWNER:
            yield from _text_problems(name, own, value, (name,))
        case Kind.TEXTS | Kind.CONDITIONS:
            yield from _length_problems(name, own, value)
            for index, each in enumerate(value[: own.maximum]):
                yield from _text_problems(name, Own(own.kind, "", maximum=10_000), each, (name, str(index)))
        case Kind.INTEGER:
            if not (own.minimum or 0) <= value <= (own.maximum or 0):
                yield invalid(f"{name} is {value}: it must be from {own.minimum} to {own.maximum}.", name)
        case Kind.DURATION:
            yield from _duration_problems(name, value)
        case Kind.REFERENCE | Kind.BLUEPRINT:
            if ids.uuid_of(value, prefix_of(own)) is None:
                yield invalid(f"{name} is not the id of a {prefix_of(own).replace('_', ' ')}: take it from that record's id.", name)
        case Kind.REFERENCES | Kind.CONTACTS:
            yield from _length_problems(name, own, value)
            for index, each in enumerate(value):
                if ids.uuid_of(each, prefix_of(own)) is None:
                    yield invalid(f"'{each[:60]}' is not the id of a {prefix_of(own).replace('_', ' ')}.", name, str(index))
        case Kind.SHAPE | Kind.SHAPES:
            if own.kind is Kind.SHAPE:
                yield from validate(own.shape or "", value, (name,))
                return
            yield from _length_problems(name, own, value)
            for index, each in enumerate(value[: own.maximum]):
                yield from validate(own.shape or "", each, (name, str(index)))
        case Kind.ENUMS:
            if len(set(value)) != len(value):
                yield invalid(f"{name} names something twice: name each once.", name)
        case _:
            return


def _text_problems(name: str, own: Own, value: str, path: tuple[str, ...]) -> Iterator[Finding]:
    if "\0" in value:
        yield invalid(f"{name} has a NUL character, which can't be stored: take it out.", *path)
    if HALF.search(value):
        yield invalid(f"{name} has half a character (a lone surrogate), which can't be stored: take it out.", *path)
    if own.maximum is not None and len(value) > own.maximum:
        yield invalid(f"{name} has {len(value)} characters: shorten it to {own.maximum}.", *path)


def _length_problems(name: str, own: Own, value: list[Any]) -> Iterator[Finding]:
    if own.maximum is not None and len(value) > own.maximum:
        yield invalid(f"{name} has {len(value)} entries: at most {own.maximum} are possible.", name)


def _duration_problems(name: str, value: str) -> Iterator[Finding]:
    try:
        durations.parse(value)
    except ValueError as error:
        yield invalid(str(error), name)
