"""The type of a column from the texts in it, and a text as JSON of that type with the digits it was written with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from json.encoder import encode_basestring

from golive.models.conditions.terms import STORED_DIGITS, AttributeType
from golive.models.contacts.attributes import LONGEST_TEXT, TYPE_WORDS, common, is_date_time

# 007 and 1e5 are texts: what they name, a number would lose.
_INTEGER = re.compile(rf"(?:0|-?[1-9][0-9]{{0,{STORED_DIGITS - 1}}})")
_DECIMAL = re.compile(rf"-?(?:0|[1-9][0-9]{{0,{STORED_DIGITS - 1}}})\.[0-9]{{1,{STORED_DIGITS}}}")
_SEEN = {AttributeType.INTEGER: _INTEGER, AttributeType.DECIMAL: re.compile(f"{_DECIMAL.pattern}|{_INTEGER.pattern}")}
_BOOLEANS = ("true", "false")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_REMEMBERED = 1024  # texts per column; most columns have few different ones


class Misfit(ValueError):
    """A text that isn't of its column's type, or is too long; says so."""


def type_of_text(text: str) -> AttributeType | None:
    """The narrowest type of a field; None for an empty one."""
    text = text.strip()
    if not text:
        return None
    if _INTEGER.fullmatch(text):
        return AttributeType.INTEGER
    if _DECIMAL.fullmatch(text):
        return AttributeType.DECIMAL
    if text.lower() in _BOOLEANS:
        return AttributeType.BOOLEAN
    return AttributeType.DATE_TIME if is_date_time(_moment(text)) else AttributeType.STRING


def _moment(text: str) -> str:
    """A date alone is its midnight in UTC."""
    return f"{text}T00:00:00Z" if _DATE.fullmatch(text) else text


class TypeFinder:
    """Looks through a column bit by bit; `type` is what takes all of it."""

    def __init__(self) -> None:
        self._found: set[AttributeType] = set()

    def see(self, texts: Iterable[str]) -> None:
        """Look at more fields of the column."""
        if AttributeType.STRING in self._found:
            return
        new = set(texts)
        # Columns of numbers have many, nearly all like those that were there before.
        same = _SEEN.get(self.type) if self.type else None
        if same is None or not all(map(same.fullmatch, new)):
            self._found.update(filter(None, map(type_of_text, new)))

    @property
    def type(self) -> AttributeType | None:
        """None where all fields are empty."""
        return common(self._found)


def member_encoder(name: str, type_: AttributeType, *, fits: bool = False) -> Callable[[str], str]:
    """Turns a field into `,"name":value`, a member of a JSON object, and an empty field into an empty text.

    With `fits` the type was found by looking at these fields. Raises `Misfit`.
    """
    return lru_cache(_REMEMBERED)(partial(_member, name, type_, fits))


def _member(name: str, type_: AttributeType, fits: bool, text: str) -> str:
    text = text.strip()
    return f',"{name}":{_json(name, type_, fits, text)}' if text else ""


def _json(name: str, type_: AttributeType, fits: bool, text: str) -> str:
    if type_ is AttributeType.STRING:
        if len(text) > LONGEST_TEXT:
            raise Misfit(f"{name} has {len(text):,} characters and {LONGEST_TEXT:,} is the most")
        return encode_basestring(text)
    actual = type_ if fits else type_of_text(text)
    if actual is not type_ and (actual, type_) != (AttributeType.INTEGER, AttributeType.DECIMAL):
        shown = text if len(text) <= 60 else text[:57] + "…"
        raise Misfit(f"{name} holds {TYPE_WORDS[type_]}, and “{shown}” is none")
    if type_ is AttributeType.BOOLEAN:
        return text.lower()
    return encode_basestring(_moment(text)) if type_ is AttributeType.DATE_TIME else text
