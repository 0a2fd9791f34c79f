"""The error check of a marketing e-mail."""

from collections.abc import Iterator, Mapping
from typing import Any

from golive.models.addresses import address_problem
from golive.models.checks.finding import Finding, Severity
from golive.models.checks.texts import blank, error, invalid, sample_variables, warning
from golive.models.templates import (
    DesignError,
    Template,
    TemplateError,
    compile_design,
    parse,
    plain_text,
    rendered_size,
    uses,
)

MAX_HTML = 128 * 1024  # bytes; mail programs cut longer ones

_BODY = ("design", "source")
_LEGAL = {
    "UNSUBSCRIBE_MISSING": ("content.unsubscribe_url", "an unsubscribe link, with which recipients can say no"),
    "POSTAL_ADDRESS_MISSING": ("content.address", "a postal address, which tells recipients who writes"),
}


def check(fields: Mapping[str, Any], attributes: Mapping[str, str]) -> Iterator[Finding]:
    """Findings for the fields of a marketing e-mail; `attributes` are the workspace's, name to type."""
    variables = sample_variables(attributes)
    yield from _required(fields, "subject", "SUBJECT_REQUIRED", "subject, by which recipients decide whether to open it", variables)
    yield from _required(fields, "fromName", "FROM_NAME_REQUIRED", "sender's name, by which recipients know you", variables)
    yield from _from_address(fields, variables)
    yield from _to(fields)
    yield from _reply_to(fields)
    yield from _body(fields, variables)
    if not fields.get("generatePlainText"):
        yield from _plain_text(fields, variables)


def _required(fields: Mapping[str, Any], field: str, code: str, what: str, variables: Mapping[str, object]) -> Iterator[Finding]:
    """One finding at most: the text is missing, is no template, or comes out empty."""
    if blank(fields.get(field)):
        yield error(code, f"The e-mail has no {what}: enter one.", field)
        return
    try:
        rendered = parse(fields[field]).render(variables, html=False)
    except TemplateError as problem:
        yield invalid(problem, field)
        return
    if blank(rendered):
        yield error(
            code,
            f"The e-mail has no {what}, since its Liquid comes out empty for a sample contact: add a text or a default.",
            field,
        )


def _from_address(fields: Mapping[str, Any], variables: Mapping[str, object]) -> Iterator[Finding]:
    what = "sender's address, without which no mail leaves"
    found = list(_required(fields, "fromAddress", "FROM_ADDRESS_REQUIRED", what, variables))
    yield from found or _address(fields["fromAddress"], "FROM_ADDRESS_INVALID", "sender's address", "fromAddress")


def _reply_to(fields: Mapping[str, Any]) -> Iterator[Finding]:
    if not blank(fields.get("replyTo")):
        try:
            yield from _address(fields["replyTo"], "REPLY_TO_INVALID", "reply-to address", "replyTo")
        except TemplateError as problem:
            yield invalid(problem, "replyTo")


def _address(text: str, code: str, what: str, field: str) -> Iterator[Finding]:
    """What differs between contacts is known only when it is sent; the rest must be an address. Raises TemplateError."""
    template = parse(text)
    if not template.is_expression and (problem := address_problem(template.render({}, html=False).strip())):
        yield error(code, f"The {what} can't be used: {problem.rstrip('.')}; correct it.", field)


def _to(fields: Mapping[str, Any]) -> Iterator[Finding]:
    if fields.get("to") is None:  # the default, {{ contact.email }}
        return
    try:
        dynamic = parse(fields["to"]).is_expression
    except TemplateError as problem:
        yield invalid(problem, "to")
        return
    if not dynamic:
        yield error(
            "TO_NOT_AN_EXPRESSION",
            "The recipient is the same for every contact, so that all mails would go to one address: "
            "use an expression such as {{ contact.email }}.",
            "to",
        )


def _body(fields: Mapping[str, Any], variables: Mapping[str, object]) -> Iterator[Finding]:
    design = fields.get("design") or {}
    source = str(design.get("source") or "")
    if blank(source):
        yield error("BODY_REQUIRED", "The e-mail has no body, so that recipients would get an empty mail: design one.", *_BODY)
        return
    try:
        parse(source)  # before it is compiled, for the place of an error as the marketer sees it
        html = compile_design(str(design.get("format") or "HTML"), source)
        template = parse(html)
        rendered = template.render(variables, html=True)
        text = plain_text(html)
        said = plain_text(rendered)
    except TemplateError as problem:
        yield invalid(problem, *_BODY)
        return
    except DesignError as problem:
        yield error("DESIGN_INVALID", problem.message, *_BODY)
        return
    if blank(said) and "<img" not in rendered.lower():
        yield error("BODY_REQUIRED", "The body comes out empty for a sample contact: add a text or an image.", *_BODY)
    if rendered_size(rendered) > MAX_HTML:
        yield warning(
            "HTML_TOO_LARGE",
            f"The HTML has {rendered_size(rendered) // 1024:,} KB, and mail programs cut what is over 128 KB: shorten it.",
            *_BODY,
        )
    yield from _legal(fields, template, "HTML", *_BODY)
    if fields.get("generatePlainText"):
        yield from _generated(fields, template, text)


def _generated(fields: Mapping[str, Any], html: Template, text: str) -> Iterator[Finding]:
    """What stands in the HTML, but is hidden there or lost on the way to the plain text."""
    try:
        template = parse(text)
    except TemplateError as problem:
        yield invalid(problem, "generatePlainText")
        return
    in_html = {finding.code for finding in _legal(fields, html, "HTML", *_BODY)}
    for finding in _legal(fields, template, "generated plain text", "generatePlainText"):
        if finding.code not in in_html:
            yield finding


def _plain_text(fields: Mapping[str, Any], variables: Mapping[str, object]) -> Iterator[Finding]:
    field = "plainTextContent"
    what = "plain text, which programs that show no HTML need"
    found = list(_required(fields, field, "PLAIN_TEXT_REQUIRED", what, variables))
    yield from found or _legal(fields, parse(fields[field]), "plain text", field)


def _legal(fields: Mapping[str, Any], template: Template, where: str, *path: str) -> Iterator[Finding]:
    """What the law asks of commercial mail, and decency of the rest."""
    transactional = fields.get("legalDesignation") == "TRANSACTIONAL"
    severity = Severity.WARNING if transactional else Severity.ERROR
    for code, (name, what) in _LEGAL.items():
        if not uses(template, name):
            need = "is good to have" if transactional else "the law asks for in commercial mail"
            message = f"The {where} lacks {what} and {need}: add {{{{ {name} }}}}."
            yield Finding(code, severity, message, path)
