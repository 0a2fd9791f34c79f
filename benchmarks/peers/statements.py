"""The named statements of the files in `sql/`, with :parameters as the driver wants them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SQL = Path(__file__).parent.parent / "sql"
PARAMETER = re.compile(r"(?<![:\w]):([a-z]+)\b")


@dataclass(frozen=True)
class Statement:
    """SQL with $1, $2 and so on, and what goes there."""

    sql: str
    names: tuple[str, ...]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the parameters."""
        return [values[name] for name in self.names]


@cache
def statements(file: str) -> dict[str, Statement]:
    """All statements of a file."""
    parts = re.split(r"^-- name: (\w+)\n", (SQL / file).read_text(), flags=re.MULTILINE)[1:]
    return {name: _numbered(sql.strip()) for name, sql in zip(parts[::2], parts[1::2], strict=True)}


def opening(workspace: str) -> str:
    """What begins a transaction of a workspace, in one round trip."""
    return f"BEGIN; SET LOCAL golive.workspace = '{workspace}'"


def _numbered(sql: str) -> Statement:
    names = tuple(dict.fromkeys(PARAMETER.findall(sql)))
    return Statement(PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", sql), names)
