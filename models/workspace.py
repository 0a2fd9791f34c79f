"""Workspaces and who may call: tokens kept as hashes, each with a role in one workspace."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, LargeBinary, Text, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import Role
from golive.models import ids
from golive.models.base import Base
from golive.models.records.record import enum_column

DEFAULT_WORKSPACE = "default"
RANDOM = text("uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())")  # 244 random bits


class Workspace(Base):
    """A tenant: nothing in one is seen from another."""

    __tablename__ = "workspace"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    name: Mapped[str] = mapped_column(Text, unique=True)
    link_key: Mapped[bytes] = mapped_column(LargeBinary, server_default=RANDOM)
    """Signs the links in the workspace's mails."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Token(Base):
    """An API token: its name and role, and the hash of its secret."""

    __tablename__ = "token"
    __table_args__ = (Index("ix_token_hash", "hash", unique=True),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    created_by: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def hash_of(secret: str) -> str:
    """What is stored of a secret. It has 256 random bits, so that one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def ensure_workspace(session: AsyncSession, name: str = DEFAULT_WORKSPACE) -> Workspace:
    """The workspace called `name`, made if there is none; for the system role."""
    await session.execute(insert(Workspace).values(workspace_id=ids.new(), name=name).on_conflict_do_nothing())
    return (await session.scalars(select(Workspace).where(Workspace.name == name))).one()


async def find_workspace(session: AsyncSession, name: str) -> Workspace | None:
    """The workspace called `name`; for the system role."""
    return await session.scalar(select(Workspace).where(Workspace.name == name))


def new_token(workspace_id: UUID, name: str, role: Role, created_by: str | None, expires_at: datetime | None = None) -> tuple[Token, str]:
    """A token to be stored, and its secret, which is seen only now."""
    secret = "golive_" + secrets.token_urlsafe(32)
    token = Token(
        workspace_id=workspace_id, id=ids.new(), name=name, role=role, hash=hash_of(secret), created_by=created_by, expires_at=expires_at
    )
    return token, secret


async def token_of(session: AsyncSession, secret: str) -> Token | None:
    """The valid token with this secret; for the system role."""
    now = func.clock_timestamp()
    return await session.scalar(
        select(Token).where(
            Token.hash == hash_of(secret), Token.revoked_at.is_(None), (Token.expires_at.is_(None)) | (Token.expires_at > now)
        )
    )
