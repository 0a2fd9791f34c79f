"""Forms as HTML: what each part becomes, that labels belong to their controls, and that nothing typed gets out of its place."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golive.models.forms import render_form

VOID = {"input"}


class Outline(HTMLParser):
    """Every element with its attributes and text, and which label each control is in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.unlabelled: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("input", "select", "textarea") and "label" not in self.open and dict(attrs).get("type") != "hidden":
            self.unlabelled.append(str(dict(attrs).get("name")))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def named(self, name: str) -> tuple[str, dict[str, str | None]]:
        (found,) = [element for element in self.elements if element[1].get("name") == name]
        return found


def field(type_: str, **more: Any) -> dict[str, Any]:
    return {"key": "k", "label": "Your answer", "type": type_, "required": False, "options": [], "attribute": None, **more}


def rendered(**snapshot: Any) -> Outline:
    return Outline(render_form({"submitLabel": "Send", **snapshot}))


@pytest.mark.parametrize(
    ("type_", "tag", "attributes"),
    [
        ("TEXT", "input", {"type": "text"}),
        ("LONG_TEXT", "textarea", {"rows": "5"}),
        ("EMAIL", "input", {"type": "email", "autocomplete": "email"}),
        ("PHONE", "input", {"type": "tel", "autocomplete": "tel"}),
        ("NUMBER", "input", {"type": "number", "step": "any"}),
        ("DATE", "input", {"type": "date"}),
        ("CHECKBOX", "input", {"type": "checkbox", "value": "true"}),
        ("CHOICE", "select", {}),
        ("HIDDEN", "input", {"type": "hidden", "value": ""}),
    ],
)
def test_each_type_of_field_has_its_control(type_: str, tag: str, attributes: dict[str, str]) -> None:
    outline = rendered(fields=[field(type_)])
    assert outline.named("k") == (tag, {"name": "k", **attributes})
    assert outline.unlabelled == []
    assert ("Your answer" in "".join(outline.texts)) is (type_ != "HIDDEN")


def test_a_field_without_a_label_shows_its_key() -> None:
    assert "zip" in "".join(rendered(fields=[field("TEXT", key="zip", label=None)]).texts)


def test_a_required_field_says_so_to_programs_and_to_eyes() -> None:
    outline = rendered(fields=[field("EMAIL", required=True)])
    assert "required" in outline.named("k")[1]
    assert " *" in outline.texts
    assert ("span", {"aria-hidden": "true"}) in outline.elements


def test_a_choice_offers_its_options_after_none() -> None:
    outline = rendered(fields=[field("CHOICE", options=["Red", "Blue"])])
    assert [attributes["value"] for tag, attributes in outline.elements if tag == "option"] == ["", "Red", "Blue"]


def test_a_hidden_field_sends_its_first_option() -> None:
    assert rendered(fields=[field("HIDDEN", options=["fair"])]).named("k")[1]["value"] == "fair"


def test_without_a_submit_label_there_is_no_button() -> None:
    assert "button" not in [tag for tag, _ in rendered(submitLabel=" ").elements]
    assert ("button", {"type": "submit"}) in rendered().elements


def test_a_form_sends_where_it_is_told_to_or_to_its_page() -> None:
    form = {"class": "golive-form", "method": "post", "accept-charset": "utf-8"}
    assert Outline(render_form({})).elements == [("form", form)]
    assert Outline(render_form({}, "/f/x")).elements == [("form", {**form, "action": "/f/x"})]


def test_each_element_has_its_control() -> None:
    outline = rendered(elements=["FORWARD", "RESET", "CAPTCHA", "DO_NOT_BULK_EMAIL", "SUBSCRIPTION_LISTS", "REMEMBER_ME"])
    names = ["friends", "consent", "do-not-bulk-email", "remember-me", "human"]
    assert [attributes["name"] for _, attributes in outline.elements if "name" in attributes] == [f"golive.{name}" for name in names]
    assert ("button", {"type": "reset"}) in outline.elements
    assert ("fieldset", {"class": "golive-subscriptions"}) in outline.elements
    assert outline.unlabelled == []


def test_consent_is_asked_for_and_never_given_beforehand() -> None:
    outline = rendered(consent="email:commercial")
    assert outline.named("golive.consent") == ("input", {"type": "checkbox", "name": "golive.consent", "value": "email:commercial"})
    assert any("commercial messages by email" in text for text in outline.texts)


TEXT = st.text(st.characters(exclude_characters="\r\0"), min_size=1, max_size=30) | st.sampled_from(
    ['"><script>alert(1)</script>', "</textarea><b>", "' onfocus='x", "</form>", "&lt;", "<!--", "{{ contact.email }}"]
)


@given(
    key=TEXT,
    label=TEXT,
    option=TEXT,
    submit=TEXT,
    action=TEXT,
    type_=st.sampled_from(["TEXT", "CHOICE", "CHECKBOX", "HIDDEN", "LONG_TEXT"]),
)
def test_what_people_wrote_stays_text(key: str, label: str, option: str, submit: str, action: str, type_: str) -> None:
    form = {"fields": [field(type_, key=key, label=label, options=[option])], "submitLabel": submit, "consent": option}
    harmless = {"fields": [field(type_, key="k", label="l", options=["o"])], "submitLabel": "s" if submit.strip() else " ", "consent": "o"}
    hostile, plain = Outline(render_form(form, action)), Outline(render_form(harmless, "a"))
    assert [(tag, [*attributes]) for tag, attributes in hostile.elements] == [(tag, [*attributes]) for tag, attributes in plain.elements]
    assert hostile.elements[0][1]["action"] == action
    assert hostile.named(key)[0] in ("input", "select", "textarea")
