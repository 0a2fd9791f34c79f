"""Whether an attribute can take a value."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from golive.models.conditions import Attributes, AttributeType

OWN = frozenset({"email", "first_name", "last_name"})  # what each contact has, besides the workspace's attributes

_WANTED = {
    AttributeType.STRING: "a text",
    AttributeType.INTEGER: "a whole number",
    AttributeType.DECIMAL: "a number",
    AttributeType.BOOLEAN: "true or false",
    AttributeType.DATE_TIME: "a date and time such as 2026-01-31T09:00:00Z",
}


def unfit(attribute: str, value: Any, attributes: Attributes) -> tuple[str, str] | None:
    """The input's field that is wrong, `attribute` or `value`, and why; None where the attribute can take the value."""
    if attribute not in OWN and attribute not in attributes:
        return "attribute", f"there is no attribute {attribute}, so choose another"
    type_ = AttributeType.STRING if attribute in OWN else AttributeType(attributes[attribute])
    if value is None or _fits(value, type_):
        return None
    return "value", f"{attribute} is {_WANTED[type_]}, so give it such a value"


def _fits(value: Any, type_: AttributeType) -> bool:
    if isinstance(value, bool) or type_ is AttributeType.BOOLEAN:
        return isinstance(value, bool) and type_ is AttributeType.BOOLEAN
    if type_ is AttributeType.INTEGER:
        return isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())
    if type_ is AttributeType.DECIMAL:
        return isinstance(value, int | Decimal)
    return isinstance(value, str) and (type_ is AttributeType.STRING or _is_moment(value))


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
