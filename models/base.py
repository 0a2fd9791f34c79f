"""The declarative base: one schema, one way of naming constraints."""

from __future__ import annotations

from typing import Any, Self

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table lives in the schema `golive`; constraints have names that migrations can count on."""

    metadata = MetaData(schema="golive", naming_convention=NAMING)

    @classmethod
    def plain(cls, **values: Any) -> Self:
        """A row that no session follows, which costs a tenth; its attributes can't be set."""
        made = object.__new__(cls)
        made.__dict__.update(values)
        return made
