"""Conditions: text in CEL, checked against the workspace's attributes and compiled to SQL."""

from golive.models.conditions.check import Checked, Node, check, tree
from golive.models.conditions.errors import ConditionError
from golive.models.conditions.syntax import NodeKind
from golive.models.conditions.terms import Attributes, AttributeType

__all__ = ["AttributeType", "Attributes", "Checked", "ConditionError", "Node", "NodeKind", "check", "tree"]
