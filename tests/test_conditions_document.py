"""What docs/conditions.md shows can be written like that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from golive.models.conditions import AttributeType, check
from golive.models.conditions.events import METHODS
from golive.models.conditions.fields import BUILTIN
from golive.models.conditions.functions import _FUNCTIONS, _METHODS

DOCUMENT = (Path(__file__).parent.parent / "docs" / "conditions.md").read_text()
EXAMPLES = [line for block in re.findall(r"^```cel\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE) for line in block.splitlines()]
ATTRIBUTES = {
    "zip_code": AttributeType.STRING, "visits": AttributeType.INTEGER, "history": AttributeType.DECIMAL,
    "vip": AttributeType.BOOLEAN, "joined": AttributeType.DATE_TIME,
}  # fmt: skip


@pytest.mark.parametrize("condition", EXAMPLES)
def test_each_example_is_a_condition(condition: str) -> None:
    check(condition, ATTRIBUTES)


def test_each_field_function_and_method_is_told_of() -> None:
    missing = [name for name in [*BUILTIN, *_FUNCTIONS, *_METHODS, *METHODS] if not re.search(rf"\b{name}\b", DOCUMENT)]
    assert not missing
