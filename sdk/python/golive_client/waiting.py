"""What the states of a record say to those who wait for one."""

from __future__ import annotations

from collections.abc import Collection

from .api import AnyRecord, Change
from .api.enums import ChangeKind, PublishStatus, StatusReason

State = StatusReason | PublishStatus

RUNNING: set[State] = {StatusReason.LIVE, StatusReason.ACTIVE, PublishStatus.PUBLISHED}
GOING_LIVE: set[State] = {StatusReason.GOING_LIVE, StatusReason.PUBLISHING}
UNDER_WAY: set[State] = {*GOING_LIVE, StatusReason.STOPPING, StatusReason.COMPLETING}
OVER: set[State] = {StatusReason.ERROR, StatusReason.STOPPED, StatusReason.COMPLETED, StatusReason.EXPIRED, PublishStatus.CANCELLED}
"""Where a record stays until somebody acts, save that what is Stopped expires in time."""


def states(of: AnyRecord | Change) -> set[State]:
    """Where a record is, or got to."""
    both = (of.to_status_reason, of.to_publish_status) if isinstance(of, Change) else (of.status_reason, of.publish_status)
    return {state for state in both if state is not None}


def settled(of: Change) -> bool:
    """Whether going live is over. What a newer server calls a state may be one on the way."""
    return any(state.known and state not in GOING_LIVE for state in states(of))


def missed(of: AnyRecord | Change, wanted: Collection[State]) -> bool:
    """Whether the record rests elsewhere: where it stays, where a failure or a refusal left it."""
    over = OVER - {StatusReason.STOPPED} if StatusReason.EXPIRED in wanted else OVER
    if isinstance(of, Change):
        failed = of.error is not None or of.kind == ChangeKind.REFUSED
    else:
        failed = of.last_error is not None and not states(of) & UNDER_WAY
    return failed or bool(states(of) & over)
