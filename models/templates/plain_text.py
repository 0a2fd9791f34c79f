"""Plain text made from HTML, for e-mail programs and people that don't show HTML."""

# mypy: disable-error-code="import-untyped"

import re

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_document_state import HtmlDocumentState
from inscriptis.model.html_element import HtmlElement
from inscriptis.model.tag import CustomHtmlTagHandlerMapping

from golive.models.templates.errors import DesignError
from golive.models.templates.scan import shield


def _open_link(state: HtmlDocumentState, attributes: dict[str, str]) -> None:
    target = attributes.get("href", "").strip()
    state.link_target = "" if target.startswith("#") else target


def _close_link(state: HtmlDocumentState) -> None:
    if state.link_target:
        state.tags[-1].write(f" ({state.link_target})")


def _image(state: HtmlDocumentState, attributes: dict[str, str]) -> None:
    state.tags[-1].write(attributes.get("alt", ""))


def _nothing(*_: object) -> None:
    pass


# E-mail is laid out with tables. Drawn as tables they give padded columns, and put what stands between rows, such as
# {% if %}, before them; so rows and cells are blocks, in the order in which they are written.
_TABLE = ("table", "tr", "td", "th")
_CONFIG = ParserConfig(
    css={**CSS_PROFILES["strict"], **{tag: HtmlElement(display=Display.block) for tag in _TABLE}},
    display_images=True,
    display_links=True,
    custom_html_tag_handler_mapping=CustomHtmlTagHandlerMapping(
        start_tag_mapping={"a": _open_link, "img": _image, **dict.fromkeys(_TABLE, _nothing)},
        end_tag_mapping={"a": _close_link, **dict.fromkeys(_TABLE, _nothing)},
    ),
)
_BLANK_LINES = re.compile(r"\n{3,}")


def plain_text(html: str) -> str:
    """The text of HTML with its Liquid intact and links as `text (url)`.

    Raises DesignError for HTML that no parser takes, TemplateError for Liquid that isn't closed.
    """
    shielded, restore = shield(html.replace("\0", ""))
    try:
        text = get_text(shielded, _CONFIG)
    except (ValueError, RecursionError, SyntaxError) as error:  # lxml's ParserError is a SyntaxError
        raise DesignError("the HTML can't be turned into plain text; nest its tags less") from error
    lines = "\n".join(line.strip() for line in text.splitlines())
    return restore(_BLANK_LINES.sub("\n\n", lines).strip())
