"""What a segment shows besides its fields: who is in it, how many, and how many would be."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last
from golive.graph.contacts import ContactConnection
from golive.graph.nodes import nothing, window
from golive.graph.publishable import _nested
from golive.models.records import Record
from golive.models.work import WorkKind


async def is_built(info: Info, record: Record) -> bool:
    """Whether a live segment's first build is done; while a later one is under way it has the members of the one before."""
    work = await info.context.loaders.works.load(record.id)
    if not record.is_live or work is None or work.kind is not WorkKind.BUILDING or work.version is None:
        return record.is_live
    version = await info.context.loaders.versions.load((record.id, work.version))
    return version is not None and version.live_from != record.live_since


async def _member_count(root: strawberry.Parent[Record], info: Info) -> int | None:
    if not await is_built(info, root):
        return None
    return await info.context.loaders.member_counts.load(root.id)


async def _members(
    root: strawberry.Parent[Record],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    if not root.is_live:
        return nothing()
    return await _nested(info, "members", root, first, after, last, before)


async def _estimate(root: strawberry.Parent[Record], info: Info) -> int | None:
    return await info.context.loaders.estimates.load(root)


@strawberry.type(description="How many contacts joined and left a segment on a day.")
class MembershipChange:
    day: datetime = strawberry.field(description="The beginning of the day, in UTC.")
    joined: int = strawberry.field(description="How many joined.")
    left: int = strawberry.field(description="How many left, those who were erased among them.")


async def _membership_changes(
    root: strawberry.Parent[Record],
    info: Info,
    first: Annotated[int | None, strawberry.argument(description="How many days, today the first: 1 to 100, 50 if none is given.")] = None,
) -> Any:
    return await info.context.loaders.moves(root.id, window(first).size)


SEGMENT_FIELDS: dict[str, Any] = {
    "member_count": strawberry.field(
        resolver=_member_count,
        graphql_type=int | None,
        description="How many members it has; null unless it is live and its first build is done.",
    ),
    "estimate": strawberry.field(
        resolver=_estimate,
        graphql_type=int | None,
        description="How many contacts its working copy would take now; null where a condition has a mistake.",
    ),
    "membership_changes": strawberry.field(
        resolver=_membership_changes,
        graphql_type=list[MembershipChange],
        description="How many joined and left it on each of the last days, today first, whichever version was live.",
    ),
    "members": strawberry.field(resolver=_members, graphql_type=ContactConnection, description="The members while it is live."),
}
