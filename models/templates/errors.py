"""What goes wrong with a template, told as one sentence with its place."""


class TemplateError(Exception):
    """Liquid that doesn't parse or can't be rendered.

    `message` is one sentence that names the place where there is one; `line` and `column` count from 1, 0 is unknown.
    """

    def __init__(self, problem: str, line: int = 0, column: int = 0) -> None:
        place = f" at line {line}, column {column}" if line else ""
        self.message = f"The Liquid can't be used{place}: {problem.rstrip('.')}."
        self.line = line
        self.column = column
        super().__init__(self.message)


class TemplateTooLarge(TemplateError):
    """A template, or what it renders to, of more than the limit."""


class DesignError(Exception):
    """A design that doesn't compile; `line` counts from 1, 0 is unknown."""

    def __init__(self, problem: str, line: int = 0) -> None:
        place = f" at line {line}" if line else ""
        self.message = f"The MJML doesn't compile{place}: {problem.rstrip('.')}."
        self.line = line
        super().__init__(self.message)


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """The place of `text[index]`, both counted from 1."""
    index = max(0, min(index, len(text)))
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
