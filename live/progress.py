"""The progress of the work under way for a record, as it goes on, until it is done."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

from golive.live.members import Watch
from golive.models.work import Work


async def progress_changed(watch: Watch, record_id: UUID) -> AsyncGenerator[Work, None]:
    """The work under way for a record, now and whenever it changes; the last has done = total, or the error that ended it.

    Ends at once where nothing is under way. Raises `StreamEnded`.
    """
    known: dict[str, Any] | None = None
    with watch.following(record_id) as followed:
        while (found := followed.work) is not None or not followed.seen:
            if found is None or found == known:
                await watch.noticed()
            else:
                known = found
                yield Work(**found)
    if known is not None:
        total = known["done"] if known["total"] is None else known["total"]
        yield Work(**known | ({"last_error": followed.error} if followed.error else {"done": total, "total": total}))
