"""Templates in Liquid: parsed once, known without rendering, rendered for one contact at a time."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from liquid import BoundTemplate
from liquid.builtin.expressions import Path
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.echo_tag import EchoNode
from liquid.exceptions import FilterArgumentError, LiquidError, OutputStreamLimitError
from liquid.expression import Expression
from liquid.static_analysis import TemplateAnalysis

from golive.models.templates.errors import TemplateError, TemplateTooLarge, line_and_column
from golive.models.templates.form_tag import FormNode
from golive.models.templates.sandbox import MAX_OUTPUT, Context, bound_ranges, environment, walk
from golive.models.templates.scan import liquid_spans

_HTML = environment(autoescape=True)
_TEXT = environment(autoescape=False)


class Template:
    """A parsed template; make it with `parse`. Immutable, so it may be shared between tasks and threads."""

    def __init__(self, text: str, parsed: BoundTemplate, analysis: TemplateAnalysis) -> None:
        nodes = walk(parsed)
        self._text = text
        self._constant = text.isascii() and next(liquid_spans(text), None) is None
        self._nodes = parsed.nodes
        self._variables = frozenset(str(path) for paths in analysis.globals.values() for path in paths)
        self._forms = tuple(dict.fromkeys(node.form_id for node in nodes if isinstance(node, FormNode)))
        outputs = [node for node in nodes if isinstance(node, OutputNode | EchoNode)]
        self._is_expression = bool(self._variables) and any(_paths(node.expression) for node in outputs)
        tellers = [node for node in nodes if isinstance(node, OutputNode | EchoNode | AssignNode)]
        self._told = frozenset(path for node in tellers for path in _paths(node.expression) & self._variables)

    @property
    def is_expression(self) -> bool:
        """Whether an output expression, such as `{{ contact.email }}`, makes the text differ between contacts."""
        return self._is_expression

    def variables(self) -> set[str]:
        """The paths that the template reads from outside, such as `contact.first_name`."""
        return set(self._variables)

    def forms(self) -> list[str]:
        """The ids in `{% form "ID" %}`, in order, each once."""
        return list(self._forms)

    def outputs(self, name: str) -> bool:
        """Whether the template tells the variable's value, in whatever branch; asking for it in an `if` is not telling."""
        return any(path == name or path.startswith((f"{name}.", f"{name}[")) for path in self._told)

    def render(self, variables: Mapping[str, object], *, html: bool, forms: Callable[[str], str] | None = None) -> str:
        """The text for these variables (plain data: mappings, lists, texts, numbers); undefined ones are empty.

        With `html` all values are escaped. `forms` gives the safe HTML of a form's id, or "" where there is none.
        Raises TemplateError where a value doesn't fit, TemplateTooLarge for more than 2 MB.
        """
        if self._constant:
            return self._text
        bound = BoundTemplate(_HTML if html else _TEXT, self._nodes)
        context = Context(bound, variables)
        context.forms = forms
        buffer = context.get_buffer()
        try:
            bound.render_with_context(context, buffer)
        except OutputStreamLimitError:
            raise TemplateTooLarge(f"it renders to more than {MAX_OUTPUT:,} bytes; shorten it") from None
        except LiquidError as error:
            raise _told(error, self._text) from None
        except Exception as error:  # the library lets through whatever Python says of an odd value
            raise TemplateError("a value doesn't fit the filter or tag that gets it") from error
        return buffer.getvalue()


@lru_cache(maxsize=256)
def parse(text: str) -> Template:
    """Parse Liquid. Raises TemplateError, with line and column, for what doesn't parse, and nothing else."""
    for _ in liquid_spans(text):
        pass
    try:
        parsed = _HTML.from_string(text)
        for node in walk(parsed):
            for expression in node.expressions():
                bound_ranges(expression)
        analysis = parsed.analyze(include_partials=False)
        template = Template(text, parsed, analysis)
    except RecursionError:
        raise TemplateError("expressions are nested too deeply; use simpler ones") from None
    except LiquidError as error:
        raise _told(error, text) from None
    for name, spans in analysis.filters.items():
        if name not in _HTML.filters:
            place = line_and_column(text, spans[0].index)
            raise TemplateError(f"there is no filter '{name}'; check its spelling or remove it", *place)
    return template


def uses(template: Template, name: str) -> bool:
    """Whether the template tells the value of `name`, such as "content.unsubscribe_url", in whatever branch."""
    return template.outputs(name)


def _paths(expression: Expression) -> frozenset[str]:
    return frozenset(str(found) for found in _all_within(expression) if isinstance(found, Path))


def _all_within(expression: Expression) -> list[Expression]:
    return [expression, *(within for child in expression.children() for within in _all_within(child))]


def _told(error: LiquidError, text: str) -> TemplateError:
    """The library's error as one sentence of ours."""
    if isinstance(error.__cause__, RecursionError):
        return TemplateError("expressions are nested too deeply; use simpler ones")
    problem = error.message
    if isinstance(error, FilterArgumentError) and not isinstance(problem, str):
        problem = "a filter has too many arguments, too few or of the wrong kind; correct them"
    token = error.token
    if token is None:
        return TemplateError(str(problem))
    if token.start_index < 0:  # the end of the text, where a tag is still open
        return _unclosed(text) or TemplateError(str(problem), *line_and_column(text, len(text)))
    return TemplateError(str(problem), *line_and_column(text, token.start_index))


def _unclosed(text: str) -> TemplateError | None:
    """An error at the innermost tag that isn't closed, if the library finds it."""
    try:
        unclosed = _HTML.analyze_tags_from_string(text).unclosed_tags
    except (LiquidError, IndexError):
        return None
    places = [(span.index, name) for name, spans in unclosed.items() for span in spans]
    if not places:
        return None
    index, name = max(places)
    return TemplateError(f"{{% {name} %}} has no {{% end{name} %}}; add it", *line_and_column(text, index))
