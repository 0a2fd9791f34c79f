"""Liquid that can only read its variables, and only for so long: no files, no attributes, a budget of work."""

from collections.abc import Callable, Mapping
from typing import Any

from liquid import BoundTemplate, Environment, Node, RenderContext, Token
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.exceptions import ResourceLimitError
from liquid.expression import Expression

from golive.models.templates.form_tag import FormTag

MAX_OUTPUT = 2 * 1024 * 1024  # bytes
MAX_LOOP = 10_000  # iterations of nested loops, and items of a list
MAX_WORK = 400_000  # steps of one render, about a microsecond or two each
_MAX_BITS = 256  # of a whole number


class BoundedRange(RangeLiteral):
    """`(1..n)`: the library makes it of any length, then copies it into lists or counts through it."""

    __slots__ = ()

    def _make_range(self, start: Any, stop: Any) -> range:
        numbers = super()._make_range(start, stop)
        if numbers.stop - numbers.start > MAX_LOOP:  # len() overflows for the longest
            raise ResourceLimitError(f"a range has more than {MAX_LOOP:,} numbers; shorten it", token=self.token)
        return numbers


class Context(RenderContext):
    """A render that pays for each node, variable and filter. The library's limits count only nested loops."""

    __slots__ = ("forms", "work")

    def __init__(self, template: BoundTemplate, variables: Mapping[str, object]) -> None:
        self.work = MAX_WORK
        self.forms: Callable[[str], str] | None = None
        super().__init__(template, globals=template.make_globals(variables))

    def spend(self, steps: int) -> None:
        """Raise ResourceLimitError once the render has cost more than it may."""
        self.work -= steps
        if self.work < 0:
            raise ResourceLimitError("rendering takes too long; use fewer loops and filters", token=None)

    # Each node asks for the disabled tags before it renders: the one place where all of them pass. There are none to
    # disable, since include and render, for which the library has them, aren't here.
    @property
    def disabled_tags(self) -> list[str]:
        self.spend(1)
        return []

    @disabled_tags.setter
    def disabled_tags(self, tags: list[str]) -> None:
        pass

    def get(self, path: list[object], *, token: Token | None, **default: Any) -> object:
        value = super().get(path, token=token, **default)
        self.spend(_weight(value))
        return value

    def assign(self, key: str, val: Any) -> None:
        self.spend(_weight(val))
        self.locals[key] = val

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        apply = super().filter(name, token)

        def metered(value: object, *arguments: object, **options: object) -> object:
            self.spend(_weight(value) + sum(map(_weight, arguments)) + _extra_cost(name, value, arguments))
            result = apply(value, *arguments, **options)
            _refuse_large(result)
            self.spend(_weight(result))
            return result

        return metered


class _Environment(Environment):
    context_depth_limit = 40
    loop_iteration_limit = MAX_LOOP
    output_stream_limit = MAX_OUTPUT


def environment(*, autoescape: bool) -> Environment:
    """Liquid without what reads files or lets a contact's data through unescaped."""
    made = _Environment(autoescape=autoescape)
    del made.tags["include"], made.tags["render"]
    del made.filters["safe"]
    made.add_tag(FormTag)
    return made


def bound_ranges(expression: Expression) -> None:
    """Put a BoundedRange for each range within the expression."""
    if type(expression) is RangeLiteral:
        expression.__class__ = BoundedRange
    for child in expression.children():
        bound_ranges(child)


def walk(template: BoundTemplate) -> list[Node]:
    """All nodes of a template, each before those within it."""
    found = []
    static = RenderContext(template)
    waiting = list(reversed(template.nodes))
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(list(node.children(static, include_partials=False))))
    return found


def _weight(value: object) -> int:
    if isinstance(value, str):
        return 1 + len(value) // 200
    if isinstance(value, list | tuple):
        return 1 + len(value) // 10 + sum(len(item) for item in value if isinstance(item, str)) // 200
    return 1


def _extra_cost(name: str, value: object, arguments: tuple[object, ...]) -> int:
    """What a filter costs beyond the size of what it gets."""
    if name == "uniq" and isinstance(value, list | tuple | range):
        return len(value) ** 2 // 50
    if name == "date" and isinstance(value, str):
        return len(value) * 20
    if name == "replace" and isinstance(value, str) and len(arguments) > 1:
        return value.count(str(arguments[0])) * len(str(arguments[1])) // 40
    if name == "join" and isinstance(value, list | tuple | range) and arguments:
        return len(value) * len(str(arguments[0])) // 40
    return 0


def _refuse_large(result: object) -> None:
    if isinstance(result, str) and len(result) > MAX_OUTPUT:
        raise ResourceLimitError(f"a filter makes a text of more than {MAX_OUTPUT:,} characters; shorten it", token=None)
    if isinstance(result, list) and len(result) > MAX_LOOP:
        raise ResourceLimitError(f"a filter makes a list of more than {MAX_LOOP:,} items; shorten it", token=None)
    if isinstance(result, int) and result.bit_length() > _MAX_BITS:
        raise ResourceLimitError("a filter makes a number that is too large; use smaller ones", token=None)
