"""Media types: which of ours a client accepts, by quality value, and what a request's body may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
EVENTS = "text/event-stream"
MULTIPART = "multipart/mixed"
NAMED = (GRAPHQL, JSON, EVENTS, MULTIPART)
"""Ours, the best first where a client names them."""
UNNAMED = (JSON, GRAPHQL, EVENTS, MULTIPART)
"""The same where it takes anything."""
LONGEST = 1_000
"""Characters of a header that is looked at; browsers send a tenth of it."""

_PART = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*")+')
_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*")
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^;\s"]*))\s*|;\s*')
_CODING = re.compile(r"(?:^|,)\s*([\w*-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*(?=,|$)")
_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
# What a parameter must be for a range to mean what we send; one that isn't here means something else.
_MEANING = {"charset": {"utf-8", "utf8"}, "subscriptionspec": {"1.0"}}
_MEANINGLESS = {"boundary", "q"}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The best media type that a client accepts; None where it accepts none of them."""

    answer: str | None
    """For an answer."""
    stream: str | None
    """For a stream of answers."""
    plain: str | None
    """For what is no stream."""


def accepted(header: str | None) -> Accepted:
    """What a value of `Accept` asks for."""
    return _accepted((header or JSON)[:LONGEST])


def is_json(header: str | None) -> bool:
    """Whether a value of `Content-Type` says JSON in UTF-8."""
    return header is not None and _is_json(header[:LONGEST])


def takes_gzip(header: str | None) -> bool:
    """Whether a value of `Accept-Encoding` takes gzip."""
    return header is not None and _takes_gzip(header[:LONGEST])


@lru_cache(maxsize=256)
def _takes_gzip(header: str) -> bool:
    qualities = {name: quality or "1" for name, quality in _CODING.findall(header.lower())}
    return float(qualities.get("gzip", qualities.get("*", "0"))) > 0


@lru_cache(maxsize=256)
def _accepted(header: str) -> Accepted:
    ranges = list(_ranges(header))
    ranked = {offered: _rank(offered, ranges) for offered in NAMED}
    liked = sorted((each for each in NAMED if ranked[each][0] > 0), key=lambda each: ranked[each], reverse=True)

    def best(*among: str) -> str | None:
        return next((each for each in liked if each in among), None)

    return Accepted(best(*NAMED), best(EVENTS, MULTIPART), best(GRAPHQL, JSON))


@lru_cache(maxsize=256)
def _is_json(header: str) -> bool:
    found = _parsed(header)
    return found is not None and found[0] == JSON and _fits(found[1])


def _rank(offered: str, ranges: list[tuple[str, float]]) -> tuple[float, int, int]:
    """Quality, how exactly it was asked for, and our own preference. The most specific range that matches counts."""
    for specificity, wanted in ((2, offered), (1, f"{offered.split('/')[0]}/*"), (0, "*/*")):
        qualities = [quality for name, quality in ranges if name == wanted]
        if qualities:
            return max(qualities), specificity, -(NAMED if specificity == 2 else UNNAMED).index(offered)
    return 0.0, 0, 0


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """The ranges that are well formed and mean what we send, with their quality values."""
    for part in _PART.findall(header):
        found = _parsed(part)
        if found is None or not _fits(found[1]):
            continue
        quality = found[1].get("q", "1")
        if _QUALITY.fullmatch(quality):
            yield found[0], float(quality)


def _fits(parameters: dict[str, str]) -> bool:
    return all(name in _MEANINGLESS or value.lower() in _MEANING.get(name, ()) for name, value in parameters.items())


def _parsed(text: str) -> tuple[str, dict[str, str]] | None:
    """A media type, or range of them, and its parameters; None for what is neither."""
    found = _RANGE.match(text)
    if found is None:
        return None
    parameters, place = {}, found.end()
    while place < len(text):
        given = _PARAMETER.match(text, place)
        if given is None:
            return None
        if given[1]:
            parameters[given[1].lower()] = given[2] if given[2] is not None else given[3]
        place = given.end()
    return f"{found[1]}/{found[2]}".lower(), parameters
