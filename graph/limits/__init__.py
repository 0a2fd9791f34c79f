"""How much one document may cost to read and to answer, so that it never holds up other requests for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    get_operation_ast,
    is_list_type,
    is_object_type,
    value_from_ast_untyped,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.extensions import MaxTokensLimiter, SchemaExtension

from golive.models.ordering import DEFAULT_SIZE, LARGEST_SIZE
from golive.resolvers.errors import ApiError, ErrorCode

LONGEST_DOCUMENT = 100_000
"""Characters; what is long belongs into variables."""
MOST_TOKENS = 10_000
MOST_ENTRIES = 100_000
"""Objects in one answer, were every page full."""
MOST_OPERATIONS = 100
"""Operations under way over one socket, subscriptions above all."""
PLAIN_LIST = 10
"""Objects that a list without pages counts as."""
RENAMED = 10
"""Objects that a value under an alias counts as: under its own name it is worked out once, under aliases as often as there are."""
TOO_LARGE = "The document is too long, or repeats itself too often: ask for less at a time, and put data into variables."
TOO_MUCH = (
    f"The document asks for more than {MOST_ENTRIES:,} entries, since lists within lists multiply: page less at a time, "
    "with a smaller `first`, or ask for what is nested in a request of its own."
)

# Comparing fields of one name takes time that grows with the square of their number; the default lets 7 KB take four seconds.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 20_000


def is_too_large(error: GraphQLError) -> bool:
    """Whether reading a document was given up for what it would have cost."""
    return error.message == "Validation aborted." or error.message.endswith(" tokens. Parsing aborted.")


def too_long(document: str | None) -> ApiError | None:
    """Why a document isn't even parsed."""
    length = len(document or "")
    if length <= LONGEST_DOCUMENT:
        return None
    sentence = f"The document has {length:,} characters: shorten it to {LONGEST_DOCUMENT:,}, and put data into variables."
    return ApiError(ErrorCode.LIMIT_EXCEEDED, sentence)


class EntriesLimiter(SchemaExtension):
    """Refuses a valid document whose answer could be too large, before anything of it is executed."""

    def on_execute(self) -> Iterator[None]:
        context = self.execution_context
        assert context.graphql_document is not None
        operation = get_operation_ast(context.graphql_document, context.operation_name)
        assert operation is not None
        counting = _Counting(context.schema._schema, context.graphql_document, operation, context.variables or {})
        if counting.total > MOST_ENTRIES:
            raise ApiError(ErrorCode.LIMIT_EXCEEDED, TOO_MUCH)
        yield


LIMITERS: tuple[Any, ...] = (partial(MaxTokensLimiter, max_token_count=MOST_TOKENS), EntriesLimiter)
"""The schema's extensions that keep documents within the limits."""


class _Counting:
    """How many objects the answer to an operation has at most; each part of the document is looked at once or twice.

    What is `paged` is below a field that takes `first` or `ids`, so that its lists are counted already.
    """

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        self._known: dict[tuple[str, bool], int] = {}
        defaults = {each.variable.name.value: each.default_value for each in operation.variable_definitions or ()}
        self._variables = {name: value_from_ast_untyped(value) for name, value in defaults.items() if value is not None} | dict(variables)
        self.total = self._entries(operation.selection_set, schema.get_root_type(operation.operation), paged=False)

    def _entries(self, selections: SelectionSetNode, type_: Any, *, paged: bool) -> int:
        always, by_type = 0, Counter[str]()
        for each in selections.selections:
            if isinstance(each, FieldNode):
                always += self._field(each, type_, paged)
                continue
            on, entries = self._fragment(each, type_, paged)
            if is_object_type(on) and on is not type_:  # an object is of one type: fragments on several exclude each other
                by_type[on.name] += entries
            else:
                always += entries
        return always + max(by_type.values(), default=0)

    def _fragment(self, node: Any, type_: Any, paged: bool) -> tuple[Any, int]:
        if isinstance(node, InlineFragmentNode):
            on = self._schema.type_map[node.type_condition.name.value] if node.type_condition else type_
            return on, self._entries(node.selection_set, on, paged=paged)
        assert isinstance(node, FragmentSpreadNode)
        fragment = self._fragments[node.name.value]
        on, key = self._schema.type_map[fragment.type_condition.name.value], (node.name.value, paged)
        if key not in self._known:
            self._known[key] = self._entries(fragment.selection_set, on, paged=paged)
        return on, self._known[key]

    def _field(self, node: FieldNode, parent: Any, paged: bool) -> int:
        if node.name.value.startswith("__"):
            return 0
        if node.selection_set is None:
            return RENAMED if node.alias else 0
        field: GraphQLField = parent.fields[node.name.value]
        size, is_list = self._size(node, field, parent), is_list_type(get_nullable_type(field.type))
        below = self._entries(node.selection_set, get_named_type(field.type), paged=size is not None and not is_list)
        if is_list:
            return (size if size is not None else 1 if paged else PLAIN_LIST) * (1 + below)
        return 1 + (1 if size is None else size) * below

    def _size(self, node: FieldNode, field: GraphQLField, parent: Any) -> int | None:
        """How many entries the field's arguments ask for; None where it takes none that say."""
        given = {each.name.value: value_from_ast_untyped(each.value, self._variables) for each in node.arguments or ()}
        if "ids" in field.args and parent is not self._schema.mutation_type:
            return len(ids) if isinstance(ids := given.get("ids"), list) else 1
        if "first" not in field.args:
            return None
        asked = [given[name] for name in ("first", "last") if given.get(name) is not None]
        if not all(isinstance(each, int) for each in asked):
            return LARGEST_SIZE
        return max(1, min(max(asked), LARGEST_SIZE)) if asked else DEFAULT_SIZE
