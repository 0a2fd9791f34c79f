"""What happens by itself: the second half of each `a ⇒ b`, and the dates that fall due."""

from collections.abc import Iterator
from dataclasses import replace

from reference.record import HANDED_OVER, THIRTY_DAYS, Record, World
from reference.values import instant


def reachable(record: Record, world: World, now: float) -> list[Record]:
    """The record and everything that the system may have made of it by `now`, soonest first."""
    found = [record]
    for each in found:
        found += [after for after in successors(each, world, now) if after not in found]
    return found


def at_rest(record: Record, world: World, now: float) -> bool:
    """Whether nothing more happens by itself by `now`."""
    return not any(True for _ in successors(record, world, now))


def successors(record: Record, world: World, now: float) -> Iterator[Record]:
    """Each single next change that the system makes, the record being so at `now`."""
    if record.state in ("GOING_LIVE", "PUBLISHING"):
        yield _outcome(record, world, now)
    elif record.state == "COMPLETING":
        yield record.moved(record.target, live=None)
    elif record.state == "STOPPING":
        if record.type not in HANDED_OVER or world.service == "OK":
            yield _stopped(record, now)
    elif record.type == "CUSTOMER_JOURNEY":
        yield from _outbound(record, now)
    elif record.type == "REAL_TIME_JOURNEY":
        yield from _real_time(record, now)
    elif record.state == "PAUSED" and _due(record.resume_at, now):
        yield record.moved("ACTIVE", resume_at=None)
    if record.draining:
        yield replace(record, draining=False, revision=record.revision + 1)


def went_live(record: Record, state: str, now: float) -> Record:
    """The record once its fields are what runs; of a real-time journey the version before starts to complete."""
    starts = instant(record.fields.get("startsAt"))
    replaced = record.type == "REAL_TIME_JOURNEY" and record.live is not None
    moved = record.moved(state)
    return replace(
        moved, revision=moved.revision + replaced, live=record.fields, ever_live=True, copy=None,
        versions=(*record.versions, record.fields),
        started=record.started or starts is None or starts <= now, expires_at=None, ended=False,
        draining=record.draining or replaced,
    )  # fmt: skip


def _outcome(record: Record, world: World, now: float) -> Record:
    if record.type not in HANDED_OVER or world.service == "OK":
        return went_live(record, "LIVE", now)
    if record.origin in ("LIVE_EDITABLE", "LIVE_EDITING"):
        return record.moved(record.origin)
    return record.moved("DRAFT" if record.type == "REAL_TIME_JOURNEY" else "ERROR")


def _stopped(record: Record, now: float) -> Record:
    if record.type == "CUSTOMER_JOURNEY":
        end = instant(record.fields.get("endsAt")) if record.ended else None
        return record.moved("STOPPED", live=None, expires_at=(end or now) + THIRTY_DAYS)
    stopped = record.moved(record.target, live=None)
    version_too = record.origin == "LIVE_EDITING"
    return replace(stopped, revision=stopped.revision + version_too)


def _outbound(record: Record, now: float) -> Iterator[Record]:
    if record.state in ("LIVE", "LIVE_EDITABLE") and _due(instant((record.live or {}).get("endsAt")), now):
        yield record.moved("STOPPING", target="STOPPED", ended=True)
    if record.state == "STOPPED" and _due(record.expires_at, now):
        yield record.moved("EXPIRED")


def _real_time(record: Record, now: float) -> Iterator[Record]:
    ended = _due(instant((record.live or {}).get("endsAt")), now)
    if record.state == "LIVE" and ended:
        yield record.moved("COMPLETING", target="COMPLETED")
    if record.state == "LIVE_EDITING" and ended:
        draft = record.moved("DRAFT", live=None, draining=True)
        yield replace(draft, revision=draft.revision + 1)
    if record.state == "PAUSED" and _due(record.resume_at, now):
        yield (record.moved("COMPLETING", target="COMPLETED", resume_at=None) if ended else record.moved("LIVE", resume_at=None))


def _due(moment: float | None, now: float) -> bool:
    return moment is not None and moment <= now
