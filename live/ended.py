"""How a stream tells that it can't go on, and where another one would."""

from __future__ import annotations

from enum import StrEnum

from golive.models.change import Cursor


class End(StrEnum):
    """Why a stream can't go on."""

    CURSOR_EXPIRED = "CURSOR_EXPIRED"
    SLOW_CONSUMER = "SLOW_CONSUMER"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    SHUTTING_DOWN = "SHUTTING_DOWN"


_SENTENCES = {
    End.CURSOR_EXPIRED: "The log no longer reaches back to this cursor. Read the records as they are, and go on from the one given here.",
    End.SLOW_CONSUMER: "More changes came than were read. Subscribe again with this cursor, and read faster or filter more.",
    End.UNAUTHENTICATED: "The token is no longer valid. Get a new one and subscribe again with this cursor.",
    End.SHUTTING_DOWN: "The server is shutting down. Subscribe again with this cursor.",
}


class StreamEnded(Exception):
    """The stream can't go on: the code says why, and a subscription with the cursor goes on where this one ended."""

    def __init__(self, code: End, cursor: Cursor) -> None:
        super().__init__(_SENTENCES[code])
        self.code = code
        self.at = cursor
        self.cursor = str(cursor)
