"""The error check of a marketing form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from golive.models.checks.finding import Finding
from golive.models.checks.texts import blank, error, warning

_OWN = ("email", "first_name", "last_name")  # what each contact has, besides the workspace's attributes
_MATCHING = "email"

_NAMES = {
    "FORWARD": "a forward element",
    "RESET": "a reset button",
    "CAPTCHA": "a captcha",
    "DO_NOT_BULK_EMAIL": "a box to refuse bulk e-mail",
    "SUBSCRIPTION_LISTS": "subscription lists",
    "REMEMBER_ME": "a remember-me box",
}


@dataclass(frozen=True)
class _Rules:
    """What a form of one type must and must not hold, besides the submit button that all must."""

    name: str
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    takes_fields: bool = True


_RULES = {
    "LANDING": _Rules("landing page form", forbidden=("FORWARD",)),
    "SUBSCRIPTION_CENTER": _Rules("subscription center form", required=("DO_NOT_BULK_EMAIL",), forbidden=("FORWARD", "RESET", "CAPTCHA")),
    "FORWARD_TO_A_FRIEND": _Rules(
        "forward-to-a-friend form",
        required=("FORWARD",),
        forbidden=("SUBSCRIPTION_LISTS", "DO_NOT_BULK_EMAIL", "REMEMBER_ME", "CAPTCHA"),
        takes_fields=False,
    ),
}


def check(fields: Mapping[str, Any], attributes: Mapping[str, str]) -> Iterator[Finding]:
    """Findings for the fields of a marketing form; `attributes` are the workspace's, name to type."""
    rules = _RULES[fields.get("formType") or "LANDING"]
    if blank(fields.get("submitLabel")):
        yield error("SUBMIT_REQUIRED", "The form has no submit button, so that nobody could send it: enter its label.", "submitLabel")
    yield from _elements(fields.get("elements") or [], rules)
    form_fields = fields.get("fields") or []
    if rules.takes_fields:
        yield from _fields(form_fields, attributes)
    elif form_fields:
        yield error(
            "ELEMENT_FORBIDDEN",
            f"A {rules.name} takes no fields, since it asks only for friends' addresses: remove them.",
            "fields",
        )


def _elements(elements: list[str], rules: _Rules) -> Iterator[Finding]:
    for index, element in enumerate(elements):
        if element in rules.forbidden:
            yield error(
                "ELEMENT_FORBIDDEN",
                f"A {rules.name} can't have {_NAMES[element]}, which doesn't work there: remove it.",
                "elements",
                str(index),
            )
    for element in rules.required:
        if element not in elements:
            yield error(
                "ELEMENT_REQUIRED",
                f"A {rules.name} doesn't work without {_NAMES[element]}: add it.",
                "elements",
            )


def _fields(form_fields: list[Mapping[str, Any]], attributes: Mapping[str, str]) -> Iterator[Finding]:
    filled: dict[str, str] = {}
    keys: set[str] = set()
    for index, field in enumerate(form_fields):
        path = ("fields", str(index))
        attribute, key = field.get("attribute"), field.get("key")
        name = str(field.get("label") or key or f"number {index + 1}")
        if problem := _unmapped(name, attribute, attributes):
            yield error("FIELD_UNMAPPED", problem, *path, "attribute")
        elif other := filled.get(str(attribute)):
            message = f"The fields {other} and {name} fill the same attribute, and only one answer can stay: remove one."
            yield error("FIELD_DUPLICATED", message, *path, "attribute")
        filled.setdefault(str(attribute), name)
        if key is not None and key in keys:
            message = f"Two fields have the key {key}, so that their answers can't be told apart: rename one."
            yield error("FIELD_DUPLICATED", message, *path, "key")
        keys.add(str(key))
        if attribute == _MATCHING and not field.get("required"):
            message = "The e-mail field may be left empty, but contacts are found by it: make it required."
            yield warning("REQUIRED_ATTRIBUTE_OPTIONAL", message, *path, "required")
    if _MATCHING not in filled:
        message = "The form doesn't ask for the e-mail address, by which contacts are found: add a field that fills email."
        yield error("MATCHING_FIELD_MISSING", message, "fields")


def _unmapped(name: str, attribute: str | None, attributes: Mapping[str, str]) -> str | None:
    if attribute is None or blank(attribute):
        return f"The field {name} fills no attribute, so that its answers would be lost: choose one."
    if attribute not in _OWN and attribute not in attributes:
        return f"The field {name} fills {attribute}, but there is no such attribute: choose another."
    return None
