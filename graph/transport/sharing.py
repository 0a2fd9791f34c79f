"""What subscribers must have in common to share each execution: document, operation, variables, workspace and role."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from graphql import FieldNode, Node, VariableNode, Visitor, visit

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


def key_of(operation: Operation, variables: Mapping[str, Any], viewer: Viewer) -> Key:
    """The key of who subscribes. Where they begin is no part of it, nor is a variable that the operation doesn't know."""
    declared = [each.variable.name.value for each in operation.node.variable_definitions or ()]
    begins = _beginning(operation)
    told = {name: variables[name] for name in sorted(declared) if name in variables and name != begins}
    return Key(viewer.workspace_id, viewer.role, operation.key, sha256(encode(told)).digest())


@lru_cache(maxsize=1_000)
def _beginning(operation: Operation) -> str | None:
    """The variable that is used for nothing but the root field's `after`."""
    root = operation.node.selection_set.selections[0]
    for argument in (root.arguments or ()) if isinstance(root, FieldNode) else ():
        if argument.name.value == "after" and isinstance(argument.value, VariableNode):
            name = argument.value.name.value
            uses = _Uses(name)
            visit(operation.document, uses)
            return name if uses.number == 2 else None  # its definition, and this one
    return None


class _Uses(Visitor):
    """Counts where a document names a variable."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.number = 0

    def enter_variable(self, node: Node, *_: Any) -> None:
        """One more."""
        assert isinstance(node, VariableNode)
        self.number += node.name.value == self._name
