"""What a contact may hold: every problem of an input at once, each with the field that it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from golive.models.addresses import address_problem
from golive.models.checks.finding import Finding, Severity
from golive.models.conditions.terms import STORED_DIGITS, AttributeType
from golive.models.contacts.attributes import LONGEST_TEXT, TYPE_WORDS, name_problem, type_of

STATUSES = ("ACTIVE", "INACTIVE")
ANSWERS = ("OPTED_IN", "OPTED_OUT", "UNKNOWN")
LONGEST_FIELD = {"email": 320, "first_name": 200, "last_name": 200, "suppressed_reason": 500}
PATHS = {"first_name": "firstName", "last_name": "lastName", "suppressed_reason": "suppressedReason"}
CONSENT = re.compile(r"[a-z][a-z0-9_]{0,49}:[a-z][a-z0-9_]{0,49}")


class InvalidContact(Exception):
    """The input can't be a contact. `findings` has every problem; nothing was changed."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.message for finding in findings))
        self.findings = findings


def finding(message: str, *path: str) -> Finding:
    """A problem of the input field at `path`."""
    return Finding("INVALID_INPUT", Severity.ERROR, message, path)


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` (by column) as they are stored: texts without spaces around, floats as decimals. Raises `InvalidContact`."""
    findings: list[Finding] = []
    stored = {name: _CHECKS[name](name, value, findings) for name, value in values.items()}
    if findings:
        raise InvalidContact(findings)
    return stored


def conflicts(attributes: Mapping[str, Any], types: Mapping[str, AttributeType]) -> list[Finding]:
    """A problem for each attribute whose value doesn't have its registered type."""
    return [
        finding(
            f"The attribute {name} holds {TYPE_WORDS[types[name]]}, and {_shown(value)} is none; "
            "give a value that fits, or use an attribute of another name.",
            "attributes",
            name,
        )
        for name, value in attributes.items()
        if value is not None and not _fits(type_of(value), types[name])
    ]


def text_problem(text: str, longest: int) -> str | None:
    """Why PostgreSQL or we can't take `text`, as the end of a sentence; None when we can."""
    if len(text) > longest:
        return f"has {len(text):,} characters and {longest:,} is the most; shorten it"
    if "\0" in text:
        return "holds a NUL character (U+0000), which can't be stored; remove it"
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "holds half a character (a lone surrogate), which can't be stored; remove it"
    return None


def _field(name: str, value: Any, findings: list[Finding]) -> str | None:
    path = PATHS.get(name, name)
    if value is None:
        return None
    if not isinstance(value, str):
        findings.append(finding(f"{path} is a text; {_shown(value)} is none.", path))
        return None
    text = value.strip()
    if problem := text_problem(text, LONGEST_FIELD[name]):
        findings.append(finding(f"{path} {problem}.", path))
    elif name == "email" and text and (problem := address_problem(text)):
        findings.append(finding(f"“{text}” is no e-mail address: {problem}", path))
    return text or None


def _status(name: str, value: Any, findings: list[Finding]) -> Any:
    if value not in STATUSES:
        findings.append(finding(f"A contact's status is {' or '.join(STATUSES)}; {_shown(value)} is neither.", name))
    return value


def _attributes(name: str, value: Any, findings: list[Finding]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        findings.append(finding(f'attributes is an object of names and values, such as {{"recency": 3}}; {_shown(value)} is none.', name))
        return {}
    stored = {key: _decimal(item) for key, item in value.items()}
    for key, item in stored.items():
        if item is not None and (problem := name_problem(key)):
            findings.append(finding(f"“{key[:100]}” can't be an attribute's name: it {problem}; choose another.", name, key))
        elif isinstance(item, str) and (problem := text_problem(item, LONGEST_TEXT)):
            findings.append(finding(f"The attribute {key} {problem}.", name, key))
        elif item is not None and type_of(item) is None:
            findings.append(
                finding(
                    f"The attribute {key} can't hold {_shown(item)}; give a text, true or false, a date-time, or a number "
                    f"with at most {STORED_DIGITS} digits before and after its point.",
                    name,
                    key,
                )
            )
    return stored


def _consent(name: str, value: Any, findings: list[Finding]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        findings.append(finding('consent is an object such as {"email:commercial": "OPTED_IN"}.', name))
        return {}
    for key, answer in value.items():
        if not CONSENT.fullmatch(key):
            findings.append(
                finding(f"“{key[:100]}” is no channel and purpose; write them like email:commercial, in small letters.", name, key)
            )
        elif answer is not None and answer not in ANSWERS:
            findings.append(finding(f"Consent for {key} is {', '.join(ANSWERS)}, or null; {_shown(answer)} is none of them.", name, key))
    return dict(value)


_CHECKS: dict[str, Callable[[str, Any, list[Finding]], Any]] = {
    **dict.fromkeys(LONGEST_FIELD, _field),
    "status": _status,
    "attributes": _attributes,
    "consent": _consent,
}


def _decimal(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value


def _fits(actual: AttributeType | None, registered: AttributeType) -> bool:
    narrower = {AttributeType.DECIMAL: AttributeType.INTEGER, AttributeType.STRING: AttributeType.DATE_TIME}
    return actual is not None and actual in (registered, narrower.get(registered))


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)
    return f"“{text if len(text) <= 60 else text[:57] + '…'}”"
