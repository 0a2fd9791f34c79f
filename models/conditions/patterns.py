"""Regular expressions: the part of RE2 that PostgreSQL has too, bounded, written so that both match the same."""

from __future__ import annotations

import re

MAX_LENGTH = 500
MAX_WEIGHT = 1000
MAX_GROUPS = 20

_TOKEN = re.compile(
    r"""(?P<kind>\\[dwsDWS])
      | (?P<edge>\\[bB]|[\^$])
      | (?P<escape>\\(?:[tnrfv]|[!-/:-@\[-`{-~]))
      | (?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])
      | (?P<open>\((?:\?:)?(?!\?)) | (?P<close>\))
      | (?P<quantifier>(?:[*+?]|\{(?P<least>\d{1,4})(?:(?P<comma>,)(?P<most>\d{1,4})?)?\})\??)
      | (?P<or>\|) | (?P<any>\.)
      | (?P<literal>[^\\\[()*+?|.^$])""",
    re.VERBOSE | re.DOTALL,
)
_ITEM = re.compile(r"\\[dws]|(?:\\[tnrfv!-/:-@\[-`{-~]|[^\\])(?:-(?:\\[tnrfv!-/:-@\[-`{-~]|[^\\]))?", re.DOTALL)
_SETS = {"d": "0-9", "w": "A-Za-z0-9_", "s": r" \t\n\f\r"}
_EDGES = {"\\b": r"\y", "\\B": r"\Y", "^": "^", "$": "$"}
_SPECIAL = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~")


def to_postgres(pattern: str) -> str:
    """The pattern for PostgreSQL's `~`; `ValueError` says in one sentence what can't be used."""
    if len(pattern) > MAX_LENGTH:
        raise ValueError(f"The pattern has {len(pattern):,} characters and {MAX_LENGTH} is the most.")
    flag = "(?i)" if pattern.startswith("(?i)") else ""
    written: list[str] = []
    weights = [[0, 0]]  # per open group: the size of what is in it, and of its last item
    previous, position = "or", len(flag)
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:
            raise ValueError(f"{pattern[position : position + 2]} can't be used in a pattern.")
        kind = str(token.lastgroup)
        if kind == "quantifier" and previous not in ("item", "close"):
            raise ValueError(f"{token[0]} in the pattern has nothing to repeat.")
        _weigh(kind, token, weights)
        written.append(_written(kind, token[0]))
        previous = "item" if kind in ("kind", "escape", "class", "any", "literal") else kind
        position = token.end()
    result = flag + "".join(written)
    try:
        re.compile(result.replace(r"\y", r"\b").replace(r"\Y", r"\B"))
    except (re.error, OverflowError) as error:
        raise ValueError(f"The pattern isn't a regular expression: {getattr(error, 'msg', error)}.") from None
    return result


def _weigh(kind: str, token: re.Match[str], weights: list[list[int]]) -> None:
    """Keeps count of how large the pattern is once its repetitions are written out."""
    if kind == "open":
        weights.append([0, 0])
        if len(weights) > MAX_GROUPS:
            raise ValueError(f"The pattern nests more than {MAX_GROUPS} groups.")
    elif kind == "close":
        size, _ = weights.pop()
        if not weights:
            raise ValueError("The pattern has a closing bracket too many.")
        weights[-1] = [weights[-1][0] + size, size]
    elif kind == "quantifier":
        times = max(int(token["least"] or 1), int(token["most"] or 1))
        if times > 250:
            raise ValueError("A repetition in the pattern is 250 times at most.")
        total, last = weights[-1]
        weights[-1] = [total + last * (times - 1), last * times]
    elif kind != "or":
        weights[-1] = [weights[-1][0] + 1, 1]
    if weights[-1][0] > MAX_WEIGHT:
        raise ValueError("The repetitions in the pattern make it too large.")


def _written(kind: str, token: str) -> str:
    if kind == "kind":
        inner = _SETS[token[1].lower()]
        return f"[^{inner}]" if token[1].isupper() else f"[{inner}]"
    if kind == "edge":
        return _EDGES[token]
    if kind == "class":
        return _class(token)
    if kind == "any":
        return r"[^\n]"
    if kind == "open":
        return "(?:"
    return _literal(token) if kind == "literal" else token


def _class(token: str) -> str:
    negated = token[1] == "^"
    inner = token[2 if negated else 1 : -1]
    written, position = [], 0
    while position < len(inner):
        item = _ITEM.match(inner, position)
        if item is None:
            raise ValueError(f"{inner[position : position + 2]} can't be used in […] of a pattern.")
        if re.fullmatch(r"\\[dws]", item[0]):
            written.append(_SETS[item[0][1]])
        else:
            written.append(_range(item[0]))
        position = item.end()
    return f"[{'^' if negated else ''}{''.join(written)}]"


def _range(item: str) -> str:
    first = item[:2] if item[0] == "\\" else item[0]
    last = item[len(first) + 1 :]
    return _literal(first) + (f"-{_literal(last)}" if last else "")


def _literal(character: str) -> str:
    """A character, or an escaped one, that stands for itself."""
    return f"\\{character}" if character in _SPECIAL else character
