"""Contacts go on: a batch of those who are due takes its steps as far as they lead now, a statement for each, in one transaction."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import Uuid, any_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from golive.models.compiled import IDS, Compiled, Row
from golive.models.connecting import CANCELLED
from golive.models.journeys import counts, stepping
from golive.models.journeys.acting import CHANGING
from golive.models.journeys.counts import Tally
from golive.models.journeys.passage import INSIDE, PARTS
from golive.models.journeys.plan import Plan, Planned
from golive.models.journeys.steps import SendEmail
from golive.models.records.record import Record
from golive.models.session import driver_of, flushed

EVERY_PART = tuple(range(PARTS))
LONGEST = 0.5
"""Seconds after which a batch takes no further step: whoever is on the way is due again at once."""
HELD = "CONTENT_SETTINGS"
_STEPS_FAULT = ("22", "23", "42", "54", "P0")
"""SQLSTATE classes of what a step's own doing or a contact's data bring about: bad values, broken constraints, limits."""
_PUT = "SELECT golive.put_passages($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
# A plan made for the batch at hand: one made for arrays of unknown length may read whole tables.
_CUSTOM_PLANS = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)"
_LIVE_VERSIONS = Compiled(select(Record.id, Record.live_version).where(Record.id == any_(IDS), Record.live_version.is_not(None)))
_IS_LIVE = Compiled(select(Record.is_live).where(Record.id == bindparam("id", type_=Uuid)))
log = structlog.get_logger()


@dataclass(slots=True)
class Progress:
    """What a batch did: contacts claimed, steps that they passed, and how many contacts were through, left and failed."""

    claimed: int = 0
    steps: int = 0
    completed: int = 0
    exited: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """Contacts that are at a step together. `fresh`: they came there within the batch; `changed`: by a step that may have changed them."""

    ids: Sequence[UUID]
    contacts: Sequence[UUID]
    places: Sequence[tuple[int, int]]
    fresh: bool = False
    changed: bool = False

    @classmethod
    def of(cls, row: Row, *, fresh: bool = False, changed: bool = False) -> Crowd:
        """The people in a row that a statement found."""
        return cls(row["ids"], row["contacts"], row["places"], fresh, changed)

    @property
    def people(self) -> dict[str, object]:
        """The parameters that statements take them by."""
        return {"ids": self.ids, "contacts": self.contacts, "places": self.places}

    def part(self, which: slice) -> Crowd:
        """Some of them."""
        return replace(self, ids=self.ids[which], contacts=self.contacts[which], places=self.places[which])


async def advance(session: AsyncSession, plan: Plan, now: datetime, batch: int, parts: Sequence[int] = EVERY_PART) -> Progress:
    """Take up to `batch` contacts of a version who are due at `now` as far as they get; returns what was done, nothing when nobody is due.

    In the session's transaction, which belongs to the version's workspace and hasn't counted steps yet: the counts come last. Any
    number of sessions may advance a version at once. Whoever waits now is due later, so that calling this until it claims nobody
    ends. Raises what the database raises where no step is to blame.
    """
    await flushed(session)
    await (await driver_of(session)).execute(_CUSTOM_PLANS)
    work = _Batch(session, plan, now)
    await work.run(batch, parts)
    return work.progress


@dataclass
class _Batch:
    session: AsyncSession
    plan: Plan
    now: datetime
    progress: Progress = field(default_factory=Progress)
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    coming: dict[int, list[tuple[Planned, Crowd]]] = field(default_factory=lambda: defaultdict(list))
    ended: list[tuple[int, int]] = field(default_factory=list)
    holds: bool | None = None
    versions: Mapping[UUID, int] | None = None

    async def run(self, batch: int, parts: Sequence[int]) -> None:
        until = asyncio.get_running_loop().time() + LONGEST
        for row in await stepping.due(self.plan, self.now).all(self.session, now=self.now, batch=batch, parts=list(parts)):
            self.progress.claimed += len(row["ids"])
            await self._sort(row["step"], row["reason"], Crowd.of(row))
        while self.coming:
            number = min(self.coming)
            for step, crowd in self.coming.pop(number):
                if crowd.fresh and asyncio.get_running_loop().time() > until:
                    self.tallies[step.id].entered += len(crowd.ids)  # they are here, and won't be fresh when they are claimed again
                    await self._put(step, crowd, due_at=self.now)
                else:
                    await self._come(step, crowd)
        if self.ended:
            await self._move(self.ended, "COMPLETED")
            self.progress.completed += len(self.ended)
        await counts.add(self.session, self.plan.workspace_id, self.plan.journey_id, self.plan.version, self.tallies)

    async def _sort(self, step_id: str, reason: str | None, crowd: Crowd) -> None:
        """Those who must leave do; the others come to their step."""
        step = self.plan.steps.get(step_id)
        if reason is not None:
            await self._out(step_id, crowd, "EXITED", reason)
        elif step is None:
            await self._out(step_id, crowd, "FAILED", "STEP_GONE")
        else:
            self.coming[step.number].append((step, crowd))

    async def _come(self, step: Planned, crowd: Crowd) -> None:
        if crowd.fresh:
            self.tallies[step.id].entered += len(crowd.ids)
        if crowd.changed:
            rows = await stepping.leavers(self.plan, self.now).all(self.session, **crowd.people, now=self.now)
            for row in rows:
                part = Crowd.of(row, fresh=crowd.fresh)
                if row["reason"] is not None:
                    await self._out(step.id, part, "EXITED", row["reason"])
                else:
                    await self._take(step, part)
        else:
            await self._take(step, crowd)

    async def _take(self, step: Planned, crowd: Crowd) -> None:
        parameters: dict[str, object] = {}
        if isinstance(step.settings, SendEmail):
            if await self._holds():
                await self._put(step, crowd, due_at=None, held=HELD)
                return
            version = None if step.pin is None else (await self._versions()).get(step.pin.email_id, step.pin.version)
            if step.pin is None or version is None:
                await self._out(step.id, crowd, "FAILED", "EMAIL_GONE")
                return
            parameters = {"email_id": step.pin.email_id, "email_version": version}
        for taken in await self._try(step, crowd, parameters):
            for row in taken:
                self._follow(step, crowd, row)

    def _follow(self, step: Planned, crowd: Crowd, row: Row) -> None:
        """Those who took a way come to where it leads, those who took none stay."""
        if row["choice"] is None:
            return
        number = len(row["ids"])
        self.tallies[step.id].passed += number
        self.progress.steps += number
        to = step.ways[row["choice"]].to
        if to is None:
            self.ended += row["places"]
            return
        following = self.plan.steps[to]
        changed = crowd.changed or isinstance(step.settings, CHANGING)
        self.coming[following.number].append((following, Crowd.of(row, fresh=True, changed=changed)))

    async def _try(self, step: Planned, crowd: Crowd, parameters: dict[str, object]) -> list[list[Row]]:
        """What became of the crowd. Where the step fails, half of it at a time, so that only those for whom it does are FAILED."""
        driver = await driver_of(self.session)
        statement = stepping.take(self.plan, step, self.now, fresh=crowd.fresh)
        await driver.execute("SAVEPOINT step")
        try:
            rows = await statement.all(self.session, **crowd.people, now=self.now, **parameters)
        except asyncpg.PostgresError as error:
            if not _is_fault(error) and not (error.sqlstate == CANCELLED and len(crowd.ids) == 1):
                raise
            await driver.execute("ROLLBACK TO SAVEPOINT step")
            if len(crowd.ids) > 1:
                half = len(crowd.ids) // 2
                first, second = crowd.part(slice(half)), crowd.part(slice(half, None))
                return [*await self._try(step, first, parameters), *await self._try(step, second, parameters)]
            log.warning("A step failed for a contact", journey=str(self.plan.journey_id), step=step.id, error=str(error))
            await self._out(step.id, crowd, "FAILED", f"STEP_FAILED: {type(error).__name__}")
            return []
        await driver.execute("RELEASE SAVEPOINT step")
        return [rows]

    async def _out(self, step_id: str, crowd: Crowd, status: str, reason: str) -> None:
        if step_id in self.plan.steps:
            told = stepping.left(self.plan, step_id, status, crowd.fresh)
            await told.all(self.session, **crowd.people, now=self.now, reason=reason)
        await self._move(crowd.places, status, reason)
        tally, number = self.tallies[step_id], len(crowd.ids)
        tally.reasons[status, reason] += number
        if status == "FAILED":
            tally.failed += number
            self.progress.failed += number
        else:
            tally.exited += number
            self.progress.exited += number

    async def _put(self, step: Planned, crowd: Crowd, due_at: datetime | None, held: str | None = None) -> None:
        since = self.now if crowd.fresh else None
        await self._move(crowd.places, INSIDE, None, step.id, since, due_at, held)

    async def _move(
        self,
        places: Sequence[tuple[int, int]],
        status: str,
        reason: str | None = None,
        step: str | None = None,
        since: datetime | None = None,
        due_at: datetime | None = None,
        held: str | None = None,
    ) -> None:
        """The passages at these places are over with a status, or at a step since then (None: as before)."""
        number = len(places)
        moments = [[since] * number, None, [due_at] * number]
        ended = None if status == INSIDE else self.now
        driver = await driver_of(self.session)
        moved = await driver.fetchval(_PUT, places, status, reason, ended, step, *moments, held, False)
        assert moved == number, "a passage that was locked isn't where it was"

    async def _holds(self) -> bool:
        """Whether the content settings are stopped, so that everybody waits at the e-mails."""
        if self.holds is None:
            settings = self.plan.content_settings_id
            row = await _IS_LIVE.first(self.session, id=settings) if settings is not None else None
            self.holds = row is not None and not row["is_live"]
        return self.holds

    async def _versions(self) -> Mapping[UUID, int]:
        """The live versions of the e-mails, where those are sent and not the pinned ones; an e-mail that isn't live has none."""
        if self.versions is None:
            emails = [step.pin.email_id for step in self.plan.steps.values() if step.pin is not None and self.plan.sends_latest]
            rows = await _LIVE_VERSIONS.all(self.session, ids=emails) if emails else []
            self.versions = {row["id"]: row["live_version"] for row in rows}
        return self.versions


def _is_fault(error: asyncpg.PostgresError) -> bool:
    """Whether a step is to blame, and not the moment: a deadlock, a time limit or a server that is away pass."""
    return (error.sqlstate or "").startswith(_STEPS_FAULT)
