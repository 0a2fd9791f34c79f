"""Dry runs of journeys for a caller, who has to be allowed to see contacts, as a journey's conditions can ask for anything."""

from __future__ import annotations

from uuid import UUID

from golive.lifecycles.words import Role
from golive.models import ids
from golive.models.journeys.counting import Fared
from golive.models.journeys.simulated import Simulation
from golive.models.journeys.simulating import MOST, Wanted, simulate
from golive.models.journeys.words import StepKind
from golive.models.records import Record
from golive.resolvers.context import Context
from golive.resolvers.errors import bad_input
from golive.resolvers.journeys import StepSeen, journey_of

SHARE = 0.5
"""Of the time that an operation has, what the play may take; the rest is for reading what came of it."""


async def simulate_journey(context: Context, public_id: str, contacts: int, first: int, after: str | None) -> tuple[Record, Simulation]:
    """A dry run of the journey's working copy with up to `contacts` contacts, and the ways of the `first` after one of them.

    Raises FORBIDDEN, NOT_FOUND, BAD_USER_INPUT and `Unavailable`.
    """
    context.need(Role.EDITOR)
    if not 1 <= contacts <= MOST:
        raise bad_input(f"contacts must be from 1 to {MOST:,}, and is {contacts}: the dry run says how many would enter in all.")
    journey = await journey_of(context, public_id)
    seconds = SHARE * context.server.settings.execution_deadline.total_seconds()
    wanted = Wanted(contacts, seconds, first, _contact(after))
    return journey, await simulate(context.server.database, journey, wanted)


def _contact(public_id: str | None) -> UUID | None:
    if public_id is None:
        return None
    found = ids.uuid_of(public_id, "contact")
    if found is None:
        raise bad_input("`afterContact` is no contact's id: use that of the last contact of the page before.")
    return found


def steps(simulation: Simulation) -> list[StepSeen]:
    """The journey's steps with how contacts fared at them."""
    fared = {step: each for (_, step), each in (simulation.counts or {}).items()}
    return [
        StepSeen(step["id"], step.get("name") or StepKind(step["kind"]).words, StepKind(step["kind"]), fared.get(step["id"], Fared()))
        for step in simulation.steps
    ]
