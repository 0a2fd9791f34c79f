"""The text, made safe for the grammar: bounded, its quoted texts decoded and blanked out.

The grammar's own patterns for quoted texts backtrack exponentially and take no raw texts with backslashes, and its
parser loses the place of true and false. So the parser gets blank texts of the same length for all of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from golive.models.conditions.errors import ConditionError

MAX_LENGTH = 10_000
MAX_WORDS = 1_000  # the parser takes a fifth of a millisecond for each
MAX_DEPTH = 30  # SQLAlchemy recurses some 20 frames deep for each level, of the 1,000 that Python has

_TOKEN = re.compile(
    r"""(?P<space>[ \t\n\f\r]+)
      | (?P<comment>//[^\n]*)
      | (?P<opening>(?P<prefix>[rRbB]{0,2})(?P<quote>\"\"\"|\'\'\'|\"|\'))
      | (?P<word>[_a-zA-Z][_a-zA-Z0-9]*)
      | (?P<operator>[=!<>]=|&&|\|\||[!<>+\-*/%?:.,])
      | (?P<open>[(\[{]) | (?P<close>[)\]}])
      | (?P<digit>[0-9])""",
    re.VERBOSE,
)
_BODIES = {
    (quote, raw): re.compile(pattern, re.DOTALL)
    for quote in ('"', "'", '"""', "'''")
    for raw, pattern in (
        (False, rf"((?:[^\\{quote[0]}\n\r]|\\[^\n\r])*+){quote}" if len(quote) == 1 else rf"((?:[^\\]|\\.)*?){quote}"),
        (True, rf"([^{quote[0]}\n\r]*+){quote}" if len(quote) == 1 else rf"(.*?){quote}"),
    )
}
_ESCAPE = re.compile(r"\\(?:(?P<one>[abfnrtv\"'`?\\])|(?P<octal>[0-3][0-7]{2})|(?:[xX](?P<x>..)|u(?P<u>.{4})|U(?P<U>.{8}))|)", re.DOTALL)
_BOOLEANS = {"true": True, "false": False}
_ONE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_HINTS = {
    "=": "A single = isn't an operator; write == to compare.",
    "&": "A single & isn't an operator; write && for “and”.",
    "|": "A single | isn't an operator; write || for “or”.",
    "“": 'Write texts between straight quotes: "…".',
    "”": 'Write texts between straight quotes: "…".',
    "\u2018": "Write texts between straight quotes: '…'.",
    "\u2019": "Write texts between straight quotes: '…'.",
}


@dataclass(frozen=True, slots=True)
class Scanned:
    """The text for the parser, and the values of what was blanked out by where it begins."""

    clean: str
    values: dict[int, str | bool]


def scan(text: str) -> Scanned:
    """Raises `ConditionError` for what is too long, too deep, not closed, or no character of the language."""
    if len(text) > MAX_LENGTH:
        raise ConditionError(
            f"The condition has {len(text):,} characters and {MAX_LENGTH:,} is the most; shorten it, or split it into segments.",
            text, MAX_LENGTH, len(text) - MAX_LENGTH,
        )  # fmt: skip
    clean: list[str] = []
    values: dict[int, str | bool] = {}
    position = depth = words = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            character = text[position]
            hint = _HINTS.get(character, f"{character!a} can't be used in a condition outside of a quoted text.")
            raise ConditionError(hint, text, position)
        end = token.end()
        if token["opening"] or token[0] in _BOOLEANS:
            if clean and clean[-1].endswith('"'):
                raise ConditionError("An operator is missing between these two values.", text, position)
            end, values[position] = _quoted(text, token) if token["opening"] else (end, _BOOLEANS[token[0]])
            clean.append('"' + "_" * (end - position - 2) + '"')
        else:
            clean.append(" " * (end - position) if token["comment"] else token[0])
        words += not (token["space"] or token["comment"] or token["digit"])
        if words > MAX_WORDS:
            sentence = f"The condition has more than {MAX_WORDS:,} words and signs; shorten it, or split it into segments."
            raise ConditionError(sentence, text, position, len(text) - position)
        depth += bool(token["open"]) - bool(token["close"])
        if depth > MAX_DEPTH:
            raise too_deep(text, position)
        position = end
    return Scanned("".join(clean), values)


def too_deep(text: str, position: int) -> ConditionError:
    return ConditionError(f"The condition nests more than {MAX_DEPTH} levels here; split it into segments.", text, position)


def _quoted(text: str, token: re.Match[str]) -> tuple[int, str]:
    """End and value of the quoted text that the token opens."""
    prefix, start = token["prefix"].lower(), token.start()
    if "b" in prefix:
        raise ConditionError('Bytes such as b"…" can\'t be used in a condition; write a text.', text, start, token.end() - start)
    body = _BODIES[token["quote"], prefix == "r"].match(text, token.end()) if prefix in ("", "r") else None
    if body is None:
        raise ConditionError("The text that begins here has no closing quote.", text, start, token.end() - start)
    value = body[1] if prefix else _decode(text, body.start(1), body[1])
    bad = next((c for c in value if c == "\0" or "\ud800" <= c <= "\udfff"), None)
    if bad is not None:
        raise ConditionError(f"The text holds the character U+{ord(bad):04X}, which no contact can have.", text, start, body.end() - start)
    return body.end(), value


def _decode(text: str, start: int, body: str) -> str:
    def replace(escape: re.Match[str]) -> str:
        if escape["one"]:
            return _ONE.get(escape["one"], escape["one"])
        digits = escape["octal"] or escape["x"] or escape["u"] or escape["U"] or ""
        try:
            if not digits.isalnum() or not digits.isascii():
                raise ValueError(digits)
            return chr(int(digits, 8 if escape["octal"] else 16))
        except (ValueError, OverflowError):
            raise ConditionError(
                "A backslash here begins no known escape; write \\\\ for a backslash.", text, start + escape.start(), 2
            ) from None

    return _ESCAPE.sub(replace, body)
