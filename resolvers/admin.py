"""What administrators look after: API tokens, and outside live services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from golive.lifecycles.words import RecordType, Role
from golive.live import outside
from golive.live.journeys import handing_over
from golive.models import ids
from golive.models.keeping import OutsideService
from golive.models.ordering import Order, Page, Window, page, total
from golive.models.refusal import invalid
from golive.models.workspace import Token, Workspace, new_token
from golive.resolvers.context import Context
from golive.resolvers.errors import ApiError, ErrorCode, bad_input, not_found
from golive.resolvers.refusing import name_findings, refuse

_BY_ID = Order("token", (Token.__table__.c.id,))


async def list_tokens(context: Context, window: Window) -> Page[Token]:
    """A page of the workspace's tokens, the oldest first, revoked ones too. Raises `InvalidCursor`, FORBIDDEN."""
    context.need(Role.ADMIN)
    async with context.read() as session:
        return await page(session, select(Token), _BY_ID, window)


async def count_tokens(context: Context) -> int:
    """How many tokens the workspace has."""
    async with context.read() as session:
        return await total(session, select(Token.id))


async def create_token(context: Context, name: str, role: Role, expires_at: datetime | None) -> tuple[Token, str]:
    """A new token and its secret, which is seen only now. Raises `Refused` with INVALID_INPUT, and FORBIDDEN."""
    context.need(Role.ADMIN)
    findings = name_findings(name, "name")
    if expires_at is not None and expires_at <= context.now:
        findings.append(invalid("The token would have expired already: choose a later time, or none.", "expiresAt"))
    refuse(findings)
    token, secret = new_token(context.viewer.workspace_id, name, role, context.viewer.name, expires_at)
    async with context.write() as session:
        session.add(token)
        await session.flush()
        await session.refresh(token)
    return token, secret


async def revoke_token(context: Context, public_id: str) -> Token:
    """Make a token invalid from now on; one that is revoked stays so. Raises NOT_FOUND, FORBIDDEN."""
    context.need(Role.ADMIN)
    uuid = ids.uuid_of(public_id, "token")
    async with context.write() as session:
        found = await session.get(Token, (context.viewer.workspace_id, uuid), with_for_update=True) if uuid is not None else None
        if found is None:
            raise not_found("token")
        if found.revoked_at is None:
            found.revoked_at = await session.scalar(select(func.clock_timestamp()))
    return found


async def list_services(context: Context) -> Sequence[OutsideService]:
    """The record types that are handed over to outside live services. Raises FORBIDDEN."""
    context.need(Role.ADMIN)
    async with context.read() as session:
        return await outside.services(session, context.viewer.workspace_id)


async def webhook_secret(context: Context) -> str:
    """What deliveries of Activate steps are signed with. Raises FORBIDDEN."""
    context.need(Role.ADMIN)
    async with context.read() as session:
        key = await session.scalar(select(Workspace.link_key).where(Workspace.workspace_id == context.viewer.workspace_id))
    assert key is not None
    return handing_over.secret(key)


async def set_service(context: Context, type_: RecordType, url: str, secret: str | None) -> OutsideService:
    """Hand a record type over to the live service at `url`; without a secret one is made. Raises BAD_USER_INPUT, FORBIDDEN."""
    context.need(Role.ADMIN)
    async with context.write() as session:
        try:
            return await outside.set_service(session, context.viewer.workspace_id, type_, url, secret, context.viewer.name)
        except outside.InvalidService as error:
            raise bad_input(str(error)) from None


async def remove_service(context: Context, type_: RecordType) -> RecordType:
    """Take a record type back. Raises NOT_FOUND where it wasn't handed over, FORBIDDEN."""
    context.need(Role.ADMIN)
    async with context.write() as session:
        gone = await outside.remove_service(session, context.viewer.workspace_id, type_)
    if not gone:
        raise ApiError(
            ErrorCode.NOT_FOUND, f"{type_.one.capitalize()} isn't handed over to an outside service: there is nothing to remove."
        )
    return type_
