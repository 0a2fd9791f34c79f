"""The documents' tables, word for word, and the few lines that take them apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

STATES = {
    "Draft": "DRAFT", "Going live": "GOING_LIVE", "Publishing": "PUBLISHING", "Live": "LIVE",
    "Live, editable": "LIVE_EDITABLE", "Live, editing": "LIVE_EDITING", "Active": "ACTIVE", "Paused": "PAUSED",
    "Completing": "COMPLETING", "Completed": "COMPLETED", "Stopping": "STOPPING", "Stopped": "STOPPED",
    "Error": "ERROR", "Expired": "EXPIRED", "Expired (INACTIVE)": "EXPIRED",
}  # fmt: skip

CUSTOMER_JOURNEY = """
| | Draft | Going live | Live | Live, editable | Stopping | Stopped | Error | Expired (INACTIVE) |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| goLive | Going live ⇒ Live | | | | | Going live ⇒ Live | Going live ⇒ Live | |
| stop | | | Stopping ⇒ Stopped | Stopping ⇒ Stopped *(ours)* | | | | |
| edit | | | Live, editable | | | | | |
| save | | | | Going live ⇒ Live | | | | |
| discard *(MS)* | | | | Live | | | | |
| revert *(ours)* | | | | | | | Draft or Stopped | |
| activate, deactivate | `STATUS_SYSTEM_MANAGED` in every state | | | | | | | |
"""
CUSTOMER_JOURNEY_LOCKS = """
| field | Draft | Live, editable and Stopped | all others |
| --- | --- | --- | --- |
| name, endsAt, recurrenceCount, template | editable | editable | locked |
| startsAt | editable | only while the journey has not started | locked |
| recurrenceInterval | editable | editable; the running iteration keeps the old interval, the next takes the new one | locked |
| tile settings | editable | editable | locked |
| isRecurring, contentSettings, suppressionSegment, timeZone, pipeline (which tiles, and their order) | editable | locked for ever | locked |
"""  # noqa: E501

REAL_TIME_JOURNEY = """
| | Draft | Publishing | Live | Live, editing | Paused | Completing | Completed | Stopping | Stopped |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| goLive | Publishing ⇒ Live | | | Publishing ⇒ Live; the old version stays Live until then, then Completing ⇒ Completed | | | | | |
| edit (a new version) | | | Live, editing | | | | | | |
| discard | | | | Live; the new version is gone | | | | | |
| pause *(MS)* | | | Paused | | | | | | |
| resume *(MS)* | | | | | Live; Completing ⇒ Completed if its end date has passed | | | | |
| stop | | | Stopping ⇒ Stopped | see below | Stopping ⇒ Stopped *(MS)* | an old version: Stopping ⇒ Stopped | | | |
| copy | ✓ | | ✓ | ✓ *(ours)* | ✓ | | ✓ | | ✓ |
| activate, deactivate | `STATUS_SYSTEM_MANAGED` in every state | | | | | | | | |
"""

AUDIENCE_JOURNEY = """
| | Draft | Active | Paused |
| --- | --- | --- | --- |
| goLive (publish) | Active | | with an open working copy: Active, on a new frozen version |
| pause | | Paused | |
| resume | | | Active, on the version that was running; the working copy stays closed until the next pause |
| edit | | `PAUSE_FIRST` | opens the working copy of the next version |
| discard | | | drops it |
| runNow, fullRun | | ✓, `RUN_IN_PROGRESS` during one | |
| delete | ✓ | `DELETE_LIVE` | ✓; with people inside `PEOPLE_INSIDE`, confirmable |
| activate, deactivate | `STATUS_SYSTEM_MANAGED` in every state | | |
"""

MARKETING_EMAIL = """
| | Draft | Live | Live, editable | Stopped | Expired (INACTIVE) |
| --- | --- | --- | --- | --- | --- |
| goLive | Live | | | Live | |
| stop | | Stopped | Stopped *(ours)* | | |
| edit | | Live, editable | | | |
| save | | | Live | | |
| discard *(MS)* | | | Live | | |
| deactivate | Expired | Expired (stops it) | Expired (stops it) | Expired | |
| activate *(ours)* | | | | | Stopped if it was ever live, else Draft |
"""
MARKETING_EMAIL_LOCKS = """
| field | Draft | Live, editable and Stopped | Live and Expired |
| --- | --- | --- | --- |
| legalDesignation, contentType | editable | locked for ever | locked |
| name, subject, design, fromUser, fromName, fromAddress, to, replyTo, template, generatePlainText, plainTextContent | editable | editable | locked |
"""  # noqa: E501

LEAD_SCORING_MODEL = """
| | Draft | Going live | Live | Stopping | Error | Expired (INACTIVE) |
| --- | --- | --- | --- | --- | --- | --- |
| goLive | Going live ⇒ Live | | | | Going live ⇒ Live | |
| stop | | | Stopping ⇒ Draft | | | |
| edit | | | `STOP_FIRST` | | | |
| deactivate | Expired | | `STOP_FIRST` | | Expired *(ours)* | |
| activate *(ours)* | | | | | | Draft |
| revert *(ours)* | | | | | Draft | |
"""

SEGMENT = """
| | Draft | Live | Live, editable | Stopped |
| --- | --- | --- | --- | --- |
| goLive | Live | | | Live |
| stop | | Stopped | Stopped *(ours)* | |
| edit | | Live, editable | | |
| save | | | Live | |
| discard *(MS)* | | | Live | |
| activate, deactivate | `NEVER_INACTIVE` in every state | | | |
"""
SEGMENT_LOCKS = """
| field | Draft | Stopped, and Live, editable | Live |
| --- | --- | --- | --- |
| segmentType, name, segmentId, ownerId, description | editable | locked for ever | locked |
| dynamicQuery, filter, staticMembers | editable | editable | locked |
"""

MARKETING_PAGE = """
| | Draft | Going live | Live | Live, editable | Stopping | Stopped | Error | Expired (INACTIVE) |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| goLive | Going live ⇒ Live | | | | | Going live ⇒ Live | Going live ⇒ Live | |
| stop | | | Stopping ⇒ Stopped | Stopping ⇒ Stopped *(ours)* | | | | |
| edit | | | Live, editable | | | | | |
| save | | | | Going live ⇒ Live | | | | |
| discard *(MS)* | | | | Live | | | | |
| deactivate | Expired | | `STOP_FIRST` | `STOP_FIRST` | | Expired | Expired *(ours)* | |
| activate *(ours)* | | | | | | | | Stopped if it was ever live, else Draft |
| revert *(ours)* | | | | | | | Draft or Stopped | |
"""

MARKETING_FORM = """
| | Draft | Live | Live, editable | Stopped | Error | Expired (INACTIVE) |
| --- | --- | --- | --- | --- | --- | --- |
| goLive | Live, or Error | | | Live, or Error | Live, or Error | |
| stop | | Stopped | Stopped *(ours)* | | | |
| edit | | Live, editable | | | | |
| save | | | Live | | | |
| discard *(MS)* | | | Live | | | |
| deactivate | Expired | `STOP_FIRST` | `STOP_FIRST` | Expired | | |
| activate *(ours)* | | | | | | Stopped if it was ever live, else Draft |
| revert *(ours)* | | | | | Draft or Stopped | |
"""


@dataclass(frozen=True)
class Table:
    """A table of actions: its states in order, and what each action's row says per state ('' is a blank cell)."""

    states: tuple[str, ...]
    rows: Mapping[str, Mapping[str, str]]


def actions(text: str) -> Table:
    """Take a table of actions apart; a cell that says "in every state" fills its whole row."""
    header, *body = _cells(text)
    states = tuple(STATES[word] for word in header[1:])
    rows = {}
    for title, *cells in body:
        words = [re.sub(r"\*\(\w+\)\*", "", cell).strip() for cell in cells]
        if words[0].endswith(" in every state"):
            words = [words[0].removesuffix(" in every state")] * len(states)
        for action in re.sub(r"\*?\([^)]*\)\*?", "", title).strip().split(", "):
            rows[action] = dict(zip(states, words, strict=True))
    return Table(states, rows)


def locks(text: str) -> Mapping[str, tuple[str, str]]:
    """field → (its lock in Draft, its lock in Stopped and Live, editable); the last column is always "locked"."""
    _, *body = _cells(text)
    found = {}
    for fields, draft, working, elsewhere in body:
        assert elsewhere == "locked"
        for field in re.sub(r"\([^)]*\)", "", fields).strip().split(", "):
            found[field] = (draft, working)
    return found


def _cells(text: str) -> list[list[str]]:
    lines = text.strip().splitlines()
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in (lines[0], *lines[2:])]


TABLES = {
    "CUSTOMER_JOURNEY": actions(CUSTOMER_JOURNEY),
    "REAL_TIME_JOURNEY": actions(REAL_TIME_JOURNEY),
    "AUDIENCE_JOURNEY": actions(AUDIENCE_JOURNEY),
    "MARKETING_EMAIL": actions(MARKETING_EMAIL),
    "CONTENT_SETTINGS": actions(MARKETING_EMAIL),  # "As the e-mail's table"
    "LEAD_SCORING_MODEL": actions(LEAD_SCORING_MODEL),
    "SEGMENT": actions(SEGMENT),
    "MARKETING_PAGE": actions(MARKETING_PAGE),
    "MARKETING_FORM": actions(MARKETING_FORM),
}
LOCKS = {
    "CUSTOMER_JOURNEY": locks(CUSTOMER_JOURNEY_LOCKS),
    "MARKETING_EMAIL": locks(MARKETING_EMAIL_LOCKS),
    "SEGMENT": locks(SEGMENT_LOCKS),
}
