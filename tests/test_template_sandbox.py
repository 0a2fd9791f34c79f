"""Templates can neither look around, nor let a contact's markup through, nor take long."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.models.templates import (
    TemplateError,
    parse,
    sample_contact,
    sample_content,
)

SAMPLE = {"contact": sample_contact({"womens": "INTEGER"}), "content": sample_content()}
SECONDS = 20  # far more than it takes on a busy machine, and far less than what the sandbox keeps out


def text(template: str, **variables: object) -> str:
    return parse(template).render(variables or SAMPLE, html=False)


def page(template: str, **variables: object) -> str:
    return parse(template).render(variables or SAMPLE, html=True)


@pytest.mark.parametrize(
    "trick",
    [
        '{{ contact.x | append: "" }}',
        '{{ "" | append: contact.x }}',
        '{{ "a" | replace: "a", contact.x }}',
        "{{ contact.x | escape_once }}",
        "{{ contact.x | newline_to_br }}",
        "{{ contact.x | strip_newlines }}",
        '{{ contact.x | split: "," | join: "" }}',
        "{% capture c %}{{ contact.x }}{% endcapture %}{{ c }}",
        "{{ contact.x | url_encode | url_decode }}",
        "{{ contact.x | base64_encode | base64_decode }}",
        "{{ contact.list }}",
        "{{ contact }}",
        '{{ contact.x | date: "%Y" }}',
        "{{ contact.x | default: contact.x | truncate: 100 }}",
        "{% for i in contact.list %}{{ i }}{% endfor %}",
        "{% echo contact.x %}",
    ],
)
def test_no_filter_or_tag_lets_a_contacts_markup_into_html(trick: str) -> None:
    hostile = "<script>"
    assert hostile not in page(trick, contact={"x": hostile, "list": [hostile]})


def test_the_filter_that_switches_escaping_off_is_not_there() -> None:
    with pytest.raises(TemplateError, match="no filter 'safe'"):
        parse("{{ contact.first_name | safe }}")


@pytest.mark.parametrize(
    "escape",
    [
        "{{ contact.__class__ }}",
        "{{ contact['__class__']['__mro__'] }}",
        "{{ contact.items }}",
        "{{ contact.email.upper }}",
        "{{ contact.email.__len__.__globals__ }}",
        "{{ forloop.parentloop.__class__ }}",
        "{% for i in (1..2) %}{{ forloop.it }}{{ forloop.__init__ }}{{ forloop._keys }}{% endfor %}",
        "{{ nothing.__class__.__init__ }}",
        "{{ contact | map: '__class__' }}",
    ],
)
def test_a_template_sees_data_and_no_python(escape: str) -> None:
    assert text(escape).strip() == ""


@pytest.mark.parametrize("tag", ["{% include '/etc/passwd' %}", "{% render '/etc/passwd' %}", "{% extends 'a' %}"])
def test_a_template_reads_no_files(tag: str) -> None:
    with pytest.raises(TemplateError, match="unexpected tag"):
        parse(tag)


RANGE = "(1..1000000000000)"


@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize(
    "template",
    [
        f"{{% for i in {RANGE} %}}{{% endfor %}}",
        f"{{% for i in {RANGE} offset: 100000000000 limit: 1 %}}{{% endfor %}}",
        f"{{% for i in {RANGE} reversed %}}{{% endfor %}}",
        f"{{% tablerow i in {RANGE} cols: 2 %}}{{% endtablerow %}}",
        f"{{{{ {RANGE} | join: '' }}}}",
        f"{{{{ 'a' | append: {RANGE} }}}}",
        f"{{% assign r = {RANGE} %}}",
        f"{{% echo {RANGE} | reverse %}}",
        f"{{% if {RANGE} contains 'a' %}}{{% endif %}}",
        f"{{% unless {RANGE} contains 1.5 %}}{{% endunless %}}",
        f"{{% if false %}}{{% elsif {RANGE} contains 'a' %}}{{% endif %}}",
        f"{{% case {RANGE} %}}{{% when 1 %}}{{% endcase %}}",
        f"{{% case 1 %}}{{% when {RANGE} %}}{{% endcase %}}",
        f"{{% cycle {RANGE} %}}",
        f"{{% liquid\nassign r = {RANGE} | sort\n%}}",
        "{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}",
        "{% for i in (1..9999) %}" + "{% if true %}{% endif %}" * 4000 + "{% endfor %}",
        "{% for i in (1..9999) %}x{% endfor %}" * 2000,
        "{% assign x = 'aaaaaaaaaaaaaaaa' %}" + "{% assign x = x | append: x %}" * 60,
        "{% assign x = 99999999 %}" + "{% assign x = x | times: x %}" * 60,
        "{{ 'aaaaaaaaaa' " + "| replace: 'a', 'aaaaaaaaaaaaaaaaaaaa'" * 9 + "}}",
        "{% assign l = 'a' | split: ',' %}" + "{% assign l = l | concat: l %}" * 60,
        "{% assign l = (1..9999) | reverse %}" + "{{ l | uniq }}" * 100,
        "{% for i in (1..9999) %}{% capture x %}{{ x }}0123456789{% endcapture %}{% endfor %}" * 20,
        "{% for i in (1..9999) %}{{ x | append: '0123456789' }}{% endfor %}" * 30,
        "{{" * 500_000,
        "{%" * 500_000,
        "{{ }}" * 100_000,
        "{% raw %}" * 100_000,
        "{{" + " " * 1_900 + "}}",
        ("{{ (" + "(" * 1_900 + " }}") * 50,
        "{{ a" + "[a" * 600 + "]" * 600 + " }}",
        "{% if x %}" * 3_000 + "{% endif %}" * 3_000,
        "x" * (1024 * 1024 + 1),
    ],
)
def test_a_template_that_would_take_too_long_is_refused_soon(template: str) -> None:
    with pytest.raises(TemplateError):
        text(template)


WORDS = """{{ }} {% %} {%- -%} if endif else for endfor in case when endcase assign capture endcapture raw endraw comment endcomment
liquid form
cycle increment tablerow endtablerow unless endunless contact.email x ( ) [ ] .. 1 9999999999 -1 0.5 'a' " : , | == < contains and or append
replace split join sort uniq date times divided_by round slice truncate default map where sum first size <p> &"""
LIQUID = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=40).map(" ".join)


@settings(max_examples=300, deadline=2_000)
@given(st.one_of(st.text(), LIQUID))
def test_no_text_makes_anything_but_a_template_error(source: str) -> None:
    with suppress(TemplateError):
        template = parse(source)
        for html in (True, False):
            template.render(SAMPLE | {"x": ["a", 1, None]}, html=html)


@settings(max_examples=200, deadline=2_000)
@given(
    st.sampled_from(
        ["append", "replace", "split", "join", "date", "times", "divided_by", "round", "slice", "truncate", "map", "uniq", "sum"]
    ),
    st.lists(st.one_of(st.none(), st.integers(), st.floats(), st.text(), st.lists(st.integers())), min_size=3, max_size=3),
)
def test_no_value_makes_a_filter_raise_anything_else(name: str, values: list[object]) -> None:
    template = parse(f"{{{{ a | {name}: b }}}}{{{{ a | {name}: b, c }}}}{{{{ a | {name} }}}}")
    with suppress(TemplateError):
        template.render(dict(zip("abc", values, strict=True)), html=True)
