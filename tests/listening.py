"""Who listens to a play of the demo instead of a terminal."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Listener:
    """Keeps the refusals of a play and the titles of its parts."""

    def __init__(self) -> None:
        self.chapters: list[str] = []
        self.refusals: list[Json] = []
        self.warnings: list[str] = []

    def chapter(self, title: str) -> None:
        self.chapters.append(title)

    def asks(self, what: str) -> None:
        assert self.chapters

    def learns(self, what: str) -> None:
        assert what

    def refused(self, refusal: Json) -> None:
        self.refusals.append(refusal)

    def warned(self, finding: Json) -> None:
        self.warnings.append(finding["code"])

    def pushed(self, change: Json) -> None:
        assert change["toStatusReason"]
