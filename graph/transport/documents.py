"""Documents: read and checked once, and remembered by their text while they are used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from typing import Any, TypeAlias

from cachetools import LRUCache
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Node,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.validation import NoSchemaIntrospectionCustomRule, OverlappingFieldsCanBeMergedRule
from graphql.validation.validation_context import MAX_FRAGMENT_WORK

from golive.graph.errors import told
from golive.graph.leaves import Selections
from golive.graph.limits import counts
from golive.graph.limits.costs import Costs
from golive.graph.limits.overlaps import Overlaps
from golive.graph.transport.persisted import Persisted
from golive.graph.transport.request import GraphQLRequest, Refused, over_limit, refused
from golive.models.settings import Settings
from golive.resolvers.errors import ErrorCode

ROOM = 600_000
"""Characters of documents that are remembered; one that is read takes a hundred bytes for each."""
LEAST = 500
"""Characters that a document counts as at least."""
SHORT = 2_000
"""Characters of a document whose selections are remembered, too, for each type that was shown: they take more than the document."""
MOST_ERRORS = 5
"""Errors that are told of a document."""
LINES = 4
"""Lines for each token that a document may have. To tell where an error is, all lines before it are counted."""
RULES = tuple(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule)
"""The specification's. Which fields overlap is found out apart, in linear time."""
IN_PRODUCTION = (*RULES, NoSchemaIntrospectionCustomRule)
KNOTTED = "The document's fragments spread one another too deep, or are spread by too many operations: write out what they hold."

TOO_LONG = re.compile(r"(?<![0-9])[0-9]{301}")
"""Longer ones can't be read as numbers in reasonable time."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a valid document. `key` is the same for the same text and operation in any process.

    `selections` are kept for all executions, where they are few and no directive makes them depend on variables.
    """

    document: DocumentNode
    node: OperationDefinitionNode
    key: str
    kind: OperationType
    costs: Costs
    selections: Selections | None
    begins: str | None
    """The variable that says where a subscription begins, and is used for nothing else."""

    @property
    def is_mutation(self) -> bool:
        """Whether it changes something."""
        return self.kind is OperationType.MUTATION

    @property
    def is_subscription(self) -> bool:
        """Whether it is answered by a stream."""
        return self.kind is OperationType.SUBSCRIPTION


Operations: TypeAlias = dict[str, Operation]
"""By their names; the only one of a document may have none, and is under an empty text then."""


class Documents:
    """The documents that are in use."""

    def __init__(self, schema: GraphQLSchema, settings: Settings) -> None:
        """Raises `SettingsError` when the list of persisted documents can't be read."""
        self._schema = schema
        self._settings = settings
        self._persisted = Persisted(settings)
        self._known: LRUCache[str, tuple[int, Operations | Refused]] = LRUCache(ROOM, getsizeof=itemgetter(0))

    def operation(self, request: GraphQLRequest) -> Operation:
        """The operation that a request asks for, within the limits with its variables. Raises `Refused`."""
        operations = self._operations(self._persisted.text_of(request))
        operation = _chosen(operations, request.operation_name)
        try:
            operation.costs.check(request.variables)
        except Refused as why:
            why.operation = operation.kind.value
            raise
        self._persisted.used(request)
        return operation

    def _operations(self, text: str) -> Operations:
        if text not in self._known:
            allowed = self._settings.document_length
            if len(text) > allowed:
                sentence = f"The document has more than {allowed:,} characters: shorten it, and put data into variables."
                raise over_limit("DOCUMENT_LENGTH", allowed, sentence)
            try:
                found: Operations | Refused = self._read(text)
            except Refused as why:
                found = why.again()
            self._known[text] = (LEAST + len(text), found)
        _, found = self._known[text]
        if isinstance(found, Refused):
            raise found.again()
        return found

    def _read(self, text: str) -> Operations:
        document = self._parsed(text)
        nodes = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        try:
            self._check(document)
        except Refused as why:
            why.operation = nodes[0].operation.value if len(nodes) == 1 else why.operation
            raise
        operations = {}
        for node in nodes:
            name = node.name.value if node.name else ""
            key = sha256(f"{name}\n{text}".encode()).hexdigest()
            costs = Costs(self._schema, document, node, self._settings)
            selections = Selections() if len(text) <= SHORT and "@" not in text else None
            operations[name] = Operation(document, node, key, node.operation, costs, selections, _beginning(document, node))
        return operations

    def _parsed(self, text: str) -> DocumentNode:
        tokens = self._settings.tokens
        sentence = (
            f"The document has more than {tokens:,} tokens, or {LINES} times as many lines: ask for less, and put data into variables."
        )
        if text.count("\n") + text.count("\r") > LINES * tokens:
            raise over_limit("TOKENS", tokens, sentence)
        if TOO_LONG.search(text):
            raise refused(ErrorCode.BAD_USER_INPUT, "The document has a number of more than 300 digits: put it into a variable, as a text.")
        try:
            return parse(text, max_lexical_tokens=tokens, max_comments=tokens)
        except GraphQLSyntaxError as error:
            if error.message.endswith((" tokens. Parsing aborted.", " comments. Parsing aborted.")):
                raise over_limit("TOKENS", tokens, sentence) from None
            if error.message.endswith("nested too deeply. Parsing aborted."):
                raise counts.too_deep(self._settings) from None
            raise _refused([error]) from None

    def _check(self, document: DocumentNode) -> None:
        """Raise `Refused` for what the specification doesn't allow, or goes beyond a limit."""
        settings = self._settings
        counts.check(document, settings)
        rules = RULES if settings.development else IN_PRODUCTION
        errors = validate(self._schema, document, rules, MOST_ERRORS, hide_suggestions=not settings.development)
        if any(error.message == "Validation aborted." for error in errors):
            raise over_limit("FRAGMENTS", MAX_FRAGMENT_WORK, KNOTTED)
        if errors := errors or Overlaps(self._schema, document, settings.comparisons).errors():
            raise _refused(errors)


def _chosen(operations: Operations, name: str | None) -> Operation:
    """The operation that is named, or the only one."""
    if not name:
        if len(operations) > 1:
            raise refused(ErrorCode.BAD_USER_INPUT, "The document has several operations: say which one by `operationName`.")
        return next(iter(operations.values()))
    if name not in operations:
        raise refused(ErrorCode.BAD_USER_INPUT, f"The document has no operation named '{name[:100]}': check `operationName`.")
    return operations[name]


def _beginning(document: DocumentNode, operation: OperationDefinitionNode) -> str | None:
    """The variable that is used for nothing but a subscription's `after`."""
    root = operation.selection_set.selections[0]
    if operation.operation is OperationType.SUBSCRIPTION and isinstance(root, FieldNode):
        for argument in root.arguments or ():
            if argument.name.value == "after" and isinstance(argument.value, VariableNode):
                name = argument.value.name.value
                uses = _Uses(name)
                visit(document, uses)
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


def _refused(errors: list[GraphQLError]) -> Refused:
    return Refused(tuple(dict(told(error, "").formatted) for error in errors), 400, True)
