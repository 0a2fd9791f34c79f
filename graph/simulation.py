"""The dry run of a journey in the API: who would enter, who would get what when, where everybody would end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import First, Info, LazyPublishable
from golive.graph.findings import Finding
from golive.graph.journey_progress import StepProgress
from golive.graph.nodes import window
from golive.graph.passages import LazyContact, PassageOutcome, PassageStatus
from golive.graph.selected import columns_of, selected
from golive.graph.structures.references import lazy
from golive.lifecycles.words import RecordType
from golive.models.journeys.simulated import ContactSeen, EndSeen, MailSeen, MailsSeen, Simulation
from golive.models.journeys.simulating import LIMIT
from golive.models.mail.mail import MailStatus
from golive.models.records import Record
from golive.resolvers import simulating


@dataclass(frozen=True, slots=True)
class _Seen:
    record: Record
    simulation: Simulation


async def _email(root: strawberry.Parent[Any], info: Info) -> Any:
    return await info.context.loaders.shown(columns_of(selected(info))).load(root.email_id)


def _step_id(root: strawberry.Parent[Any]) -> Any:
    return root.step


def _sent(root: strawberry.Parent[MailSeen | MailsSeen]) -> bool:
    return root.status == MailStatus.SENT


@strawberry.type(description="Mails of one step that would fare alike.")
class SimulatedMails:
    step_id: strawberry.ID = strawberry.field(resolver=_step_id, description="The step that sends them.")
    email = strawberry.field(resolver=_email, graphql_type=lazy(RecordType.MARKETING_EMAIL) | None, description="The e-mail.")
    sent: bool = strawberry.field(resolver=_sent, description="Whether they would be sent.")
    reason: str | None = strawberry.field(description="Why not, or what they would still wait for.")
    count: int = strawberry.field(description="How many.")
    first_at: datetime = strawberry.field(description="When the first would go, or be blocked.")
    last_at: datetime = strawberry.field(description="When the last would.")


@strawberry.type(description="A mail to a contact.")
class SimulatedMail:
    step_id: strawberry.ID = strawberry.field(resolver=_step_id, description="The step that sends it.")
    email = strawberry.field(resolver=_email, graphql_type=lazy(RecordType.MARKETING_EMAIL) | None, description="The e-mail.")
    sent: bool = strawberry.field(resolver=_sent, description="Whether it would be sent.")
    reason: str | None = strawberry.field(description="Why not, or what it would still wait for.")
    at: datetime = strawberry.field(description="When it would go, or be blocked.")


def _status(root: strawberry.Parent[ContactSeen | EndSeen]) -> PassageStatus:
    return PassageStatus(root.status)


@strawberry.type(description="Where and how some contacts would end.")
class SimulatedEnd:
    status: PassageStatus = strawberry.field(resolver=_status, description="INSIDE: nothing that is foreseen would move them on.")
    step_id: strawberry.ID | None = strawberry.field(resolver=_step_id, description="The last step that they would come to.")
    reason: str | None = strawberry.field(description="Why they would end so.")
    count: int = strawberry.field(description="How many.")


def _outcome(root: strawberry.Parent[Any]) -> PassageOutcome:
    return PassageOutcome(root.outcome)


@strawberry.type(description="A step that a contact would leave.")
class SimulatedStep:
    step_id: strawberry.ID = strawberry.field(resolver=_step_id, description="The step.")
    entered_at: datetime = strawberry.field(description="When the contact would come to it.")
    left_at: datetime = strawberry.field(description="When it would leave it.")
    outcome: PassageOutcome = strawberry.field(resolver=_outcome, description="How it would go.")
    branch: str | None = strawberry.field(description="The branch that the contact would take.")
    reason: str | None = strawberry.field(description="Why it would go so.")


async def _contact(root: strawberry.Parent[ContactSeen], info: Info) -> Any:
    return await info.context.loaders.contacts.load(root.contact_id)


@strawberry.type(description="A contact's way through the journey, as it would be.")
class SimulatedContact:
    contact: LazyContact | None = strawberry.field(resolver=_contact, description="The contact.")
    entered_at: datetime = strawberry.field(description="When it would enter.")
    status: PassageStatus = strawberry.field(
        resolver=_status, description="How it would end; INSIDE: at a step that nothing moves it on from."
    )
    reason: str | None = strawberry.field(description="Why it would end so.")
    step_id: strawberry.ID | None = strawberry.field(resolver=_step_id, description="The step where it would still be.")
    ended_at: datetime | None = strawberry.field(description="When it would be over.")
    path: list[SimulatedStep] = strawberry.field(description="The steps that it would leave, in order.")
    mails: list[SimulatedMail] = strawberry.field(description="The mails that it would get, or miss, in order of time.")


def _of_simulation(name: str) -> Any:
    def resolve(root: strawberry.Parent[Any]) -> Any:
        return getattr(root.simulation, name)

    return resolve


def _steps(root: strawberry.Parent[_Seen]) -> Any:
    return simulating.steps(root.simulation)


def _sampled(root: strawberry.Parent[_Seen]) -> bool:
    return root.simulation.would_enter is not None and root.simulation.entered < root.simulation.would_enter


@strawberry.type(
    description="A dry run of a journey's working copy, as if it went live now and nobody had passed through it. Nobody does anything"
    " meanwhile but what the journey does; of those whom an event lets in, whoever did it in the last 30 days is taken to do it again."
)
class JourneySimulation:
    record: LazyPublishable = strawberry.field(description="The journey.")
    findings: list[Finding] = strawberry.field(
        resolver=_of_simulation("findings"), description="What the error check finds. Where nothing can be played, it says why."
    )
    began_at: datetime = strawberry.field(
        resolver=_of_simulation("began_at"), description="When the play begins: now, or at the start date."
    )
    until: datetime = strawberry.field(resolver=_of_simulation("until"), description="When the last thing would happen that was played.")
    would_enter: int | None = strawberry.field(
        resolver=_of_simulation("would_enter"),
        description="How many contacts would enter at the beginning; null where nothing can be played.",
    )
    entered: int = strawberry.field(resolver=_of_simulation("entered"), description="With how many of them it was played.")
    sampled: bool = strawberry.field(resolver=_sampled, description="Whether it was played with some of them only.")
    complete: bool = strawberry.field(
        resolver=_of_simulation("complete"), description="Whether it was played until nothing more would happen, within the time there is."
    )
    steps: list[StepProgress] = strawberry.field(resolver=_steps, description="How contacts would have fared at each step.")
    mails: list[SimulatedMails] = strawberry.field(
        resolver=_of_simulation("mails"), description="Which mails would go when, and which not."
    )
    ends: list[SimulatedEnd] = strawberry.field(resolver=_of_simulation("ends"), description="Where and how contacts would end.")
    contacts: list[SimulatedContact] = strawberry.field(
        resolver=_of_simulation("contacts"), description="The ways of the first contacts, in order of their ids."
    )


async def _simulate(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="The journey.")],
    contacts: Annotated[int, strawberry.argument(description="With how many contacts at most, up to 10,000.")] = LIMIT,
    first: First = None,
    after_contact: Annotated[strawberry.ID | None, strawberry.argument(description="Tell of the contacts after this one.")] = None,
) -> Any:
    record, simulation = await simulating.simulate_journey(info.context, id, contacts, window(first).size, after_contact)
    return _Seen(record, simulation)


@strawberry.type
class SimulationQueries:
    simulate_journey = strawberry.field(
        resolver=_simulate,
        graphql_type=JourneySimulation,
        description="Play a journey's working copy with real contacts and a clock that runs ahead, and undo all of it; needs EDITOR.",
    )
