"""The mutations about records: create and update per type, and the actions, the same for all."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import Info
from golive.graph.inputs import CREATE_INPUTS, UPDATE_INPUTS, values_of
from golive.graph.outcomes import RESULTS, ActionResult
from golive.lifecycles.words import Action, PublishStatus, RecordType
from golive.models import ids
from golive.models.records import CLASSES
from golive.resolvers.actions import act
from golive.resolvers.edits import create_record, update_record
from golive.resolvers.errors import not_found

Id = Annotated[strawberry.ID, strawberry.argument(description="The record.")]
Revision = Annotated[int | None, strawberry.argument(description="Refuse if the record's revision is another one.")]
Confirm = Annotated[bool, strawberry.argument(description="Go on in spite of what is confirmable.")]
Key = Annotated[
    str | None,
    strawberry.argument(description="A text of your own for this request: a repetition with it answers the same and does nothing."),
]


def _creates(type_: RecordType) -> Any:
    async def resolve(info: Info, input: Any, idempotency_key: Key = None) -> Any:
        return await create_record(info.context, type_, values_of(type_, input), idempotency_key)

    described = strawberry.argument(description="What it is made with.")
    resolve.__annotations__["input"] = Annotated[CREATE_INPUTS[type_], described]
    return strawberry.mutation(resolver=resolve, graphql_type=RESULTS[type_] | None, description=f"Create {type_.one}, as a draft.")


def _updates(type_: RecordType) -> Any:
    async def resolve(info: Info, id: Id, input: Any, expected_revision: Revision = None, idempotency_key: Key = None) -> Any:
        return await update_record(info.context, type_, id, values_of(type_, input), expected_revision, idempotency_key)

    described = strawberry.argument(description="The fields to set; what is left out stays, null clears.")
    resolve.__annotations__["input"] = Annotated[UPDATE_INPUTS[type_], described]
    return strawberry.mutation(
        resolver=resolve, graphql_type=RESULTS[type_] | None, description=f"Set fields of {type_.one}, never its state."
    )


def _acts(action: Action, description: str) -> Any:
    async def resolve(info: Info, id: Id, expected_revision: Revision = None, confirm: Confirm = False, idempotency_key: Key = None) -> Any:
        return await act(info.context, action, id, idempotency_key, expected_revision=expected_revision, confirm=confirm)

    return strawberry.mutation(resolver=resolve, graphql_type=ActionResult | None, description=description)


def _field_name(verb: str, type_: RecordType) -> str:
    return verb + "_" + type_.value.lower()


_TYPED: dict[str, Any] = {
    **{_field_name("create", type_): _creates(type_) for type_ in CLASSES},
    **{_field_name("update", type_): _updates(type_) for type_ in CLASSES},
}

TypedMutations: Any = strawberry.type(type("TypedMutations", (), {"__annotations__": {}, **_TYPED}))
"""create and update of every type."""


async def _stop(
    info: Info,
    id: Id,
    version: Annotated[int | None, strawberry.argument(description="The version to stop; the live one if null.")] = None,
    expected_revision: Revision = None,
    confirm: Confirm = False,
    idempotency_key: Key = None,
) -> Any:
    return await act(info.context, Action.STOP, id, idempotency_key, expected_revision=expected_revision, confirm=confirm, version=version)


async def _save(
    info: Info,
    id: Id,
    comment: Annotated[str | None, strawberry.argument(description="What to say of the new version.")] = None,
    expected_revision: Revision = None,
    confirm: Confirm = False,
    idempotency_key: Key = None,
) -> Any:
    return await act(info.context, Action.SAVE, id, idempotency_key, expected_revision=expected_revision, confirm=confirm, comment=comment)


async def _pause(
    info: Info,
    id: Id,
    resume_at: Annotated[datetime | None, strawberry.argument(description="When to resume by itself.")] = None,
    expected_revision: Revision = None,
    confirm: Confirm = False,
    idempotency_key: Key = None,
) -> Any:
    return await act(
        info.context, Action.PAUSE, id, idempotency_key, expected_revision=expected_revision, confirm=confirm, resume_at=resume_at
    )


async def _copy(
    info: Info,
    id: Id,
    name: Annotated[str | None, strawberry.argument(description='The copy\'s name; "Copy of" and the name if null.')] = None,
    expected_revision: Revision = None,
    confirm: Confirm = False,
    idempotency_key: Key = None,
) -> Any:
    return await act(info.context, Action.COPY, id, idempotency_key, expected_revision=expected_revision, confirm=confirm, name=name)


async def _save_as_template(
    info: Info,
    id: Id,
    name: Annotated[str | None, strawberry.argument(description="The template's name; the record's if null.")] = None,
    expected_revision: Revision = None,
    confirm: Confirm = False,
    idempotency_key: Key = None,
) -> Any:
    return await act(
        info.context, Action.SAVE_AS_TEMPLATE, id, idempotency_key, expected_revision=expected_revision, confirm=confirm, name=name
    )


async def _set_publish_status(
    info: Info,
    id: Id,
    publish_status: Annotated[PublishStatus, strawberry.argument(description="The new publish status.")],
    expected_revision: Revision = None,
    confirm: Confirm = False,
    idempotency_key: Key = None,
) -> Any:
    arguments = {"expected_revision": expected_revision, "confirm": confirm, "publish_status": publish_status}
    return await act(info.context, Action.SET_PUBLISH_STATUS, id, idempotency_key, **arguments)


async def _restore_version(
    info: Info,
    id: Id,
    version_id: Annotated[strawberry.ID, strawberry.argument(description="The version to restore.")],
    expected_revision: Revision = None,
    confirm: Confirm = False,
    idempotency_key: Key = None,
) -> Any:
    uuid = ids.uuid_of(version_id, "version")
    if uuid is None:
        raise not_found("version")
    arguments = {"expected_revision": expected_revision, "confirm": confirm, "version_id": uuid}
    return await act(info.context, Action.RESTORE_VERSION, id, idempotency_key, **arguments)


async def _schedule(
    info: Info,
    id: Id,
    action: Annotated[Action, strawberry.argument(description="GO_LIVE, STOP, PAUSE or RESUME.")],
    at: Annotated[datetime, strawberry.argument(description="When, at least a minute ahead.")],
    expected_revision: Revision = None,
    confirm: Confirm = False,
    idempotency_key: Key = None,
) -> Any:
    arguments = {"expected_revision": expected_revision, "confirm": confirm, "scheduled_action": action, "at": at}
    return await act(info.context, Action.SCHEDULE, id, idempotency_key, **arguments)


async def _unschedule(
    info: Info,
    id: Id,
    action: Annotated[Action, strawberry.argument(description="The scheduled action.")],
    expected_revision: Revision = None,
    confirm: Confirm = False,
    idempotency_key: Key = None,
) -> Any:
    arguments = {"expected_revision": expected_revision, "confirm": confirm, "scheduled_action": action}
    return await act(info.context, Action.UNSCHEDULE, id, idempotency_key, **arguments)


@strawberry.type
class ActionMutations:
    go_live = _acts(Action.GO_LIVE, "Check the record and put it live.")
    edit = _acts(Action.EDIT, "Open a working copy while the live version goes on.")
    discard = _acts(Action.DISCARD, "Drop the working copy.")
    activate = _acts(Action.ACTIVATE, "Set the status to active.")
    deactivate = _acts(Action.DEACTIVATE, "Set the status to inactive.")
    resume = _acts(Action.RESUME, "Go on after a pause.")
    run_now = _acts(Action.RUN_NOW, "Have an audience journey evaluate entry and advance what is due, now.")
    full_run = _acts(Action.FULL_RUN, "Have an audience journey re-evaluate everybody and advance until nothing is due.")
    revert = _acts(Action.REVERT, "Leave Error for the state that the attempt started from.")
    delete = _acts(Action.DELETE, "Delete the record for good, with its versions.")

    stop = strawberry.mutation(
        resolver=_stop, graphql_type=ActionResult | None, description="End the live process, or that of one version."
    )
    save = strawberry.mutation(resolver=_save, graphql_type=ActionResult | None, description="Check the working copy and put it live.")
    pause = strawberry.mutation(resolver=_pause, graphql_type=ActionResult | None, description="Hold everybody where they are.")
    copy = strawberry.mutation(
        resolver=_copy, graphql_type=ActionResult | None, description="Make a new record with the working copy's content."
    )
    save_as_template = strawberry.mutation(
        resolver=_save_as_template, graphql_type=ActionResult | None, description="Keep the working copy's content as a template."
    )
    set_publish_status = strawberry.mutation(
        resolver=_set_publish_status, graphql_type=ActionResult | None, description="Set the publish status of an event, session or track."
    )
    restore_version = strawberry.mutation(
        resolver=_restore_version, graphql_type=ActionResult | None, description="Make an old version's content the working copy."
    )
    schedule = strawberry.mutation(
        resolver=_schedule,
        graphql_type=ActionResult | None,
        description="Have an action done later; a second of the kind replaces the first.",
    )
    unschedule = strawberry.mutation(resolver=_unschedule, graphql_type=ActionResult | None, description="Take a scheduled action back.")
