"""Contacts and attributes in the API; a VIEWER sees no address and no attributes."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from golive.graph import enums  # noqa: F401 - gives the enums below their descriptions
from golive.graph.arguments import Info, backed_by
from golive.graph.contact_events import EVENTS
from golive.graph.leads import LEADS_OF_CONTACT
from golive.graph.nodes import Node, connection
from golive.graph.passages import PASSAGES_OF_CONTACT
from golive.graph.scalars import JSONObject
from golive.lifecycles.words import Role, Status
from golive.models.conditions import AttributeType
from golive.models.contact import Attribute as StoredAttribute
from golive.models.contact import Contact as StoredContact


def _attribute_type(root: strawberry.Parent[StoredAttribute]) -> AttributeType:
    return AttributeType(root.type)


@strawberry.type(description="An attribute that contacts of the workspace may have.")
class Attribute:
    name: str = strawberry.field(description="Its name, as conditions and templates write it after `contact.`.")
    type: AttributeType = strawberry.field(resolver=_attribute_type, description="What it holds.")


@strawberry.enum(description="What a contact answered when asked whether it may be written to.")
class ConsentState(Enum):
    OPTED_IN = strawberry.enum_value("OPTED_IN", description="It agreed.")
    OPTED_OUT = strawberry.enum_value("OPTED_OUT", description="It refused.")
    UNKNOWN = strawberry.enum_value("UNKNOWN", description="It wasn't asked, or said nothing.")


@strawberry.type(description="Whether a contact agreed to be written to.")
class Consent:
    channel: str = strawberry.field(description="The channel, such as email.")
    purpose: str = strawberry.field(description="The purpose, such as commercial.")
    state: ConsentState = strawberry.field(description="What it answered.")


def _private(name: str, empty: Any = None) -> Any:
    def resolve(root: strawberry.Parent[Any], info: Info) -> Any:
        return getattr(root, name) if info.context.viewer.role.may(Role.EDITOR) else empty

    return resolve


def _status(root: strawberry.Parent[StoredContact]) -> Status:
    return Status(root.status)


def _consent(root: strawberry.Parent[StoredContact]) -> list[Consent]:
    parts = [(*key.partition(":")[::2], state) for key, state in sorted(root.consent.items())]
    return [Consent(channel=channel, purpose=purpose, state=ConsentState(state)) for channel, purpose, state in parts]


@strawberry.type(description="A person.")
class Contact(Node):
    is_type_of = backed_by(StoredContact)

    email: str | None = strawberry.field(resolver=_private("email"), description="The e-mail address; hidden from VIEWERs.")
    first_name: str | None = strawberry.field(resolver=_private("first_name"), description="The first name; hidden from VIEWERs.")
    last_name: str | None = strawberry.field(resolver=_private("last_name"), description="The last name; hidden from VIEWERs.")
    status: Status = strawberry.field(resolver=_status, description="An inactive one is in no dynamic segment and gets no mail.")
    attributes: JSONObject = strawberry.field(
        resolver=_private("attributes", {}), description="The workspace's own attributes; hidden from VIEWERs."
    )
    consent: list[Consent] = strawberry.field(resolver=_consent, description="What it agreed to.")
    suppressed_reason: str | None = strawberry.field(description="Why it gets no mail at all.")
    created_at: datetime = strawberry.field(description="When it was created.")
    updated_at: datetime = strawberry.field(description="When it last changed.")
    events = EVENTS
    leads = LEADS_OF_CONTACT
    passages = PASSAGES_OF_CONTACT


ContactConnection = connection(Contact, "Contact", "contacts")
