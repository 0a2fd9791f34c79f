"""Contacts and conditions in the API: lists, previews, and how contacts are written."""

from __future__ import annotations

from typing import Annotated, Any, Union

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last
from golive.graph.contacts import Attribute, ConsentState, Contact, ContactConnection
from golive.graph.nodes import Listing, invalid_cursor, window
from golive.graph.outcomes import GuardError
from golive.graph.scalars import JSON, Condition, JSONObject
from golive.graph.views import DeleteSuccess, deleted
from golive.lifecycles.words import Status
from golive.models.checks.finding import Severity
from golive.models.conditions import ConditionError, NodeKind
from golive.models.conditions import Node as ParsedNode
from golive.models.contact import Contact as StoredContact
from golive.models.ordering import InvalidCursor
from golive.resolvers import people
from golive.resolvers.refusing import or_refusal

ContactId = Annotated[strawberry.ID, strawberry.argument(description="The contact.")]
Asked = Annotated[Condition, strawberry.argument(description="The condition, in CEL.")]


@strawberry.type(description="One mistake in a condition, and where in its text.")
class ConditionFinding:
    code: str = strawberry.field(description="CONDITION_INVALID; the set is open, so take unknown ones.")
    severity: Severity = strawberry.field(description="Whether it blocks.")
    message: str = strawberry.field(description="One sentence: what is wrong, why, what to do.")
    position: int = strawberry.field(description="Where it begins, in characters from 0.")
    length: int = strawberry.field(description="How many characters it is about.")
    line: int = strawberry.field(description="The line where it begins, from 1.")
    column: int = strawberry.field(description="The column where it begins, from 1.")


@strawberry.type(description="Whom a condition finds now.")
class ConditionPreview:
    count: int | None = strawberry.field(description="How many active contacts fulfil it; null when it has mistakes.")
    contacts: list[Contact] = strawberry.field(description="The first of them.")
    findings: list[ConditionFinding] = strawberry.field(description="Every mistake in it.")


def _condition_value(root: strawberry.Parent[ParsedNode]) -> Any:
    return root.value


@strawberry.type(description="A node of a parsed condition.")
class ConditionNode:
    id: strawberry.ID = strawberry.field(description="The node, within this condition.")
    parent: strawberry.ID | None = strawberry.field(description="The node that it is an operand of; null for the whole.")
    kind: NodeKind = strawberry.field(description="What it is.")
    name: str = strawberry.field(description="The operator, function or field; empty for values and lists.")
    value: JSON | None = strawberry.field(resolver=_condition_value, description="The value of a literal.")
    position: int = strawberry.field(description="Where it begins in the text, in characters from 0.")
    length: int = strawberry.field(description="How many characters it takes.")
    line: int = strawberry.field(description="The line where it begins, from 1.")
    column: int = strawberry.field(description="The column where it begins, from 1.")


@strawberry.input(description="Whether a contact agreed to be written to.")
class ConsentInput:
    channel: str = strawberry.field(description="The channel, such as email.")
    purpose: str = strawberry.field(description="The purpose, such as commercial.")
    state: ConsentState | None = strawberry.field(description="What it answered; null forgets the answer.")


@strawberry.input(description="The fields of a contact; what is left out stays, null clears.")
class ContactInput:
    email: str | None = strawberry.field(default=strawberry.UNSET, description="The e-mail address, unique in the workspace.")
    first_name: str | None = strawberry.field(default=strawberry.UNSET, description="The first name.")
    last_name: str | None = strawberry.field(default=strawberry.UNSET, description="The last name.")
    status: Status | None = strawberry.field(
        default=strawberry.UNSET, description="An inactive one is in no dynamic segment and gets no mail; null for ACTIVE."
    )
    attributes: JSONObject | None = strawberry.field(
        default=strawberry.UNSET, description="Attributes to set, by name, null clearing one; null for all clears nothing."
    )
    consent: list[ConsentInput] | None = strawberry.field(default=strawberry.UNSET, description="What it agreed to; the rest stays.")
    suppressed_reason: str | None = strawberry.field(default=strawberry.UNSET, description="Why it gets no mail at all.")


@strawberry.type(description="A contact that was created or updated.")
class ContactSuccess:
    contact: Any = strawberry.field(graphql_type=Contact | None, description="The contact; never null in a success.")


ContactResult = Annotated[
    Union[ContactSuccess, GuardError],  # noqa: UP007
    strawberry.union("ContactResult", description="What creating or updating a contact gives."),
]


def _finding(error: ConditionError) -> ConditionFinding:
    return ConditionFinding(
        code="CONDITION_INVALID",
        severity=Severity.ERROR,
        message=error.message,
        position=error.position,
        length=error.length,
        line=error.line,
        column=error.column,
    )


def _values(given: ContactInput) -> dict[str, Any]:
    names = ("email", "first_name", "last_name", "status", "suppressed_reason")
    values = {name: getattr(given, name) for name in names if getattr(given, name) is not strawberry.UNSET}
    if "status" in values:
        values["status"] = (values["status"] or Status.ACTIVE).value
    if given.attributes:
        values["attributes"] = given.attributes
    if given.consent:
        values["consent"] = {f"{each.channel}:{each.purpose}": each.state.value if each.state else None for each in given.consent}
    return values


def _result(made: Any) -> Any:
    return ContactSuccess(contact=made) if isinstance(made, StoredContact) else made


async def _contacts(
    info: Info,
    search: Annotated[
        str | None,
        strawberry.argument(description="With this in the address, a name or the key they were imported by; not for VIEWERs."),
    ] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    asked = window(first, after, last, before)
    try:
        page = await people.list_contacts(info.context, search, asked)
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: people.count_contacts(info.context, search))


async def _contact(info: Info, id: ContactId) -> Any:
    return await people.contact_of(info.context, id)


async def _contact_export(info: Info, id: ContactId) -> Any:
    return await people.export_contact(info.context, id)


async def _attributes(info: Info) -> Any:
    return await people.list_attributes(info.context)


async def _condition_preview(info: Info, condition: Asked, first: First = None) -> ConditionPreview:
    found = await people.preview_condition(info.context, condition, window(first).size)
    shown: Any = found.contacts
    return ConditionPreview(count=found.count, contacts=shown, findings=[_finding(error) for error in found.findings])


async def _condition_tree(condition: Asked) -> Any:
    return await people.condition_tree(condition)


@strawberry.type
class PeopleQueries:
    contacts = strawberry.field(resolver=_contacts, graphql_type=ContactConnection, description="The contacts, the oldest first.")
    contact = strawberry.field(
        resolver=_contact, graphql_type=Contact | None, description="The contact with this id; null when there is none."
    )
    contact_export = strawberry.field(
        resolver=_contact_export,
        graphql_type=JSONObject | None,
        description="All that is stored about a contact, for whoever asks what that is; for ADMINs.",
    )
    attributes = strawberry.field(
        resolver=_attributes, graphql_type=list[Attribute], description="The attributes that contacts of the workspace may have, by name."
    )
    condition_preview = strawberry.field(
        resolver=_condition_preview, description="Whom a condition finds now; needs EDITOR, as a condition can ask for any attribute."
    )
    condition_tree = strawberry.field(
        resolver=_condition_tree,
        graphql_type=list[ConditionNode],
        description="The parsed form of a condition, the whole first, for builders.",
    )


async def _create_contact(info: Info, input: Annotated[ContactInput, strawberry.argument(description="What it is made with.")]) -> Any:
    return _result(await or_refusal(people.create_contact(info.context, _values(input))))


async def _update_contact(
    info: Info, id: ContactId, input: Annotated[ContactInput, strawberry.argument(description="The fields to set.")]
) -> Any:
    return _result(await or_refusal(people.update_contact(info.context, id, _values(input))))


async def _erase_contact(info: Info, id: ContactId) -> Any:
    return deleted(await people.erase_contact(info.context, id))


@strawberry.type
class PeopleMutations:
    create_contact = strawberry.mutation(resolver=_create_contact, graphql_type=ContactResult | None, description="Create a contact.")
    update_contact = strawberry.mutation(
        resolver=_update_contact, graphql_type=ContactResult | None, description="Set fields of a contact."
    )
    erase_contact = strawberry.mutation(
        resolver=_erase_contact,
        graphql_type=DeleteSuccess | None,
        description="Erase a contact for good, with events and memberships; for ADMINs.",
    )
