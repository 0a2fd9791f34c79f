"""The runs of audience journeys in the API: what began them, how they ended, and what they did."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last, LazyPublishable, backed_by
from golive.graph.enums import _described
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, window
from golive.graph.selected import columns_of, selected
from golive.models.journeys.passage import JourneyRun as StoredRun
from golive.models.ordering import InvalidCursor
from golive.resolvers import journeys


class RunTrigger(Enum):
    """What began a run."""

    SCHEDULE = "SCHEDULE"
    RUN_NOW = "RUN_NOW"
    FULL_RUN = "FULL_RUN"


class RunStatus(Enum):
    """How a run stands."""

    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


_described(RunTrigger, "What began a run of an audience journey.", {
    "SCHEDULE": "The journey's schedule.",
    "RUN_NOW": "Somebody chose runNow: entry was evaluated, and what was due advanced.",
    "FULL_RUN": "Somebody chose fullRun: everybody was evaluated anew, and advanced until nothing was due.",
})  # fmt: skip
_described(RunStatus, "How a run of an audience journey stands.", {
    "RUNNING": "It is under way.",
    "SUCCEEDED": "It has ended.",
    "FAILED": "It broke off for good; the error says why.",
})  # fmt: skip


async def _journey(root: strawberry.Parent[StoredRun], info: Info) -> Any:
    return await info.context.loaders.shown(columns_of(selected(info))).load(root.journey_id)


def _trigger(root: strawberry.Parent[StoredRun]) -> RunTrigger | None:
    return RunTrigger(root.trigger) if root.trigger is not None else None


def _status(root: strawberry.Parent[StoredRun]) -> RunStatus:
    return RunStatus(root.status)


@strawberry.type(description="A run of an audience journey.")
class JourneyRun(Node):
    is_type_of = backed_by(StoredRun)

    journey: LazyPublishable | None = strawberry.field(resolver=_journey, description="The journey; null when it is gone.")
    version: int = strawberry.field(description="The version that let contacts in.")
    number: int = strawberry.field(description="Counts the journey's runs.")
    trigger: RunTrigger | None = strawberry.field(resolver=_trigger, description="What began it.")
    status: RunStatus = strawberry.field(resolver=_status, description="How it stands.")
    error: str | None = strawberry.field(description="Why it failed.")
    started_at: datetime = strawberry.field(description="When it began.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    entered: int = strawberry.field(description="How many contacts it let in.")
    progressed: int = strawberry.field(description="How many steps contacts left in it.")
    exited: int = strawberry.field(description="How many contacts left early in it.")
    completed: int = strawberry.field(description="How many contacts came to an end of the journey in it.")
    failed: int = strawberry.field(description="For how many contacts a step failed in it.")


JourneyRunConnection = connection(JourneyRun, "JourneyRun", "runs")


async def _history(
    root: strawberry.Parent[Any], info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Any:
    asked = window(first, after, last, before)
    try:
        page, total = await journeys.runs_of(info.context, root.id, asked)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, total)


RUN_HISTORY: Any = strawberry.field(resolver=_history, graphql_type=JourneyRunConnection, description="Its runs, the oldest first.")
