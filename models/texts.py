"""Which texts PostgreSQL can keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> bool:
    """Whether the text holds no NUL character and no half of a character (a lone surrogate)."""
    return _UNSTORABLE.search(text) is None


def cleaned(text: str) -> str:
    """The text with a mark in the place of each character that can't be kept, or looked for."""
    return _UNSTORABLE.sub("\ufffd", text)


def texts_in(value: Any) -> Iterator[str]:
    """All texts within JSON, names of members included."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
