"""The enums of the record structures, each value described."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import strawberry

from golive.models.journeys.words import EntryMode, SegmentMerge, StepKind, StepOutcome, Weekday
from golive.models.structures import DesignFormat, FormFieldType

DESCRIPTIONS: Mapping[type[StrEnum], Mapping[str, str]] = {
    StepKind: {
        "SEND_EMAIL": "Sends an e-mail.",
        "WAIT": "Waits for a time of fixed length.",
        "WAIT_UNTIL": "Waits until a moment, or until a weekday and time of day.",
        "WAIT_FOR": "Waits for an event or a membership, up to a time limit.",
        "IF_THEN": "Branches on a condition, an event or an earlier step's outcome.",
        "SPLIT": "Deals contacts out to branches by percent.",
        "SEGMENT_GROUP": "Sends contacts down the first branch whose group takes them.",
        "ACTIVATE": "Hands contacts over to destinations.",
        "UPDATE_CONTACT": "Sets an attribute of the contact.",
        "TRACK_EVENT": "Writes down an event of the contact.",
        "EXIT": "Ends the journey for the contact.",
    },
    StepOutcome: {
        "SENT": "It was sent or handed over.",
        "FAILED": "It could not be sent or handed over.",
        "OPENED": "The e-mail was opened.",
        "CLICKED": "A link in the e-mail was clicked.",
        "BOUNCED": "The e-mail came back.",
        "UNSUBSCRIBED": "The contact unsubscribed through the e-mail.",
        "YES": "The contact took the branch yes.",
        "NO": "The contact took the branch no.",
    },
    Weekday: {day.value: f"{day.value.capitalize()}." for day in Weekday},
    SegmentMerge: {
        "UNION": "Members of any of the segments.",
        "INTERSECTION": "Members of all of the segments.",
    },
    EntryMode: {
        "ONCE": "Each member enters once.",
        "REPEATING": "Members enter again at each repetition.",
    },
    DesignFormat: {"HTML": "HTML with Liquid.", "MJML": "MJML with Liquid; it becomes HTML."},
    FormFieldType: {
        "TEXT": "A line of text.",
        "LONG_TEXT": "Text of several lines.",
        "EMAIL": "An e-mail address.",
        "PHONE": "A telephone number.",
        "NUMBER": "A number.",
        "DATE": "A date.",
        "CHECKBOX": "Yes or no.",
        "CHOICE": "One of the options.",
        "HIDDEN": "Not shown; the page gives the value.",
    },
}

for _enum, _values in DESCRIPTIONS.items():
    strawberry.enum(_enum, description=(_enum.__doc__ or "").strip())
    _definition = _enum.__strawberry_definition__  # type: ignore[attr-defined]
    for _value in _definition.values:
        _value.description = _values[_value.name]
