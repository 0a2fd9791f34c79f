"""Documents: read and checked once, and remembered by their text while they are used."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType, parse, specified_rules, validate
from graphql.validation import NoSchemaIntrospectionCustomRule

from golive.graph.errors import told
from golive.graph.transport.request import GraphQLRequest, Refused, malformed, refused
from golive.models.settings import Settings
from golive.resolvers.errors import ErrorCode

REMEMBERED = 1_000
"""Documents that are remembered, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a valid document. `key` is the same for the same text and operation in any process."""

    document: DocumentNode
    node: OperationDefinitionNode
    key: str
    kind: OperationType

    @property
    def is_mutation(self) -> bool:
        """Whether it changes something."""
        return self.kind is OperationType.MUTATION

    @property
    def is_subscription(self) -> bool:
        """Whether it is answered by a stream."""
        return self.kind is OperationType.SUBSCRIPTION


class Documents:
    """The documents that are in use."""

    def __init__(self, schema: GraphQLSchema, settings: Settings) -> None:
        self._schema = schema
        self._settings = settings
        self._known: OrderedDict[str, dict[str | None, Operation]] = OrderedDict()

    def operation(self, request: GraphQLRequest) -> Operation:
        """The operation that a request asks for. Raises `Refused`."""
        if not request.query:
            raise malformed("There is no `query`: send a document.")
        operations = self._operations(request.query)
        if request.operation_name:
            if request.operation_name in operations:
                return operations[request.operation_name]
            raise refused(ErrorCode.BAD_USER_INPUT, "The document has no operation of that name.")
        if len(operations) != 1:
            raise refused(ErrorCode.BAD_USER_INPUT, "The document has several operations: name one by `operationName`.")
        return next(iter(operations.values()))

    def _operations(self, text: str) -> dict[str | None, Operation]:
        if text in self._known:
            self._known.move_to_end(text)
            return self._known[text]
        operations = self._read(text)
        self._known[text] = operations
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return operations

    def _read(self, text: str) -> dict[str | None, Operation]:
        try:
            document = parse(text, max_lexical_tokens=self._settings.tokens, max_comments=self._settings.tokens)
        except GraphQLError as error:
            raise _refused([error]) from error
        rules: Any = specified_rules if self._settings.development else (*specified_rules, NoSchemaIntrospectionCustomRule)
        if errors := validate(self._schema, document, rules, hide_suggestions=not self._settings.development):
            raise _refused(errors)
        operations: dict[str | None, Operation] = {}
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                name = node.name.value if node.name else None
                key = sha256(f"{name or ''}\n{text}".encode()).hexdigest()
                operations[name] = Operation(document, node, key, node.operation)
        if not operations:
            raise refused(ErrorCode.BAD_USER_INPUT, "The document has no operation.")
        return operations


def _refused(errors: list[GraphQLError]) -> Refused:
    return Refused(tuple(dict(told(error, "").formatted) for error in errors), 400, True)
