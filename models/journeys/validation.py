"""Whether JSON is one of the record structures, and can be stored."""

from __future__ import annotations

from functools import cache
from types import GenericAlias
from typing import Any

from pydantic import TypeAdapter, ValidationError

from golive.models.checks.finding import Finding
from golive.models.journeys.words import StepKind
from golive.models.shape import findings_of
from golive.models.structures import MODELS, adapter

_TAGS = {kind.value: kind.key for kind in StepKind}


@cache
def _list_adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(GenericAlias(list, MODELS[name]))


def validate(name: str, value: Any, path: tuple[str, ...]) -> list[Finding]:
    """INVALID_INPUT findings for the JSON of the structure `name`, or of a list of them; none if it can be stored.

    The paths are the GraphQL input's below `path`, such as ("steps", "2", "sendEmail", "emailId"). What is merely incomplete
    or contradictory isn't refused: a draft may hold it, and the error check reports it.
    """
    try:
        (_list_adapter(name) if isinstance(value, list) else adapter(name)).validate_python(value)
    except ValidationError as error:
        return findings_of(error, path, _TAGS)
    return []
