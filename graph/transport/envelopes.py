"""What is around a message that can't be read: found in one pass, which neither decodes what is inside nor recurses into it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

import orjson

MOST_PIECES = 100_000
"""Steps of the pass. It takes one for thousands of brackets in a row; a text that takes more was made to take long."""
_PIECES = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")++|[\[{]++|[\]}]++|".*', re.DOTALL)
"""What neither opens nor closes anything; brackets of one direction; or a string without an end."""
_DIGITS = re.compile(rb"[0-9]{18,}")
_EXPONENT = re.compile(rb"([eE][+-]?)[0-9]{3,}")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def is_json(data: bytes) -> bool:
    """Whether a text would be JSON if its numbers were shorter and smaller, and its surrogates characters."""
    tame = _DIGITS.sub(b"100000", data)  # all the same where the digits follow `\u`
    tame = _SURROGATE.sub(rb"\\u0061", _EXPONENT.sub(rb"\g<1>100", tame))
    try:
        orjson.loads(tame)
    except ValueError:
        return False
    return True


def envelope_of(data: bytes) -> Mapping[str, Any]:
    """The members of an object in JSON, with null for what are arrays or objects themselves. None where it isn't one."""
    kept: list[bytes] = []
    depth = 0
    for piece in islice(_PIECES.finditer(data), MOST_PIECES):
        found = piece[0]
        if found[0] in b"[{":
            if depth == 0:
                kept.append(found[:1])
            if depth < 2 <= depth + len(found):
                kept.append(b"null")
            depth += len(found)
        elif found[0] in b"]}":
            depth -= len(found)
            if depth <= 0:
                kept.append(found[-1:])
        elif depth == 1:
            kept.append(found)
    try:
        decoded = orjson.loads(b"".join(kept))
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}
