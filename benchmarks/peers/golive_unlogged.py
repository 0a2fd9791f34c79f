"""Our server with a write path that takes no number, writes no change and rings no doorbell: what the log costs is what it saves."""

from __future__ import annotations

from functools import cache

from sqlalchemy import func, literal, literal_column, select
from sqlalchemy.types import BigInteger, Text

from golive.graph.cli import main
from golive.live.doorbell import Doorbell
from golive.models import writing
from golive.models.compiled import Compiled


@cache
def unlogged(parts: tuple[str, ...]) -> Compiled:
    """The statement of a move with all its parts but the last two, the number and the change."""
    before = [select(func.count()).select_from(writing._WRITES[part]()).scalar_subquery() >= literal_column("0") for part in parts]
    nowhere = select(literal(0, BigInteger).label("number"), func.clock_timestamp().label("at"), literal("none", Text).label("epoch"))
    return Compiled(nowhere.where(*before))


if __name__ == "__main__":
    writing._statement = unlogged
    Doorbell.ring = lambda self, workspace_id: None  # type: ignore[method-assign]
    main()
