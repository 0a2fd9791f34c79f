"""What mutations give: a success with the record and its change, or a guard error that says what the caller can do."""

from __future__ import annotations

from typing import Annotated, Any, Union
from uuid import UUID

import strawberry

from golive.graph.arguments import Info, LazyPublishable, records_by_id
from golive.graph.changes import StatusChange
from golive.graph.findings import Finding
from golive.graph.selected import ACTIONS, columns_of, selected
from golive.graph.templates import Template
from golive.graph.types import TYPES
from golive.lifecycles.words import Action, GuardCode, RecordType
from golive.models.records import CLASSES
from golive.models.refusal import Refusal
from golive.resolvers.answers import Success
from golive.resolvers.availability import allowed_actions


def _record(root: strawberry.Parent[Any], info: Info) -> Any:
    return _loaded(root.record_id, info) if root.record is None else root.record


def _loaded(record_id: UUID | None, info: Info) -> Any:
    return None if record_id is None else info.context.loaders.shown(columns_of(selected(info))).load(record_id)


def _change(root: strawberry.Parent[Success], info: Info) -> Any:
    if root.change is not None or root.change_number is None:
        return root.change
    return info.context.loaders.changes.load(root.change_number)


async def _template(root: strawberry.Parent[Success], info: Info) -> Any:
    return await info.context.loaders.blueprints.load(root.blueprint_id) if root.blueprint_id is not None else None


async def _allowed(root: strawberry.Parent[Refusal], info: Info) -> list[Action]:
    record = await info.context.loaders.shown(columns_of(ACTIONS)).load(root.record_id) if root.record_id is not None else None
    return await allowed_actions(info.context, record) if record is not None else []


def _refused_record(root: strawberry.Parent[Refusal], info: Info) -> Any:
    return _loaded(root.record_id, info)


async def _blocked_by(root: strawberry.Parent[Refusal], info: Info) -> Any:
    return await records_by_id(info, root.blocked_by)


@strawberry.type(description="A refusal: nothing has changed, and this is what the caller can act on.")
class GuardError:
    is_type_of = classmethod(lambda cls, value, info: isinstance(value, Refusal))

    code: GuardCode = strawberry.field(description="Why.")
    message: str = strawberry.field(description="One sentence a marketer understands: what, why, what to do.")
    action: Action | None = strawberry.field(description="The action that was refused; null for create and update.")
    record: LazyPublishable | None = strawberry.field(resolver=_refused_record, description="The record as it now is.")
    allowed_actions: list[Action] = strawberry.field(resolver=_allowed, description="What could be done now.")
    findings: list[Finding] = strawberry.field(description="Every problem, not the first.")
    blocked_by: list[LazyPublishable] = strawberry.field(resolver=_blocked_by, description="The records that are in the way.")
    confirmable: bool = strawberry.field(description="Whether the same call with confirm: true goes through.")


@strawberry.type(description="An action that went through.")
class ActionSuccess:
    is_type_of = classmethod(lambda cls, value, info: isinstance(value, Success))

    record: LazyPublishable | None = strawberry.field(
        resolver=_record, description="The record as it now is; for copy the new one, null when it was deleted."
    )
    template: Template | None = strawberry.field(resolver=_template, description="The template that saveAsTemplate made.")
    change: StatusChange | None = strawberry.field(resolver=_change, description="The change of state; null if there was none.")
    cursor: str = strawberry.field(description="The log's place after it: give it as `atLeast` or `after`.")
    warnings: list[Finding] = strawberry.field(description="What the error check warned of.")


ActionResult = Annotated[
    Union[ActionSuccess, GuardError], strawberry.union("ActionResult", description="What an action gives.")  # noqa: UP007
]


def _success(type_: RecordType) -> Any:
    name = CLASSES[type_].__name__
    made: Any = type(f"{name}Success", (), {
        "__annotations__": {"cursor": str, "warnings": list[Finding]},
        "__doc__": None,
        "is_type_of": classmethod(lambda cls, value, info: isinstance(value, Success)),
        "record": strawberry.field(
            resolver=_record, graphql_type=TYPES[type_] | None, description="The record as it now is; never null in a success."
        ),
        "change": strawberry.field(
            resolver=_change, graphql_type=StatusChange | None, description="The change of state; null if only fields changed."
        ),
        "cursor": strawberry.field(description="The log's place after it: give it as `atLeast` or `after`."),
        "warnings": strawberry.field(description="What the error check warned of."),
    })  # fmt: skip
    return strawberry.type(made, description=f"{type_.one.capitalize()} that was created or updated.")


def _result(type_: RecordType) -> Any:
    name = CLASSES[type_].__name__
    return Annotated[
        Union[_success(type_), GuardError],  # noqa: UP007
        strawberry.union(f"{name}Result", description=f"What creating or updating {type_.one} gives."),
    ]


RESULTS: dict[RecordType, Any] = {type_: _result(type_) for type_ in RecordType}
"""The result of create and update, by record type."""
