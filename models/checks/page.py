"""The error check of a marketing page."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error, invalid, sample_variables
from golive.models.templates import Template, TemplateError, TemplateTooLarge, parse, rendered_size

MAX_PAGE = 1024 * 1024  # bytes

_PARTIAL_URL = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*")


def check(fields: Mapping[str, Any], attributes: Mapping[str, str], form_types: Mapping[str, str]) -> Iterator[Finding]:
    """Findings for the fields of a marketing page, but for those about other pages.

    `attributes` are the workspace's, name to type; `form_types` the types of the forms there are, by id.
    """
    if blank(fields.get("title")):
        yield error("TITLE_REQUIRED", "The page has no title, which browsers and search engines show: enter one.", "title")
    if blank(fields.get("pageType")):
        yield error("PAGE_TYPE_REQUIRED", "The page has no type, which says what forms it may hold: choose one.", "pageType")
    yield from _partial_url(fields.get("partialUrl"))
    yield from _content(fields, attributes, form_types)


def _partial_url(url: str | None) -> Iterator[Finding]:
    if blank(url):
        yield error("PARTIAL_URL_REQUIRED", "The page has no address, so that nobody could visit it: enter a path.", "partialUrl")
    elif not _PARTIAL_URL.fullmatch(str(url)):
        yield error(
            "PARTIAL_URL_INVALID",
            "The page's address can't be used in a link: use lower-case letters a to z, digits, hyphens and underscores, "
            "with / between parts.",
            "partialUrl",
        )


def _content(fields: Mapping[str, Any], attributes: Mapping[str, str], form_types: Mapping[str, str]) -> Iterator[Finding]:
    try:
        template = parse(fields.get("content") or "")
        size = rendered_size(template.render(sample_variables(attributes), html=True))
    except TemplateTooLarge as problem:
        yield error("PAGE_TOO_LARGE", problem.message, "content")
        return
    except TemplateError as problem:
        yield invalid(problem, "content")
        return
    if size > MAX_PAGE:
        yield error("PAGE_TOO_LARGE", f"The page has {size // 1024:,} KB, and visitors wait too long over 1 MB: shorten it.", "content")
    if not blank(fields.get("pageType")):
        yield from _forms(template, str(fields["pageType"]), form_types)


def _forms(template: Template, page_type: str, form_types: Mapping[str, str]) -> Iterator[Finding]:
    for form_id in template.forms():
        form_type = form_types.get(form_id, page_type)
        if form_type != page_type:
            yield error(
                "FORM_TYPE_MISMATCH",
                f"The page is of type {_words(page_type)}, its form of type {_words(form_type)}, and a form works only on "
                "pages of its type: choose another form or change the page's type.",
                "content",
                record_id=form_id,
            )


def _words(type_: str) -> str:
    return type_.replace("_", " ").lower()
