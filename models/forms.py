"""A marketing form as HTML: accessible without JavaScript, and everything that people wrote escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

OWN = "golive."
"""What the names of inputs start with that are no fields of the form, such as golive.consent."""

_INPUTS = {
    "TEXT": {"type": "text"},
    "EMAIL": {"type": "email", "autocomplete": "email"},
    "PHONE": {"type": "tel", "autocomplete": "tel"},
    "NUMBER": {"type": "number", "step": "any"},
    "DATE": {"type": "date"},
}

Json = Mapping[str, Any]


def render_form(snapshot: Json, action: str | None = None) -> str:
    """The HTML of a form with this content (by input names); its parts have classes that start with golive-.

    `action` is the URL that takes submissions; without one they go to the URL of the page. Fields are sent under their
    keys, and besides them golive.consent, golive.do-not-bulk-email, golive.remember-me, golive.human, golive.friends.
    """
    elements = snapshot.get("elements") or []
    parts = [_field(field) for field in snapshot.get("fields") or []]
    if "FORWARD" in elements:
        parts.append(_labelled("E-mail addresses of your friends, one a line", _tag("textarea", "", name=f"{OWN}friends", required=True)))
    parts.append(_consent(snapshot.get("consent"), "SUBSCRIPTION_LISTS" in elements))
    parts += [_box(name, label, required=needed) for element, name, label, needed in _BOXES if element in elements]
    parts.append(_buttons(snapshot.get("submitLabel"), "RESET" in elements))
    return _tag("form", "".join(parts), class_="golive-form", method="post", action=action, accept_charset="utf-8")


_BOXES = (
    ("DO_NOT_BULK_EMAIL", "do-not-bulk-email", "Send me no bulk e-mail", False),
    ("REMEMBER_ME", "remember-me", "Remember me on this device", False),
    ("CAPTCHA", "human", "I am a person, not a program", True),
)


def _field(field: Json) -> str:
    key, required = field["key"], bool(field.get("required"))
    label, options = field.get("label") or key, field.get("options") or []
    match field.get("type") or "TEXT":
        case "HIDDEN":
            return _empty("input", type="hidden", name=key, value=options[0] if options else "")
        case "CHECKBOX":
            return _checkbox(key, "true", label, required)
        case "LONG_TEXT":
            return _labelled(label, _tag("textarea", "", name=key, rows="5", required=required), required)
        case "CHOICE":
            choices = _tag("option", "", value="") + "".join(_tag("option", escape(option), value=option) for option in options)
            return _labelled(label, _tag("select", choices, name=key, required=required), required)
        case kind:
            return _labelled(label, _empty("input", name=key, required=required, **_INPUTS[kind]), required)


def _consent(consent: str | None, as_list: bool) -> str:
    """The box for the form's consent, never ticked beforehand; as a list of subscriptions where the form has one."""
    consent = consent or ("email:commercial" if as_list else None)
    if not consent:
        return ""
    channel, _, purpose = consent.partition(":")
    about = f"{purpose or 'all'} messages by {channel}"
    if not as_list:
        return _checkbox(f"{OWN}consent", consent, f"I agree to get {about}", False)
    box = _checkbox(f"{OWN}consent", consent, about[0].upper() + about[1:], False)
    return _tag("fieldset", _tag("legend", "Subscriptions") + box, class_="golive-subscriptions")


def _buttons(submit: str | None, reset: bool) -> str:
    buttons = _tag("button", escape(submit), type="submit") if submit and submit.strip() else ""
    buttons += _tag("button", "Reset", type="reset") if reset else ""
    return _tag("p", buttons, class_="golive-buttons") if buttons else ""


def _box(name: str, label: str, *, required: bool) -> str:
    return _checkbox(f"{OWN}{name}", "true", label, required)


def _checkbox(name: str, value: str, label: str, required: bool) -> str:
    box = _empty("input", type="checkbox", name=name, value=value, required=required)
    return _tag("p", _tag("label", f"{box} {escape(label)}{_star(required)}"), class_="golive-field")


def _labelled(label: str, control: str, required: bool = True) -> str:
    """The control within its label, so that the two belong together without ids, which a page with two forms would double."""
    text = _tag("span", escape(label) + _star(required), class_="golive-label")
    return _tag("p", _tag("label", f"{text} {control}"), class_="golive-field")


def _star(required: bool) -> str:
    """For the eye alone: programs that read aloud tell `required` by themselves."""
    return _tag("span", " *", aria_hidden="true") if required else ""


def _tag(tag: str, inner: str, /, **attributes: str | bool | None) -> str:
    return f"{_empty(tag, **attributes)}{inner}</{tag}>"


def _empty(tag: str, /, **attributes: str | bool | None) -> str:
    """A tag with its attributes, which are left out when None or false; `class_` is class, `accept_charset` accept-charset."""
    written = [
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    ]
    return f"<{tag}{''.join(written)}>"
