"""Which column fills what: the names, templates and the key of an import, settled before any row is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from golive.models.contacts.attributes import name_problem
from golive.models.contacts.checking import CONSENT, text_problem
from golive.models.contacts.leads import LONGEST_NAME as LONGEST_LEAD
from golive.models.importing.reading import Block
from golive.models.importing.terms import ImportOptions, ImportRefused

FIELDS = ("email", "first_name", "last_name")
Template = tuple[str, tuple[int, ...]]
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Plan:
    """Columns are those of the file, then those set. `targets` has the field or attribute that each fills.

    `templates` makes columns by position: what `str.format` takes, and which of the row's number (0) and the file's fields
    (from 1) go into it.
    """

    names: tuple[str, ...]
    width: int
    targets: tuple[str, ...]
    key: int
    templates: tuple[tuple[int, Template], ...]
    consent: tuple[str, ...]

    @property
    def by_email(self) -> bool:
        """Whether contacts are matched by their e-mail address, else by a key of their own."""
        return self.targets[self.key] == "email"

    @property
    def attribute_columns(self) -> list[int]:
        """Positions of the columns that fill attributes."""
        return [index for index, target in enumerate(self.targets) if target not in FIELDS]

    def filled(self, block: Block) -> Block:
        """The block with the columns that are set."""
        if block.problem is not None or not self.templates:
            return block
        columns = [*block.columns, *[()] * (len(self.names) - self.width)]
        for index, (template, places) in self.templates:
            numbers = range(block.number, block.number + len(block))
            used = [block.columns[place - 1] if place else numbers for place in places]
            columns[index] = list(map(template.format, *used)) if used else [template.format()] * len(block)
        return replace(block, columns=columns)


def make_plan(header: Sequence[str], options: ImportOptions) -> Plan:
    """Raises `ImportRefused` for a column that isn't there and for names that can't be attributes'."""
    names = [*header]
    set_at: dict[int, Template] = {}
    for wanted, template in options.set.items():
        index = _position(names, wanted)
        if index is None:
            index = len(names)
            names.append(wanted.strip())
        set_at[index] = _compiled(wanted, template, header)
    mapped = {_required(names, wanted, "--map"): target.strip() for wanted, target in options.map.items()}
    targets = tuple(_target(name, mapped.get(index)) for index, name in enumerate(names))
    _refuse_doubles(names, targets)
    key = _position(names, options.key)
    if key is None and options.key in targets:
        key = targets.index(options.key)
    if options.lead is not None and (problem := text_problem(options.lead, LONGEST_LEAD)):
        raise ImportRefused(f"The name of the leads {problem}.")
    for consent in options.consent:
        if not CONSENT.fullmatch(consent):
            raise ImportRefused(f"“{consent}” is no channel and purpose. Write --consent email:commercial, in small letters.")
    return Plan(
        names=tuple(names),
        width=len(header),
        targets=targets,
        key=_required(names, options.key, "--key") if key is None else key,
        templates=tuple(set_at.items()),
        consent=options.consent,
    )


def attribute_name(column: str) -> str:
    """The name that a column's attribute gets: small letters, digits and _, such as zip_code for "ZIP Code"."""
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _position(names: Sequence[str], wanted: str) -> int | None:
    wanted = wanted.strip()
    if wanted in names:
        return names.index(wanted)
    alike = [index for index, name in enumerate(names) if attribute_name(name) == wanted]
    return alike[0] if len(alike) == 1 else None


def _required(names: Sequence[str], wanted: str, option: str) -> int:
    index = _position(names, wanted)
    if index is None:
        raise ImportRefused(
            f"{option} names the column “{wanted}”, and there is none. The columns are: {', '.join(names)}. "
            "Name one of them, or make it with --set COLUMN=TEMPLATE."
        )
    return index


def _compiled(column: str, template: str, header: Sequence[str]) -> Template:
    """The template for `str.format`, and where its values are: 0 is the row's number, then come the columns of the file."""
    if not column.strip():
        raise ImportRefused(f"--set needs a column's name before the =, as in --set email={template}.")

    literals = [text.replace("{", "{{").replace("}", "}}") for text in _PLACEHOLDER.split(template)[::2]]
    places = [_place(name, column, template, header) for name in _PLACEHOLDER.findall(template)]
    return "{}".join(literals), tuple(places)


def _place(name: str, column: str, template: str, header: Sequence[str]) -> int:
    if name == "row":
        return 0
    index = _position(header, name)
    if index is None:
        raise ImportRefused(
            f"--set {column}={template} uses {{{name}}}, and the file has no such column. "
            f"Use {{row}} for the row's number, or one of: {', '.join(header)}."
        )
    return index + 1


def _target(column: str, mapped: str | None) -> str:
    target = attribute_name(column) if mapped is None else mapped
    if target in FIELDS:
        return target
    if problem := name_problem(target):
        named = f"“{target}”" if mapped is not None or target != column else "that name"
        raise ImportRefused(
            f"The column “{column}” can't fill an attribute named {named}: the name {problem}. "
            f"Choose another with --map '{column}=NAME', such as --map '{column}=my_{target or 'attribute'}'."
        )
    return target


def _refuse_doubles(names: Sequence[str], targets: Sequence[str]) -> None:
    for target in targets:
        same = [name for name, other in zip(names, targets, strict=True) if other == target]
        if len(same) > 1:
            raise ImportRefused(
                f"The columns {' and '.join(f'“{name}”' for name in same)} would all fill {target}. "
                f"Give all but one another name with --map '{same[-1]}=NAME'."
            )
