"""Names: what is known of the contact, its consent, and the properties of an event."""

from __future__ import annotations

from sqlalchemy import func

from golive.models.conditions.context import UNKNOWN, Context, did_you_mean
from golive.models.conditions.syntax import Expression, NodeKind
from golive.models.conditions.terms import CONTACT, AttributeType, Digits, Term, Type
from golive.models.conditions.values import fixed, number_term, seconds, seconds_of, stored

BUILTIN = {
    "id": Type.CONTACT_ID,
    "email": Type.TEXT,
    "first_name": Type.TEXT,
    "last_name": Type.TEXT,
    "status": Type.TEXT,
    "created_at": Type.TIME,
    "updated_at": Type.TIME,
}
TYPES = {
    AttributeType.STRING: Type.TEXT,
    AttributeType.INTEGER: Type.INTEGER,
    AttributeType.DECIMAL: Type.DECIMAL,
    AttributeType.BOOLEAN: Type.BOOLEAN,
    AttributeType.DATE_TIME: Type.TIME,
}
TIME_DIGITS = Digits(12, 6)


def now(context: Context) -> Term:
    """The moment that the condition is evaluated for."""
    context.relative = True
    return Term(Type.TIME, lambda scope: number_term(Type.TIME, seconds_of(scope.now)).sql(scope), nullable=False, digits=TIME_DIGITS)


def variable(context: Context, expression: Expression) -> Term:
    """The term of a name on its own."""
    name = expression.name
    if name in context.variables:
        return _property((name,))
    if name == "now":
        return now(context)
    if name == "contact":
        raise context.error(expression, "contact is a whole record; choose one of its fields, such as contact.email.")
    if name == "event":
        raise context.error(expression, 'event is known in the condition of a trigger only; elsewhere ask for events("name").')
    known = [*BUILTIN, *context.attributes]
    hint = f" Did you mean contact.{name}?" if name in known else did_you_mean(name, ["contact", "now", *context.variables])
    hint = hint or f' Write texts between quotes: "{name}".'
    raise context.error(expression, f"{name} isn't known here.{hint}")


def field(context: Context, expression: Expression) -> Term:
    """The term of `x.name`."""
    return _member(context, expression, expression.name)


def index(context: Context, expression: Expression) -> Term:
    """The term of `x["name"]` or `x[0]`."""
    key = expression.arguments[1]
    if key.kind is not NodeKind.LITERAL or isinstance(key.value, bool) or not isinstance(key.value, str | int):
        raise context.error(key, 'Between [ and ] comes a name in quotes, such as contact["zip code"].')
    return _member(context, expression, key.value)


def _member(context: Context, expression: Expression, key: str | int) -> Term:
    target = expression.arguments[0]
    if _is_contact(target):
        return _contact(context, expression, str(key))
    if target.kind is NodeKind.FIELD and target.name == "consent" and _is_contact(target.arguments[0]):
        context.used_fields.add("consent")
        return _consent(str(key))
    term = context.term(target)
    if term is UNKNOWN:
        return UNKNOWN
    if term.type is not Type.JSON:
        raise context.must_be(target, term, f"it has no field {key}")
    if isinstance(key, int) and not 0 <= key < 2**31:
        raise context.error(expression, "The place in a list is counted from 0.")
    return _property((*term.path, str(key)))


def _property(path: tuple[str, ...]) -> Term:
    """One path for all keys, as PostgreSQL takes a limited number of parameters."""
    variable_name, *keys = path
    return Term(Type.JSON, lambda scope: scope.rows[variable_name].c.properties[tuple(keys)], path=path)


def _is_contact(expression: Expression) -> bool:
    return expression.kind is NodeKind.VARIABLE and expression.name == "contact"


def _contact(context: Context, expression: Expression, name: str) -> Term:
    if name in BUILTIN:
        context.used_fields.add(name)
        column = CONTACT.c[name]
        if BUILTIN[name] is Type.TIME:
            return Term(Type.TIME, lambda _: seconds(column), digits=TIME_DIGITS)
        return Term(BUILTIN[name], lambda _: column)
    if name == "consent":
        raise context.error(expression, 'contact.consent needs a channel and a purpose: contact.consent["email:commercial"].')
    if name not in context.attributes:
        hint = did_you_mean(name, [*BUILTIN, *context.attributes], "contact.")
        raise context.error(expression, f"Contacts have no attribute {name}.{hint}")
    context.used_attributes.add(name)
    type_ = TYPES[AttributeType(context.attributes[name])]
    digits = TIME_DIGITS if type_ is Type.TIME else None
    return Term(type_, lambda _: stored(CONTACT.c.attributes[name], type_), digits=digits, attribute=name)


def _consent(key: str) -> Term:
    """Consent that was never asked for is `UNKNOWN`, as it is everywhere."""
    return Term(Type.TEXT, lambda _: func.coalesce(stored(CONTACT.c.consent[key], Type.TEXT), fixed("UNKNOWN")), nullable=False)
