"""Where the Liquid is in a text: found in linear time, before any parser with back-tracking sees it."""

import hashlib
import re
from collections.abc import Callable, Iterator

from golive.models.templates.errors import TemplateError, TemplateTooLarge, line_and_column

MAX_TEMPLATE = 1024 * 1024  # bytes
MAX_TAG = 2_000  # characters; the parser's time grows with the square of one tag's length
MAX_LIQUID = 100_000  # characters within {{ }} and {% %} of one template

_BLANKS = re.compile(r"\s{200}")  # the same holds for the blanks before the end of a tag
_START = re.compile(r"\{[{%]")
_VERBATIM = re.compile(r"\{%-?\s*(raw|doc)\s*-?%\}")
_END = {name: re.compile(r"\{%-?\s*end" + name + r"\s*-?%\}") for name in ("raw", "doc")}


def rendered_size(text: str) -> int:
    """The bytes of a text in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def liquid_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each `{{ }}` and `{% %}`, leaving out what stands within raw and doc blocks.

    Raises TemplateError for what isn't closed, TemplateTooLarge for what is over the limits.
    """
    if rendered_size(text) > MAX_TEMPLATE:
        raise TemplateTooLarge(f"the text has more than {MAX_TEMPLATE:,} bytes; shorten it")
    total = position = 0
    while start := _START.search(text, position):
        begin, position = start.start(), _end_of_tag(text, start.start())
        total += position - begin
        if total > MAX_LIQUID:
            raise TemplateTooLarge(f"the text has more than {MAX_LIQUID:,} characters of Liquid; use less", *line_and_column(text, begin))
        yield begin, position
        if verbatim := _VERBATIM.match(text, begin):
            name = verbatim[1]
            end = _END[name].search(text, position)
            if end is None:
                raise TemplateError(f"{{% {name} %}} has no {{% end{name} %}}; add it", *line_and_column(text, begin))
            yield end.span()
            position = end.end()


def shield(text: str) -> tuple[str, Callable[[str], str]]:
    """The text with a plain word for each Liquid tag, and the function that puts the tags back.

    Markup tools take Liquid for text, attributes or broken tags; a word passes through them unchanged.
    """
    # A text can't hold the hash of itself, so no word is there by chance or by malice.
    word = "lq" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    pieces: list[str] = []
    tags: list[str] = []
    position = 0
    for begin, end in liquid_spans(text):
        pieces += (text[position:begin], f"{word}x{len(tags)}z")
        tags.append(text[begin:end])
        position = end
    pieces.append(text[position:])
    words = re.compile(word + r"x(\d+)z")
    return "".join(pieces), lambda shielded: words.sub(lambda match: tags[int(match[1])], shielded)


def _end_of_tag(text: str, begin: int) -> int:
    close = "}}" if text[begin + 1] == "{" else "%}"
    end = text.find(close, begin + 2, begin + MAX_TAG)
    if end < 0:
        opened = text[begin : begin + 2]
        if text.find(close, begin + 2) < 0:
            raise TemplateError(f"{opened} isn't closed; add {close}", *line_and_column(text, begin))
        raise TemplateError(
            f"what stands between {opened} and {close} has more than {MAX_TAG:,} characters; split it",
            *line_and_column(text, begin),
        )
    if _BLANKS.search(text, begin, end):
        raise TemplateError("a tag has 200 blanks in a row; take them out", *line_and_column(text, begin))
    return end + 2
