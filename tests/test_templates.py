"""Templates say where they are wrong, what they use, and render what they should."""

from decimal import Decimal

import pytest

from golive.models.templates import TemplateError, TemplateTooLarge, parse, rendered_size, sample_contact, sample_content, uses

SAMPLE = {"contact": sample_contact({"womens": "INTEGER"}), "content": sample_content()}


def text(template: str, **variables: object) -> str:
    return parse(template).render(variables or SAMPLE, html=False)


def page(template: str, **variables: object) -> str:
    return parse(template).render(variables or SAMPLE, html=True)


def test_an_undefined_variable_is_empty_and_a_default_takes_its_place() -> None:
    assert text('Hi {{ contact.nickname }}{{ contact.nickname | default: "friend" }}') == "Hi friend"


def test_numbers_keep_the_digits_they_were_written_with() -> None:
    assert text("{{ contact.spent }}", contact={"spent": Decimal("10.50")}) == "10.50"


def test_values_are_escaped_in_html_and_not_in_text() -> None:
    contact = {"first_name": "<b>&"}
    assert page("{{ contact.first_name }}", contact=contact) == "&lt;b&gt;&amp;"
    assert text("{{ contact.first_name }}", contact=contact) == "<b>&"


@pytest.mark.parametrize(
    ("template", "line", "column", "says"),
    [
        ("a\n {{ contact.x ", 2, 2, "isn't closed"),
        ("a\n {% if x ", 2, 2, "isn't closed"),
        ("a\n{% if x %}", 2, 4, "add it"),
        ("{% for i in x %}{% if y %}{% endfor %}", 1, 30, "endfor"),
        ("a\n{% endif %}", 2, 4, "endif"),
        ("\n\n{{ x | shout }}", 3, 8, "no filter 'shout'"),
        ("{% nonsense %}", 1, 4, "nonsense"),
        ("{% raw %} {{", 1, 1, "endraw"),
        ("{{ a b }}", 1, 6, "expected"),
        ("{% form %}", 1, 4, "missing expression"),
        ("{% form contact.id %}", 1, 9, "expected string"),
        ("{% if %}{% endif %}", 1, 4, "missing expression"),
    ],
)
def test_liquid_that_does_not_parse_is_told_with_its_place(template: str, line: int, column: int, says: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(template)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert says in caught.value.message
    assert f"line {line}, column {column}" in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "template",
    [
        "{{ 1 | divided_by: 0 }}",
        "{{ 'x' | append }}",
        "{{ '²' | date: '%Y' }}",
        "{{ '1e999' | ceil }}",
        "{{ 'x' | sum }}",
        "{% break %}",
        "\ud800",
    ],
)
def test_what_goes_wrong_while_rendering_is_a_template_error(template: str) -> None:
    with pytest.raises(TemplateError):
        text(template)


def test_a_newsletter_with_hundreds_of_products_renders() -> None:
    products = [{"name": f"Product {number}", "price": Decimal("9.90")} for number in range(500)]
    template = "{% for p in products %}{% if p.price > 5 %}<p>{{ p.name | upcase | escape }}: {{ p.price }}</p>{% endif %}{% endfor %}"
    assert page(template, products=products).count("<p>") == 500


def test_more_than_two_megabytes_of_output_are_too_large() -> None:
    with pytest.raises(TemplateTooLarge):
        text("{% for i in (1..9999) %}" + "x" * 300 + "{% endfor %}")


def test_variables_are_those_that_come_from_outside() -> None:
    template = (
        "{% assign a = contact.first_name %}"
        "{% if contact['zip_code'] == 'x' %}{{ a }}{{ content.address }}{% endif %}{% for i in x %}{{ i }}{% endfor %}"
    )
    assert parse(template).variables() == {"contact.first_name", "contact.zip_code", "content.address", "x"}


@pytest.mark.parametrize(
    ("template", "dynamic"),
    [
        ("{{ contact.email }}", True),
        ("{{ contact.first_name }} <{{ contact.email }}>", True),
        ("{% assign c = contact %}{{ c.email }}", True),
        ("{% if contact.vip %}{{ contact.email }}{% else %}a@example.com{% endif %}", True),
        ("{% echo contact.email %}", True),
        ("me@example.com", False),
        ("{{ 'me@example.com' }}", False),
        ("{% raw %}{{ contact.email }}{% endraw %}", False),
        ("{% if contact.vip %}a@example.com{% endif %}", False),
        ("", False),
    ],
)
def test_an_expression_puts_out_something_of_the_contact(template: str, dynamic: bool) -> None:
    assert parse(template).is_expression is dynamic


@pytest.mark.parametrize(
    ("template", "used"),
    [
        ('<a href="{{ content.unsubscribe_url }}">', True),
        ("{% if contact.a %}{% else %}{{ content['unsubscribe_url'] }}{% endif %}", True),
        ("{% assign url = content.unsubscribe_url %}{{ url }}", True),
        ("{{ '' | append: content.unsubscribe_url }}", True),
        ("{% if content.unsubscribe_url %}yes{% endif %}", False),
        ("{% raw %}{{ content.unsubscribe_url }}{% endraw %}", False),
        ("{% comment %}{{ content.unsubscribe_url }}{% endcomment %}", False),
        ("{{ content.unsubscribe_url_of_old }}", False),
    ],
)
def test_a_variable_is_used_where_its_value_is_told(template: str, used: bool) -> None:
    assert uses(parse(template), "content.unsubscribe_url") is used


def test_forms_are_known_without_rendering_and_come_from_the_callback() -> None:
    template = parse('{% if a %}{% form "one" %}{% endif %}{% form "two" %}{% form "one" %}')
    assert template.forms() == ["one", "two"]
    assert template.render({}, html=True, forms=lambda form_id: f"<form id={form_id}>") == "<form id=two><form id=one>"


def test_a_form_that_is_missing_leaves_a_sentence() -> None:
    template = parse('{% form "one" %}')
    assert template.render({}, html=True) == "This form is not available at the moment."
    assert template.render({}, html=True, forms=lambda _: "") == "This form is not available at the moment."


def test_a_template_is_parsed_once() -> None:
    assert parse("{{ contact.id }} once") is parse("{{ contact.id }} once")


def test_the_sample_contact_has_the_workspaces_attributes() -> None:
    assert (
        text("{{ contact.womens }} {{ contact.email }} {{ content.address }}") == "1 sample@example.com 1 Sample Street, 12345 Sampletown"
    )


def test_size_is_counted_in_bytes() -> None:
    assert rendered_size("é") == 2
