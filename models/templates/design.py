"""Designs: HTML as it is, or MJML that becomes HTML with its Liquid untouched."""

import re

from mjml import mjml2html

from golive.models.templates.errors import DesignError, line_and_column
from golive.models.templates.scan import shield

MAX_DEPTH = 256  # of tags; the compiler recurses, and some thousands overflow its stack and end the process
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))
_ATTRIBUTES = r"""(?:\s++[^\s<>/="']++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+)*+"""
_TAG = re.compile(
    r"<!--.*?-->"
    rf"|<(?P<open>[^\s<>/!?=\"']++){_ATTRIBUTES}\s*+(?P<closed>/?)>"
    r"|</(?P<close>[^\s<>/!?=\"']++)\s*+>",
    re.DOTALL,
)
_LEFT_OVER = re.compile(r"<(mj-[\w-]+)")
_POSITION = re.compile(r" in root template(?: at position (\d+):\d+)?")


def compile_design(format: str, source: str) -> str:
    """The HTML, still with its Liquid, of a design in HTML or MJML.

    MJML comes before Liquid: it is compiled once for all contacts, and no contact's data gets into its parser. Raises
    DesignError for MJML that doesn't compile, TemplateError for Liquid that isn't closed.
    """
    if format == "HTML":
        return source
    shielded, restore = shield(source)
    _check_tags(shielded)
    try:
        compiled = mjml2html(shielded)
    except ValueError as error:
        problem, place = _POSITION.sub("", str(error)), _POSITION.search(str(error))
        raise DesignError(problem, _line(shielded, int(place[1])) if place and place[1] else 0) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, which can't be imported, and is no Exception
            raise
        raise DesignError("the compiler stumbles over it; simplify it") from None
    if left_over := _LEFT_OVER.search(compiled):
        name = left_over[1]
        raise DesignError(f"there is no tag <{name}> here; correct its name", _line(source, source.find(f"<{name}")))
    return restore(compiled)


def _check_tags(source: str) -> None:
    """Say which tag is wrong, which the compiler doesn't, and keep it from tags nested too deeply."""
    if source.lstrip("\ufeff").partition("<")[0].strip():
        raise DesignError("it begins with text; begin it with <mjml>", 1)
    opened: list[tuple[str, int]] = []
    position = 0
    while (position := source.find("<", position)) >= 0:
        tag = _TAG.match(source, position)
        if tag is None:
            raise DesignError(
                "a tag isn't well written; put its attributes' values in quotes and blanks between attributes, "
                "and write &lt; for the sign < itself",
                _line(source, position),
            )
        if name := tag["open"]:
            if not tag["closed"] and name not in _VOID:
                opened.append((name, position))
        elif (name := tag["close"]) and (not opened or opened.pop()[0].lower() != name.lower()):
            raise DesignError(f"</{name}> closes no tag; remove it or open the tag", _line(source, position))
        if len(opened) > MAX_DEPTH:
            raise DesignError(f"tags are nested deeper than {MAX_DEPTH}; nest them less", _line(source, position))
        position = tag.end()
    if opened:
        name, position = opened[-1]
        raise DesignError(f"<{name}> isn't closed; add </{name}>", _line(source, position))


def _line(text: str, index: int) -> int:
    return line_and_column(text, index)[0]
