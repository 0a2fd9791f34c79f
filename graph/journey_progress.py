"""How contacts fare in a journey, in the API: per version and step, by query and pushed while it runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import Info, LazyPublishable
from golive.graph.mails import MailCounts
from golive.graph.passages import PassageOutcome
from golive.graph.selected import columns_of, selected
from golive.graph.structures import enums as enums
from golive.models.journeys.words import StepKind
from golive.models.mail.counts import MailCounts as NoMails
from golive.models.records import Record
from golive.models.version import Version
from golive.resolvers import journeys
from golive.resolvers.journeys import JourneySeen, StepSeen, VersionSeen

NO_MAILS = NoMails()


@strawberry.type(description="How many contacts failed or left for one reason.")
class ReasonCount:
    outcome: PassageOutcome = strawberry.field(description="Whether they failed, left or were taken out.")
    reason: str = strawberry.field(description="The reason.")
    count: int = strawberry.field(description="How many.")


def _fared(name: str) -> Any:
    def resolve(root: strawberry.Parent[Any]) -> Any:
        return getattr(root.fared, name)

    return resolve


def _reasons(root: strawberry.Parent[StepSeen]) -> list[ReasonCount]:
    found = sorted(root.fared.reasons.items())
    return [ReasonCount(outcome=PassageOutcome(outcome), reason=reason, count=count) for (outcome, reason), count in found]


async def _mails(root: strawberry.Parent[StepSeen], info: Info) -> Any:
    if root.kind is not StepKind.SEND_EMAIL or root.of is None:
        return None
    journey, version = root.of
    return (await info.context.loaders.step_mails.load(journey)).get((version, root.step_id), NO_MAILS)


@strawberry.type(description="How contacts fare at a step of a version.")
class StepProgress:
    step_id: strawberry.ID = strawberry.field(description="The step's id.")
    name: str = strawberry.field(description="What editors see.")
    kind: StepKind | None = strawberry.field(description="What the step does; null where the version no longer has it.")
    entered: int = strawberry.field(resolver=_fared("entered"), description="How many contacts came to it.")
    waiting: int = strawberry.field(resolver=_fared("waiting"), description="How many are there now.")
    passed: int = strawberry.field(resolver=_fared("passed"), description="How many went on, or came to the journey's end with it.")
    failed: int = strawberry.field(resolver=_fared("failed"), description="For how many it failed.")
    exited: int = strawberry.field(resolver=_fared("exited"), description="How many left the journey there, or were taken out.")
    reasons: list[ReasonCount] = strawberry.field(resolver=_reasons, description="Why it failed, and why contacts left.")
    mails: MailCounts | None = strawberry.field(
        resolver=_mails, description="How the mails that it sent fared; null where the step sends none."
    )
    error: str | None = strawberry.field(description="What is wrong with it while the version runs, such as an e-mail that isn't active.")


@strawberry.type(description="How many passages through a version stand how.")
class PeopleCount:
    entered: int = strawberry.field(description="How many there were.")
    inside: int = strawberry.field(description="How many are inside.")
    completed: int = strawberry.field(description="How many came to an end of the journey.")
    exited: int = strawberry.field(description="How many left early.")
    removed: int = strawberry.field(description="How many were taken out.")
    failed: int = strawberry.field(description="How many failed.")


async def _steps(root: strawberry.Parent[VersionSeen], info: Info) -> Any:
    return await journeys.steps(info.context, root)


async def _people(root: strawberry.Parent[VersionSeen], info: Info) -> PeopleCount:
    return PeopleCount(**asdict(await journeys.people(info.context, root)))


@strawberry.type(description="How contacts fare on a version of a journey.")
class VersionProgress:
    version: int = strawberry.field(description="The version.")
    people: PeopleCount = strawberry.field(resolver=_people, description="How many passages stand how.")
    steps: list[StepProgress] = strawberry.field(resolver=_steps, description="The steps in the order of the definition.")


async def _record(root: strawberry.Parent[JourneySeen], info: Info) -> Any:
    return await info.context.loaders.shown(columns_of(selected(info))).load(root.record_id)


def _record_id(root: strawberry.Parent[JourneySeen]) -> strawberry.ID:
    return strawberry.ID(root.public_id)


def _versions(root: strawberry.Parent[JourneySeen]) -> Any:
    return journeys.versions(root)


@strawberry.type(description="How contacts fare in a journey.")
class JourneyProgress:
    record_id: strawberry.ID = strawberry.field(resolver=_record_id, description="The journey's id.")
    record: LazyPublishable | None = strawberry.field(resolver=_record, description="The journey.")
    versions: list[VersionProgress] = strawberry.field(
        resolver=_versions, description="The versions that contacts came to, and the one that runs, the oldest first."
    )


async def _of_journey(root: strawberry.Parent[Record], info: Info) -> Any:
    return await journeys.seen(info.context, root)


async def _of_version(root: strawberry.Parent[Version], info: Info) -> Any:
    record = await info.context.loaders.records.load(root.record_id)
    if record is None or record.type not in journeys.JOURNEYS:
        return None
    return VersionSeen(await journeys.seen(info.context, record), root.number)


async def _query(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The journey.")]) -> Any:
    return await journeys.seen(info.context, await journeys.journey_of(info.context, id))


JOURNEY_PROGRESS: Any = strawberry.field(
    resolver=_of_journey, graphql_type=JourneyProgress, description="How contacts fare in it, per version and step."
)

VERSION_PROGRESS: Any = strawberry.field(
    resolver=_of_version, graphql_type=VersionProgress | None, description="How contacts fare on it; journeys only."
)


@strawberry.type
class JourneyQueries:
    journey_progress = strawberry.field(
        resolver=_query, graphql_type=JourneyProgress, description="How contacts fare in a journey, per version and step."
    )
