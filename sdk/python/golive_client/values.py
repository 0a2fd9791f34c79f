"""Values: what a newer server may add of enums and unions, and inputs, in which nothing is lost by a misspelt name."""

from __future__ import annotations

from enum import Enum
from typing import Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from .api import base_model


class OpenEnum(str, Enum):  # noqa: UP042 - StrEnum would not let a member be made by hand
    """An enum of texts. A text that is none of its members becomes one of its own, `known` false."""

    known: bool

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        added = str.__new__(cls, value)
        added._name_ = added._value_ = value
        added.known = False
        return added

    def __init__(self, value: str) -> None:
        self.known = True


class Unknown(BaseModel):
    """A member of a union that this client doesn't know: its type's name, and whatever was selected of all types."""

    model_config = ConfigDict(extra="allow")

    typename__: str = Field(alias="__typename")


def besides(*known: str) -> AfterValidator:
    """Unknown is for none of these types, so that what is wrong with one of them is told."""

    def check(value: Unknown) -> Unknown:
        if value.typename__ in known:
            raise ValueError(f"a {value.typename__} that is not as the schema says")
        return value

    return AfterValidator(check)


class Input(base_model.BaseModel):
    """What is given to a call. A name that it doesn't have raises ValueError."""

    model_config = ConfigDict(extra="forbid")
