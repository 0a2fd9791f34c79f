"""The tag `{% form "ID" %}`, which puts a marketing form into a page."""

from typing import TextIO

from liquid import Node, RenderContext, Tag, Token, TokenStream
from liquid.token import TOKEN_EOF, TOKEN_STRING, TOKEN_TAG

UNAVAILABLE = "This form is not available at the moment."


class FormNode(Node):
    """Renders what the render's `forms` gives for the id, else a sentence."""

    __slots__ = ("form_id",)

    def __init__(self, token: Token, form_id: str) -> None:
        super().__init__(token)
        self.form_id = form_id
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        forms = getattr(context, "forms", None)
        return buffer.write((forms(self.form_id) if forms else "") or UNAVAILABLE)


class FormTag(Tag):
    """Takes one quoted id, so that a page's forms are known without rendering it."""

    name = "form"
    block = False

    def parse(self, stream: TokenStream) -> FormNode:
        token = stream.eat(TOKEN_TAG)
        inner = stream.into_inner(tag=token, eat=False)
        form_id = inner.eat(TOKEN_STRING).value
        inner.eat(TOKEN_EOF)
        return FormNode(token, form_id)
