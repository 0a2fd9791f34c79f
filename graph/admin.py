"""Tokens and outside live services in the API; for ADMINs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Union

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last, backed_by
from golive.graph.nodes import Listing, Node, connection, invalid_cursor, window
from golive.graph.outcomes import GuardError
from golive.lifecycles.words import RecordType, Role
from golive.models.keeping import OutsideService as StoredService
from golive.models.ordering import InvalidCursor
from golive.models.workspace import Token as StoredToken
from golive.resolvers import admin
from golive.resolvers.refusing import or_refusal

Type = Annotated[RecordType, strawberry.argument(description="The record type.")]


@strawberry.type(description="An API token; its secret was shown when it was created.")
class Token(Node):
    is_type_of = backed_by(StoredToken)

    name: str = strawberry.field(description="Its name, as the log tells who did something.")
    role: Role = strawberry.field(description="What it may do.")
    created_at: datetime = strawberry.field(description="When it was created.")
    created_by: str | None = strawberry.field(description="Who created it; null for the command line.")
    expires_at: datetime | None = strawberry.field(description="When it becomes invalid by itself.")
    revoked_at: datetime | None = strawberry.field(description="When it was revoked.")


TokenConnection = connection(Token, "Token", "tokens")


@strawberry.type(description="A token that was created, and its secret.")
class TokenSuccess:
    token: Token | None = strawberry.field(description="The token; never null in a success.")
    secret: str = strawberry.field(description="What callers send after `Bearer`; it is shown only now.")


TokenResult = Annotated[
    Union[TokenSuccess, GuardError], strawberry.union("TokenResult", description="What creating a token gives.")  # noqa: UP007
]


@strawberry.type(description="The outside live service that a record type is handed over to.")
class OutsideService:
    is_type_of = backed_by(StoredService)

    type: RecordType = strawberry.field(description="The record type.")
    url: str = strawberry.field(description="Where it gets signed POSTs.")
    set_by: str | None = strawberry.field(description="Who handed the type over.")
    set_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="A record type that was handed over to an outside live service.")
class SetLiveServiceSuccess:
    service: OutsideService = strawberry.field(description="The service.")
    secret: str = strawberry.field(description="What calls are signed with, after the Standard Webhooks scheme; it is shown only now.")


@strawberry.type(description="A record type that was taken back from an outside live service.")
class RemoveLiveServiceSuccess:
    type: RecordType = strawberry.field(description="The record type, whose work is done here from now on.")


async def _tokens(info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None) -> Any:
    try:
        page = await admin.list_tokens(info.context, window(first, after, last, before))
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: admin.count_tokens(info.context))


async def _live_services(info: Info) -> Any:
    return await admin.list_services(info.context)


@strawberry.type
class AdminQueries:
    tokens = strawberry.field(
        resolver=_tokens, graphql_type=TokenConnection, description="The workspace's tokens, the oldest first; for ADMINs."
    )
    live_services = strawberry.field(
        resolver=_live_services,
        graphql_type=list[OutsideService],
        description="The record types that are handed over to outside live services; for ADMINs.",
    )


async def _create_token(
    info: Info,
    name: Annotated[str, strawberry.argument(description="Its name, of 1 to 150 characters.")],
    role: Annotated[Role, strawberry.argument(description="What it may do.")],
    expires_at: Annotated[datetime | None, strawberry.argument(description="When it becomes invalid; never if null.")] = None,
) -> Any:
    made = await or_refusal(admin.create_token(info.context, name, role, expires_at))
    if not isinstance(made, tuple):
        return made
    token: Any = made[0]
    return TokenSuccess(token=token, secret=made[1])


async def _revoke_token(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The token.")]) -> Any:
    return await admin.revoke_token(info.context, id)


async def _set_live_service(
    info: Info,
    type: Type,
    url: Annotated[str, strawberry.argument(description="Where it takes signed POSTs.")],
    secret: Annotated[
        str | None, strawberry.argument(description="whsec_ and 24 to 64 random bytes in Base64; one is made if null.")
    ] = None,
) -> SetLiveServiceSuccess | None:
    service: Any = await admin.set_service(info.context, type, url, secret)
    return SetLiveServiceSuccess(service=service, secret=service.secret)


async def _remove_live_service(info: Info, type: Type) -> RemoveLiveServiceSuccess | None:
    return RemoveLiveServiceSuccess(type=await admin.remove_service(info.context, type))


@strawberry.type
class AdminMutations:
    create_token = strawberry.mutation(
        resolver=_create_token, graphql_type=TokenResult | None, description="Create a token and show its secret once; for ADMINs."
    )
    revoke_token = strawberry.mutation(
        resolver=_revoke_token, graphql_type=Token | None, description="Make a token invalid from now on; for ADMINs."
    )
    set_live_service = strawberry.mutation(
        resolver=_set_live_service, description="Hand a record type over to an outside live service; for ADMINs."
    )
    remove_live_service = strawberry.mutation(
        resolver=_remove_live_service, description="Take a record type back from its outside live service; for ADMINs."
    )
