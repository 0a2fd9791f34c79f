"""The shortest ways to every situation that the law tells apart, found by walking the reference itself."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from reference.fields import update
from reference.law import ACTIONS, Call, act
from reference.record import FAMILY, HANDED_OVER, THIRTY_DAYS, Record, World, states_of
from reference.system import reachable
from reference.values import text_of

ENDS, DONE, REFUSED, DATE, EXPIRES = "ends soon", "work is done", "service refuses", "end date passes", "expires"
WAITS = (DONE, REFUSED, DATE, EXPIRES)
BY_DATE = {"CUSTOMER_JOURNEY", "REAL_TIME_JOURNEY"}
Route = tuple[str, ...]
NOW, SOON, LATER = 0.0, 10.0, 20.0


def situation(record: Record) -> str:
    """What of a record the law asks for: its state, whether it was ever live, what runs, what is being edited."""
    words = [record.state]
    if not record.active:  # what is off the website anyway, is so in one way
        words = ["PUBLISHED and inactive" if record.state == "PUBLISHED" else "DRAFT and inactive"]
    words += ["once live"] if record.ever_live and record.state in ("DRAFT", "GOING_LIVE", "PUBLISHING", "ERROR", "EXPIRED") else []
    words += ["over a live version"] if record.live is not None and record.state in ("GOING_LIVE", "PUBLISHING") else []
    words += ["of a journey being edited"] if record.state == "STOPPING" and record.origin == "LIVE_EDITING" else []
    words += ["with a working copy"] if record.copy is not None else []
    return ", ".join(words)


def routes(kind: str, fields: Mapping[str, Any], world: World) -> dict[str, tuple[Route, Record]]:
    """situation → the steps that lead to it (actions, fields that end it soon, waits) and the record as it then is."""
    found: dict[str, tuple[Route, Record]] = {}
    seen = set()
    ways: list[tuple[Route, Record, float]] = [((), Record(kind, fields), NOW)]
    for route, record, now in ways:
        key = (situation(record), record.fields.get("endsAt"), now, record.ended)
        if key in seen:
            continue
        seen.add(key)
        found.setdefault(situation(record), (route, record))
        ways += [((*route, word), after, then) for word, after, then in _steps(record, world, now)]
    return found


def _steps(record: Record, world: World, now: float) -> Iterator[tuple[str, Record, float]]:
    for action in ACTIONS:
        for call in _calls(record, action):
            answer = act(record, call, world, now)
            if answer.code is None and not answer.record.deleted and situation(answer.record) != situation(record):
                yield call.publish_status or action, answer.record, now
    if record.transitional:
        yield DONE, reachable(record, world, now)[-1], now
    if record.state in ("GOING_LIVE", "PUBLISHING") and record.type in HANDED_OVER:
        yield REFUSED, reachable(record, replace(world, service="REFUSE"), now)[-1], now
    if record.type in BY_DATE and record.state == "DRAFT" and record.revision == 1:
        yield ENDS, update(record, {"endsAt": text_of(SOON)}).record, now
    if record.type in BY_DATE and record.state in ("LIVE", "PAUSED") and now < SOON and record.fields.get("endsAt"):
        yield DATE, reachable(record, world, LATER)[-1], LATER
    if record.ended and record.state == "STOPPED":
        yield EXPIRES, reachable(update(record, {"endsAt": text_of(-THIRTY_DAYS)}).record, world, LATER)[-1], LATER


def _calls(record: Record, action: str) -> list[Call]:
    if action == "setPublishStatus":
        return [Call(action, publish_status=status) for status in states_of(record.type)] if record.type in FAMILY else []
    return [Call(action)] if action != "restoreVersion" else []


def leaves(record: Record, call: Call, world: World, now: float) -> bool:
    """Whether the call takes the record out of its situation."""
    after = act(record, call, world, now).record
    return after.deleted or situation(after) != situation(record)
