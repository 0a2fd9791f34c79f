"""A form with `autoPublish`: an update that also goes live, or edits and saves in one step."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reference.check import errors
from reference.fields import update
from reference.record import Answer, Record, World
from reference.system import went_live

PUBLISHES = {"DRAFT", "STOPPED", "ERROR", "LIVE"}


def change(
    record: Record,
    given: Mapping[str, Any],
    world: World,
    now: float,
    *,
    expected: int | None = None,
    unlawful: bool = False,
) -> Answer:
    """Answer an update of any type, the live step of `autoPublish` included."""
    answer = update(record, given, expected=expected, unlawful=unlawful)
    after = answer.record
    deciding = record if record.state == "LIVE" else after  # in Live the fields are locked without it
    publishes = after.type == "MARKETING_FORM" and deciding.fields.get("autoPublish") and record.state in PUBLISHES
    if not publishes or answer.code or after == record:
        return answer
    if found := errors(after, world, now):
        return Answer("DEPENDENCY_NOT_LIVE" if found == {"DEPENDENCY_NOT_LIVE"} else "CHECK_FAILED", record, found)
    edited = record.state == "LIVE"  # logged as edit, update, save
    live = went_live(replace(after, revision=after.revision + edited), "LIVE", now)
    return Answer(None, live if edited else replace(live, scheduled=live.scheduled - {"goLive"}))
