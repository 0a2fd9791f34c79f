"""How contacts fare in journeys, step by step, and the runs of audience journeys, as a caller may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from golive.lifecycles.words import RecordType
from golive.models import ids
from golive.models.journeys.counting import Counts, Fared, Stand, stand
from golive.models.journeys.handing_over import Delivery
from golive.models.journeys.passage import JourneyRun, Passage, PassageStep
from golive.models.journeys.words import StepKind
from golive.models.ordering import Order, Page, Window
from golive.models.records import Record
from golive.models.texts import cleaned
from golive.resolvers.context import Context
from golive.resolvers.errors import not_found
from golive.resolvers.nested import Nested

JOURNEYS = frozenset({RecordType.CUSTOMER_JOURNEY, RecordType.REAL_TIME_JOURNEY, RecordType.AUDIENCE_JOURNEY})
_P, _S, _R = Passage.__table__.c, PassageStep.__table__.c, JourneyRun.__table__.c
_ENTERED = Order("passage", (_P.id,))
PATH = Nested(
    PassageStep,
    _S.passage_id,
    (_S.workspace_id, _S.passage_id, _S.number),
    Order("path", (_S.number,)),
    select().select_from(PassageStep.__table__),
)

RUNS = Nested(JourneyRun, _R.journey_id, (_R.workspace_id, _R.id), Order("run", (_R.number,)), select().select_from(JourneyRun.__table__))

_D = Delivery.__table__.c
DELIVERIES = Nested(
    Delivery, _D.journey_id, (_D.workspace_id, _D.id), Order("delivery", (_D.id,)), select().select_from(Delivery.__table__)
)


@dataclass(frozen=True, slots=True)
class JourneySeen:
    """A journey that somebody looks at, its live version, and how contacts fared when it was looked at."""

    public_id: str
    record_id: UUID
    live_version: int | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A version of a journey that somebody looks at."""

    journey: JourneySeen
    version: int


@dataclass(frozen=True, slots=True)
class StepSeen:
    """A step of a version, how contacts fared there, and what is wrong with it while it runs."""

    step_id: str
    name: str
    kind: StepKind | None
    fared: Fared
    error: str | None = None
    of: tuple[UUID, int] | None = None
    """The journey, and its version."""


@dataclass(frozen=True, slots=True)
class WhichPassages:
    """Which passages of a journey are meant; None is any."""

    status: str | None = None
    version: int | None = None
    step_id: str | None = None


async def seen(context: Context, record: Record) -> JourneySeen:
    """How contacts fare in a journey now."""
    counts: Counts = await context.loaders.step_counts.load(record.id)
    return JourneySeen(record.public_id, record.id, record.live_version, counts)


async def journey_of(context: Context, public_id: str) -> Record:
    """The journey with this id. Raises NOT_FOUND, also for a record that is none."""
    record = await context.loaders.any_record(public_id)
    if record is None or record.type not in JOURNEYS:
        raise not_found("journey")
    return record


def versions(journey: JourneySeen) -> list[VersionSeen]:
    """Those of the journey's versions that contacts came to, and the one that runs, oldest first."""
    numbers = {version for version, _ in journey.counts} | ({journey.live_version} if journey.live_version else set())
    return [VersionSeen(journey, number) for number in sorted(numbers)]


async def steps(context: Context, seen: VersionSeen) -> list[StepSeen]:
    """The version's steps in the order of its definition, and after them those that it no longer has."""
    journey = seen.journey
    version = await context.loaders.versions.load((journey.record_id, seen.version))
    defined = (version.snapshot.get("steps") or []) if version is not None else []
    fared = {step: each for (number, step), each in journey.counts.items() if number == seen.version}
    wrong = await _errors(context, version.snapshot) if version is not None and journey.live_version == seen.version else {}
    known = {step["id"] for step in defined}
    listed = [
        StepSeen(
            step["id"],
            step.get("name") or StepKind(step["kind"]).words,
            StepKind(step["kind"]),
            fared.get(step["id"], Fared()),
            wrong.get(step["id"]),
            (journey.record_id, seen.version),
        )
        for step in defined
    ]
    return listed + [StepSeen(id_, id_, None, each) for id_, each in sorted(fared.items()) if id_ not in known]


async def _errors(context: Context, snapshot: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the steps of a version that runs: an e-mail that isn't active, content settings that hold contacts."""
    mails = {step["id"]: step["emailId"] for step in snapshot.get("steps") or [] if step["kind"] == StepKind.SEND_EMAIL and step["emailId"]}
    needed = [*mails.values(), *filter(None, [snapshot.get("contentSettingsId")])] if mails else []
    found = dict(zip(needed, await context.loaders.records.load_many([ids.decode(id_)[1] for id_ in needed]), strict=True))
    settings = found.get(snapshot.get("contentSettingsId") or "")
    if settings is not None and not settings.is_live:
        return dict.fromkeys(mails, f"The content settings '{settings.name}' are not active: contacts wait here until they go live again.")
    errors = {}
    for step, email_id in mails.items():
        email = found[email_id]
        if email is None:
            errors[step] = "The e-mail is gone: the version that the journey went live with is sent all the same."
        elif not email.is_live:
            errors[step] = f"The e-mail '{email.name}' is not active: the version that the journey went live with is sent all the same."
    return errors


async def people(context: Context, seen: VersionSeen) -> Stand:
    """How many passages of the version stand how."""
    version = await context.loaders.versions.load((seen.journey.record_id, seen.version))
    steps = (version.snapshot.get("steps") or []) if version is not None else []
    return stand(seen.journey.counts, seen.version, steps[0]["id"] if steps else None)


def _nested(parent: Any, which: WhichPassages, *wanted: ColumnElement[bool]) -> tuple[str, Nested]:
    asked = {_P.status: which.status, _P.version: which.version, _P.step: None if which.step_id is None else cleaned(which.step_id)}
    wanted += tuple(column == value for column, value in asked.items() if value is not None)
    statement = select().select_from(Passage.__table__).where(*wanted)
    return f"{parent.name} {which}", Nested(Passage, parent, (_P.workspace_id, _P.journey_id, _P.id), _ENTERED, statement)


async def passages_of_journey(context: Context, journey_id: UUID, which: WhichPassages, window: Window) -> tuple[Page[Passage], Any]:
    """A page of who passed or passes through a journey, and what counts them all. Raises `InvalidCursor`."""
    return await _page(context, journey_id, *_nested(_P.journey_id, which), window)


async def passages_of_contact(context: Context, contact_id: UUID, which: WhichPassages, window: Window) -> tuple[Page[Passage], Any]:
    """A page of a contact's ways through journeys, the oldest first, and what counts them all. Raises `InvalidCursor`."""
    there = exists().where(Record.workspace_id == _P.workspace_id, Record.id == _P.journey_id)  # those of deleted journeys may be, yet
    return await _page(context, contact_id, *_nested(_P.contact_id, which, there), window)


async def path_of(context: Context, passage_id: UUID, window: Window) -> tuple[Page[PassageStep], Any]:
    """A page of the steps that a passage has left, in order, and what counts them all. Raises `InvalidCursor`."""
    return await _page(context, passage_id, "path", PATH, window)


async def runs_of(context: Context, journey_id: UUID, window: Window) -> tuple[Page[JourneyRun], Any]:
    """A page of a journey's runs, the oldest first, and what counts them all. Raises `InvalidCursor`."""
    return await _page(context, journey_id, "runs", RUNS, window)


async def deliveries_of(context: Context, journey_id: UUID, window: Window) -> tuple[Page[Delivery], Any]:
    """A page of what a journey handed over, the oldest first, and what counts it all. Raises `InvalidCursor`."""
    return await _page(context, journey_id, "deliveries", DELIVERIES, window)


async def _page(context: Context, parent: UUID, name: str, nested: Nested, window: Window) -> tuple[Page[Any], Any]:
    loaders = context.loaders
    return await loaders.page(name, parent, window, nested), lambda: loaders.count(name, parent, nested)


async def step_names(context: Context, journey_id: UUID, version: int) -> Mapping[str, tuple[str, StepKind]]:
    """What the steps of a version are called and do, by id."""
    found = await context.loaders.versions.load((journey_id, version))
    defined: Sequence[Mapping[str, Any]] = (found.snapshot.get("steps") or []) if found is not None else []
    return {step["id"]: (step.get("name") or StepKind(step["kind"]).words, StepKind(step["kind"])) for step in defined}
