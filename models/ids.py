"""Public ids: TypeIDs, a type prefix and a UUIDv7, so that an id says what it names and sorts by time."""

from __future__ import annotations

from uuid import UUID

import uuid_utils
import uuid_utils.compat
from typeid import TypeID
from typeid.core.errors import TypeIDException


def new() -> UUID:
    """A new UUIDv7."""
    return uuid_utils.compat.uuid7()


def encode(prefix: str, uuid: UUID) -> str:
    """The public form of `uuid`, such as `segment_01h455vb4pex5vsknk084sn02q`."""
    return str(TypeID.from_uuid(uuid_utils.UUID(int=uuid.int), prefix))


def decode(text: str) -> tuple[str, UUID]:
    """Prefix and UUID of a public id; `ValueError` when the text is none."""
    try:
        parsed = TypeID.from_string(text)
        return parsed.prefix, UUID(int=parsed.uuid.int)
    except (TypeIDException, ValueError, TypeError, KeyError) as error:
        raise ValueError(f"'{text[:80]}' is not an id") from error


def uuid_of(text: str, prefix: str) -> UUID | None:
    """The UUID of a public id that must have `prefix`, else None."""
    try:
        found, uuid = decode(text)
    except ValueError:
        return None
    return uuid if found == prefix else None
