"""Text to expression: celpy's grammar parses, and its deep parse tree becomes a small one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from celpy.celparser import CELParseError, CELParser
from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from golive.models.conditions.errors import ConditionError
from golive.models.conditions.scan import MAX_DEPTH, scan, too_deep

Literal = bool | int | Decimal | str | None


class NodeKind(StrEnum):
    """What an expression is; `name` then holds the operator, function, method, field or variable."""

    LITERAL = "LITERAL"
    VARIABLE = "VARIABLE"
    FIELD = "FIELD"
    INDEX = "INDEX"
    FUNCTION = "FUNCTION"
    METHOD = "METHOD"
    OPERATOR = "OPERATOR"
    LIST = "LIST"


@dataclass(frozen=True, slots=True)
class Expression:
    """A node; a method's and a field's target is its first argument. `position` and `length` are in the text."""

    kind: NodeKind
    name: str
    value: Literal
    arguments: tuple[Expression, ...]
    position: int
    length: int


_BINARY = {
    "relation_lt": "<", "relation_le": "<=", "relation_ge": ">=", "relation_gt": ">", "relation_eq": "==", "relation_ne": "!=",
    "relation_in": "in", "addition_add": "+", "addition_sub": "-",
    "multiplication_mul": "*", "multiplication_div": "/", "multiplication_mod": "%",
}  # fmt: skip
_UNARY = {"unary_not": "!", "unary_neg": "-"}
_LOGIC = {"conditionalor": "||", "conditionaland": "&&"}
_WORDS = {"and": "&&", "AND": "&&", "or": "||", "OR": "||", "not": "!", "NOT": "!", "is": "==", "IS": "=="}
_WRONG = {
    "map_lit": "Maps such as {…} can't be used in a condition.",
    "member_object": "Messages such as X{…} can't be used in a condition.",
    "dot_ident": "A name can't begin with a dot.",
    "dot_ident_arg": "A name can't begin with a dot.",
}
_WHOLE = {"list_lit", *_WRONG}
_MAX_DIGITS = 300
_MAX_INTEGER = 2**63


@lru_cache(maxsize=2048)
def parse(text: str) -> Expression:
    """The expression of a condition's text; raises `ConditionError` where it isn't CEL."""
    scanned = scan(text)
    if not scanned.clean.strip():
        raise ConditionError("The condition is empty; write one, such as contact.email != null.", text, 0)
    try:
        tree = CELParser().parse(scanned.clean)
    except CELParseError as error:
        raise _syntax_error(text, error) from None
    return _Builder(text, scanned.values).expression(tree, 1)


def _syntax_error(text: str, error: CELParseError) -> ConditionError:
    cause = error.__context__
    token = cause.token if isinstance(cause, UnexpectedInput) and hasattr(cause, "token") else None
    position = (cause.pos_in_stream if isinstance(cause, UnexpectedInput) else None) or 0
    if token is not None and token.type == "$END":
        return ConditionError("The condition isn't complete: something is missing at its end.", text, len(text.rstrip()) - 1)
    word = str(token) if token is not None else text[position]
    if word in _WORDS:
        return ConditionError(f"“{word}” isn't an operator; write {_WORDS[word]}.", text, position, len(word))
    found = text[position : position + len(word)]
    message = f"{found} isn't expected here: an operator, a bracket or a value is missing or too much."
    return ConditionError(message, text, position, len(word))


class _Builder:
    """Makes the small tree; recurses once per level, and levels are bounded."""

    def __init__(self, text: str, values: dict[int, str | bool]) -> None:
        self.text = text
        self.values = values

    def expression(self, tree: Tree[Token], depth: int) -> Expression:
        while tree.data not in _WHOLE and len(tree.children) == 1 and isinstance(tree.children[0], Tree):
            tree = tree.children[0]
        if depth > MAX_DEPTH:
            raise too_deep(self.text, _start(tree))
        rule = str(tree.data)
        if rule in _WRONG:
            raise ConditionError(_WRONG[rule], self.text, _start(tree), _end(tree) - _start(tree))
        if rule == "literal":
            return self._node(tree, NodeKind.LITERAL, value=self._literal(_token(tree, 0)))
        if rule == "expr":
            return self._node(tree, NodeKind.OPERATOR, "?:", [self.expression(child, depth + 1) for child in _trees(tree)])
        if rule == "unary":
            operator, operand = _trees(tree)
            return self._node(tree, NodeKind.OPERATOR, _UNARY[operator.data], [self.expression(operand, depth + 1)])
        if rule in _LOGIC:
            return self._node(tree, NodeKind.OPERATOR, _LOGIC[rule], [self.expression(part, depth + 1) for part in _parts(tree)])
        if rule in ("relation", "addition", "multiplication"):
            return self._chain(tree, depth)
        return self._member(tree, rule, depth)

    def _chain(self, tree: Tree[Token], depth: int) -> Expression:
        """`a - b - c` from the left, without a recursion for each operator."""
        links: list[tuple[Tree[Token], str, Tree[Token]]] = []
        while len(tree.children) == 2:
            operator, right = _trees(tree)
            links.append((tree, _BINARY[operator.data], right))
            (tree,) = _trees(operator)
        if depth + len(links) > MAX_DEPTH:
            raise too_deep(self.text, _start(links[0][2]))
        left = self.expression(tree, depth + len(links))
        for above, operator_name, right in reversed(links):
            left = self._node(above, NodeKind.OPERATOR, operator_name, [left, self.expression(right, depth + 1)])
        return left

    def _member(self, tree: Tree[Token], rule: str, depth: int) -> Expression:
        if rule == "ident":
            return self._node(tree, NodeKind.VARIABLE, _token(tree, 0))
        if rule == "ident_arg":
            return self._node(tree, NodeKind.FUNCTION, _token(tree, 0), self._listed(tree, depth))
        if rule == "list_lit":
            return self._node(tree, NodeKind.LIST, "", self._listed(tree, depth))
        target = self.expression(_trees(tree)[0], depth + 1)
        if rule == "member_dot":
            return self._node(tree, NodeKind.FIELD, _token(tree, 1), [target])
        if rule == "member_index":
            return self._node(tree, NodeKind.INDEX, "", [target, self.expression(_trees(tree)[1], depth + 1)])
        return self._node(tree, NodeKind.METHOD, _token(tree, 1), [target, *self._listed(tree, depth)])

    def _listed(self, tree: Tree[Token], depth: int) -> list[Expression]:
        lists = [child for child in _trees(tree) if child.data == "exprlist"]
        return [self.expression(child, depth + 1) for child in _trees(lists[0])] if lists else []

    def _node(
        self, tree: Tree[Token], kind: NodeKind, name: str = "", arguments: list[Expression] | None = None, value: Literal = None
    ) -> Expression:
        start = _start(tree)
        return Expression(kind, str(name), value, tuple(arguments or ()), start, _end(tree) - start)

    def _literal(self, token: Token) -> Literal:
        if token.type in ("STRING_LIT", "MLSTRING_LIT"):
            return self.values[token.start_pos or 0]
        if token.type == "NULL_LIT":
            return None
        number = _number(token) if len(token) <= _MAX_DIGITS else None
        if number is None:
            raise ConditionError("This number is too long to compare with; use a smaller one.", self.text, token.start_pos or 0, len(token))
        return number


def _number(token: Token) -> int | Decimal | None:
    """The number that is written, None when it is out of the range of 64-bit integers or of floating point numbers."""
    if token.type == "FLOAT_LIT":
        try:
            decimal = Decimal(token)
        except InvalidOperation:  # an exponent that not even decimals have
            return None
        return decimal if abs(decimal.adjusted()) <= _MAX_DIGITS else None
    written = token.rstrip("uU")
    integer = int(written, 16) if "x" in written else int(written)
    return integer if -_MAX_INTEGER <= integer < _MAX_INTEGER else None


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _parts(tree: Tree[Token]) -> Iterator[Tree[Token]]:
    """The operands of `a && b && c`, which the grammar nests to the left."""
    operands = []
    while len(tree.children) == 2:
        tree, right = _trees(tree)
        operands.append(right)
    return reversed([*operands, tree])


def _token(tree: Tree[Token], index: int) -> Token:
    token = tree.children[index]
    assert isinstance(token, Token)
    return token


def _start(tree: Tree[Token]) -> int:
    return int(tree.meta.start_pos)


def _end(tree: Tree[Token]) -> int:
    return int(tree.meta.end_pos)
