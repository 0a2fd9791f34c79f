"""Whether a step can set a field or an attribute of contacts to a value: whether they may hold it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from golive.models.conditions import Attributes, AttributeType
from golive.models.contacts.checking import InvalidContact, checked, conflicts

OWN = frozenset({"email", "first_name", "last_name"})  # what each contact has, besides the workspace's attributes


def unfit(attribute: str, value: Any, attributes: Attributes) -> tuple[str, str] | None:
    """The input's field that is wrong, `attribute` or `value`, and why; None where contacts can take the value. Null clears."""
    if attribute not in OWN and attribute not in attributes:
        return "attribute", f"there is no attribute {attribute}, so choose another"
    problem = None if value is None else _own_problem(attribute, value) if attribute in OWN else _problem(attribute, value, attributes)
    return None if problem is None else ("value", problem)


def _own_problem(field: str, value: Any) -> str | None:
    try:
        stored = checked({field: value})[field]
    except InvalidContact as error:
        return _clause(error)
    return None if stored == value else f"{field} is empty or has spaces around it, so take these away; null clears it"


def _problem(attribute: str, value: Any, attributes: Attributes) -> str | None:
    if attributes[attribute] == AttributeType.INTEGER and isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)  # 30.0 is as whole as 30
    try:
        found = conflicts(checked({"attributes": {attribute: value}})["attributes"], attributes)
    except InvalidContact as error:
        return _clause(error)
    return _clause(InvalidContact(found)) if found else None


def _clause(error: InvalidContact) -> str:
    return error.findings[0].message.rstrip(".")
