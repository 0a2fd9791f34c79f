"""What an error check found: a stable code, a sentence, and the input field it is about."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An ERROR keeps the record from going live, a WARNING doesn't."""

    ERROR = "ERROR"
    WARNING = "WARNING"


@dataclass(frozen=True)
class Finding:
    """One problem of a record.

    `message` is one sentence for a marketer: what is wrong, why, what to do. `path` is the GraphQL input's field path,
    such as ("fields", "2", "attribute"). `step_id` is a journey's step, `record_id` the other record it is about.
    """

    code: str
    severity: Severity
    message: str
    path: tuple[str, ...]
    step_id: str | None = None
    record_id: str | None = None
