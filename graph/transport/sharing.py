"""What subscribers must have in common to share each execution: document, operation, variables, workspace and role."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from golive.graph.transport.documents import Operation
from golive.graph.transport.encoding import encode
from golive.lifecycles.words import Role
from golive.resolvers.context import Viewer


class Key(NamedTuple):
    """Equal for those who would be told the same. All that a resolver may look at must be in it."""

    workspace_id: UUID
    role: Role
    operation: str
    variables: bytes


def kept(operation: Operation, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that the operation knows: all that is kept of what came with it."""
    declared = [each.variable.name.value for each in operation.node.variable_definitions or ()]
    return {name: variables[name] for name in sorted(declared) if name in variables}


def key_of(operation: Operation, variables: Mapping[str, Any], viewer: Viewer) -> Key:
    """The key of who subscribes, with `kept` variables. Where they begin is no part of it."""
    told = {name: value for name, value in variables.items() if name != operation.begins}
    return Key(viewer.workspace_id, viewer.role, operation.key, sha256(encode(told)).digest())
