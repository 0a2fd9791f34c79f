"""A made-up contact and content, with which the error check renders templates."""

from collections.abc import Mapping
from decimal import Decimal

_VALUES: dict[str, object] = {
    "STRING": "Sample",
    "INTEGER": 1,
    "DECIMAL": Decimal("1.5"),
    "BOOLEAN": True,
    "DATE_TIME": "2026-01-01T00:00:00Z",
}


def sample_contact(attributes: Mapping[str, str]) -> dict[str, object]:
    """A contact with a value for each of the workspace's attributes, given as name to type."""
    return {
        **{name: _VALUES.get(type_, "Sample") for name, type_ in attributes.items()},
        "id": "contact_00000000000000000000000000",
        "email": "sample@example.com",
        "first_name": "Sam",
        "last_name": "Sample",
        "status": "ACTIVE",
    }


def sample_content() -> dict[str, object]:
    """What the content settings give to a template."""
    return {"address": "1 Sample Street, 12345 Sampletown", "unsubscribe_url": "https://example.com/unsubscribe"}
