"""MJML compiles with its Liquid intact or says what is wrong, and plain text keeps what matters."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.models.templates import (
    DesignError,
    TemplateError,
    compile_design,
    parse,
    plain_text,
    sample_contact,
    sample_content,
)

SAMPLE = {"contact": sample_contact({"womens": "INTEGER"}), "content": sample_content()}
MJML = "<mjml><mj-body><mj-section><mj-column>{}</mj-column></mj-section></mj-body></mjml>"
SECONDS = 20  # far more than it takes on a busy machine, and far less than what the sandbox keeps out


def text(template: str, **variables: object) -> str:
    return parse(template).render(variables or SAMPLE, html=False)


def page(template: str, **variables: object) -> str:
    return parse(template).render(variables or SAMPLE, html=True)


def test_html_is_left_as_it_is() -> None:
    assert compile_design("HTML", "<p>{{ a < b }}") == "<p>{{ a < b }}"


@pytest.mark.parametrize(
    ("liquid", "rendered"),
    [
        ('<mj-text>Hi {{ contact.nickname | default: "friend" }}</mj-text>', "Hi friend"),
        ("<mj-text>{% if contact.womens < 2 and contact.womens > 0 %}<b>few</b>{% endif %}</mj-text>", "<b>few</b>"),
        ('<mj-button href="{{ content.unsubscribe_url | default: "x" }}">Bye</mj-button>', 'href="https://example.com/unsubscribe"'),
        ('<mj-text color="{% if contact.womens == 1 %}red{% else %}blue{% endif %}">x</mj-text>', "color:red"),
        ("{% for i in (1..2) %}<mj-text>item {{ i }}</mj-text>{% endfor %}", "item 2"),
        ("<mj-raw>{% for i in (1..2) %}</mj-raw><mj-text>item {{ i }}</mj-text><mj-raw>{% endfor %}</mj-raw>", "item 2"),
        ("<mj-raw><p>{{ content.address }}</p></mj-raw>", "<p>1 Sample Street, 12345 Sampletown</p>"),
        ("<mj-text>a<br>b&nbsp;c</mj-text>", "a<br />b&nbsp;c"),
    ],
)
def test_liquid_survives_mjml(liquid: str, rendered: str) -> None:
    html = page(compile_design("MJML", MJML.format(liquid)))
    assert rendered in html
    assert "<table" in html


def test_what_a_condition_hides_in_mjml_is_hidden() -> None:
    source = MJML.format("{% if contact.nothing %}<mj-text>secret</mj-text>{% endif %}<mj-text>open</mj-text>")
    html = compile_design("MJML", source)
    assert "secret" not in page(html)
    assert text(plain_text(html)).strip() == "open"


@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        (MJML.format("\n<mj-tekst>x</mj-tekst>"), 2, "no tag <mj-tekst>"),
        (MJML.format("\n\n<mj-text>"), 3, "closes no tag"),
        ("<mjml>\n<mj-body>", 2, "<mj-body> isn't closed"),
        (MJML.format("<mj-text>\n1 < 2</mj-text>"), 2, "&lt;"),
        (MJML.format("<mj-text {{ x\n}}>\n1 < 2</mj-text>"), 2, "&lt;"),
        (MJML.format("\n<mj-text color=red>x</mj-text>"), 2, "quotes"),
        (MJML.format('<mj-include path="/etc/passwd" />'), 1, "include"),
        ("", 0, "mjml"),
        ("just text", 1, "begin it with <mjml>"),
        ("é", 1, "begin it with <mjml>"),
        ("<mjml><mj-body>" + "<mj-wrapper>" * 9_000 + "</mj-wrapper>" * 9_000 + "</mj-body></mjml>", 1, "nested deeper"),
        ("<mjml>" + "<!--" * 100_000, 1, "tag"),
        ("<mjml><a " + "a " * 200_000, 1, "tag"),
    ],
)
def test_mjml_that_does_not_compile_is_told_with_its_line(source: str, line: int, says: str) -> None:
    with pytest.raises(DesignError, match=says) as caught:
        compile_design("MJML", source)
    if "{{" not in source:
        assert caught.value.line == line


def test_plain_text_keeps_links_lists_images_and_liquid() -> None:
    html = (
        "<style>p {}</style><h1>Hi {{ contact.first_name | default: '<b>' }}</h1>"
        '<p>Our <b>big</b> sale: <a href="https://shop.example/a_b?c=1&amp;d=2">look</a></p><ul><li>one<li>two</ul>'
        '<a href="{{ content.unsubscribe_url }}"><img alt="Unsubscribe" src="x.png"></a><a href="#top">up</a>'
    )
    assert plain_text(html) == (
        "Hi {{ contact.first_name | default: '<b>' }}\n\n"
        "Our big sale: look (https://shop.example/a_b?c=1&d=2)\n\n"
        "* one\n* two\nUnsubscribe ({{ content.unsubscribe_url }})up"
    )


def test_plain_text_keeps_the_order_of_liquid_within_tables() -> None:
    html = "<table><tr>{% if x %}<td>1</td><td>2</td>{% endif %}</tr>{% if y %}<tr><td>3</td></tr>{% endif %}</table>"
    assert plain_text(html).split("\n") == ["{% if x %}", "1", "2", "{% endif %}", "{% if y %}", "3", "{% endif %}"]


PIECES = """<mjml> </mjml> <mj-body> </mj-body> <mj-text> </mj-text> <mj-raw> </mj-raw> <mj-include/>
<p> </p> <br> <a~href=' '> <a~href=" "> </a>
<table> <tr> <td> <!-- --> &nbsp; &#0; {{~x~}} {%~if~x~%} < é \0"""
MARKUP = st.lists(st.sampled_from(PIECES.split()), max_size=30).map(lambda pieces: "".join(pieces).replace("~", " "))


@settings(max_examples=300, deadline=2_000)
@given(MARKUP, st.booleans())
def test_no_markup_makes_anything_but_an_error_with_a_sentence(source: str, within: bool) -> None:
    with suppress(DesignError, TemplateError):
        compile_design("MJML", MJML.format(source) if within else source)
    with suppress(DesignError, TemplateError):
        plain_text(source)
