"""What steps do for the contacts that pass them, in SQL: statements that read them from a common table expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    Integer,
    SmallInteger,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from golive.models import ids
from golive.models.contact import Contact, ContactEvent
from golive.models.journeys.deciding import Sql
from golive.models.journeys.handing_over import HandOver
from golive.models.journeys.moments import after
from golive.models.journeys.plan import Plan, Planned
from golive.models.journeys.steps import Activate, SendEmail, TrackEvent, UpdateContact
from golive.models.mail.mail import Mail
from golive.models.touched import Touched

CHANGING = (UpdateContact, TrackEvent, Activate)
"""The steps after which an exit rule may be true that wasn't."""
OWN = frozenset({"email", "first_name", "last_name"})
_UUID7 = literal_column("golive.uuid7()", Uuid())


def effects(plan: Plan, step: Planned, here: CTE, at: Sql) -> Iterator[CTE]:
    """What the step does for those in `here` (id, contact_id, entered_at, iteration), as statements to add to another.

    An e-mail takes the parameters `email_id` and `email_version`.
    """
    match step.settings:
        case SendEmail():
            yield _send(plan, step, here, at)
        case UpdateContact() as change:
            yield _set(plan, change, here, at)
        case TrackEvent() as event:
            yield _track(plan, event, here, at)
        case Activate() as activation:
            yield from _hand_over(plan, activation, here, at)


def _send(plan: Plan, step: Planned, here: CTE, at: Sql) -> CTE:
    """Mails to be sent: whether one may leave is decided at the moment of sending."""
    values: dict[str, Any] = {
        "workspace_id": literal(plan.workspace_id, Uuid()),
        "id": _UUID7,
        "passage_id": here.c.id,
        "journey_id": literal(plan.journey_id, Uuid()),
        "version": literal(plan.version, Integer()),
        "step": literal(step.id, Text()),
        "iteration": here.c.iteration,
        "contact_id": here.c.contact_id,
        "email_id": bindparam("email_id", type_=Uuid()),
        "email_version": bindparam("email_version", type_=Integer()),
        "content_settings_id": literal(plan.content_settings_id, Uuid()),
        "due_at": at,
        "queued_at": at,
        "expires_at": null() if step.limit is None else after(step.limit, here.c.entered_at, plan.zone),
    }
    mails: CTE = _insert(Mail, values, here).on_conflict_do_nothing().returning(Mail.id).cte("mails")
    return mails


def _set(plan: Plan, change: UpdateContact, here: CTE, at: Sql) -> CTE:
    """One field or attribute; null takes the attribute away. Who has the value already isn't changed."""
    assert change.attribute is not None
    if change.attribute in OWN:
        field = getattr(Contact, change.attribute)
        new = literal(change.value, Text())
        values: dict[str, Any] = {change.attribute: new}
        differs = field.is_distinct_from(new)
    else:
        name, old = literal(change.attribute, Text()), Contact.attributes
        if change.value is None:
            attributes: Any = old.op("-")(name)
        else:
            attributes = old.op("||")(func.jsonb_build_object(name, literal(change.value, JSONB())))
        values = {"attributes": cast(attributes, JSONB())}
        differs = old != cast(attributes, JSONB())
    them = func.array(select(here.c.contact_id).scalar_subquery())
    mine = (Contact.workspace_id == plan.workspace_id) & (Contact.id == any_(them))
    return update(Contact).where(mine, differs).values(**values, updated_at=at).returning(Contact.id).cte("changed")


def _track(plan: Plan, event: TrackEvent, here: CTE, at: Sql) -> CTE:
    """An event of the contact's, under a key of its own."""
    values = {
        "workspace_id": literal(plan.workspace_id, Uuid()),
        "id": _UUID7,
        "contact_id": here.c.contact_id,
        "name": literal(event.event, Text()),
        "at": at,
        "properties": literal(event.properties if isinstance(event.properties, dict) else {}, JSONB()),
        "client_key": func.concat(literal("journey:", Text()), here.c.id, literal(f":{event.id}", Text())),
    }
    events: CTE = _insert(ContactEvent, values, here).on_conflict_do_nothing().returning(ContactEvent.id).cte("events")
    return events


def _hand_over(plan: Plan, activation: Activate, here: CTE, at: Sql) -> Iterator[CTE]:
    """A row for each destination. Into a segment the contact goes at once, and whoever keeps segments current is told."""
    segments = [ids.decode(each.segment_id)[1] if each.segment_id is not None else None for each in activation.destinations]
    arrays = (literal(list(range(len(segments))), ARRAY(SmallInteger)), literal(segments, ARRAY(Uuid)))
    to = func.unnest(*arrays).table_valued(column("number", SmallInteger), column("segment_id", Uuid)).render_derived(name="destinations")
    values = {
        "workspace_id": literal(plan.workspace_id, Uuid()),
        "passage_id": here.c.id,
        "step": literal(activation.id, Text()),
        "destination": to.c.number,
        "journey_id": literal(plan.journey_id, Uuid()),
        "version": literal(plan.version, Integer()),
        "contact_id": here.c.contact_id,
        "segment_id": to.c.segment_id,
        "status": literal_column("CASE WHEN destinations.segment_id IS NULL THEN 'QUEUED' ELSE 'SENT' END", Text()),
        "at": at,
    }
    given = insert(HandOver).from_select(list(values), select(*values.values()).select_from(here.join(to, true())), include_defaults=False)
    yield given.on_conflict_do_nothing().returning(HandOver.passage_id).cte("handed_over")
    names = [f"segments.{segment}" for segment in segments if segment is not None]
    if names:
        told = {
            "workspace_id": literal(plan.workspace_id, Uuid()),
            "contact_id": here.c.contact_id,
            "names": literal(names, ARRAY(Text)),
            "at": at,
        }
        yield _insert(Touched, told, here).returning(Touched.number).cte("told")


def _insert(table: Any, values: dict[str, Any], here: CTE) -> Any:
    return insert(table).from_select(list(values), select(*values.values()).select_from(here), include_defaults=False)
