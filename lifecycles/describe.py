"""A lifecycle as people read it: Markdown tables, a Mermaid diagram, and docs/lifecycles.md made of both."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.table import FieldLock, Lifecycle, Move, Row
from golive.lifecycles.words import Action, Arrow, GuardCode, Happening, State, Status, StatusReason, Target

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "lifecycles.md"

STAYS = "✓"
SHARED = (
    Action.COPY,
    Action.SAVE_AS_TEMPLATE,
    Action.DELETE,
    Action.RESTORE_VERSION,
    Action.SCHEDULE,
    Action.UNSCHEDULE,
)
"""What every type can do in much the same way; these rows come after the type's own."""

DONE, FAILED = (happening.value.lower() for happening in (Happening.DONE, Happening.FAILED))

_TARGETS = {
    Target.STOPPED_OR_DRAFT: "Stopped if it was ever live, else Draft",
    Target.GIVEN: "the given one",
    Target.SAME: STAYS,
    Target.GONE: "gone",
}

_PREFACE = """\
# Lifecycles

Generated from the tables in `lifecycles/` by `python -m golive.lifecycles.describe --write`; change the tables, not this file.

- A cell names the state that an action leads to. `a ⇒ b`: state `a` now, and the system goes on to `b` when the work is
  done. `✓`: allowed, and the state stays.
- A blank cell is a refusal: `TRANSITION_IN_PROGRESS` in Going live, Publishing, Stopping and Completing, `EXPIRED` in Expired,
  `ACTION_NOT_ALLOWED` elsewhere. An action without a row is refused so in every state.
- Rows in italics are what the system does, and blank cells there mean that nothing happens.
- Guards come after the table, in the order given: each can refuse what the table allows.
- "locked for ever": `FIELD_PERMANENT` once the record has been live (before that, `FIELD_LOCKED`). "locked": `FIELD_LOCKED`.
"""


def markdown(life: Lifecycle) -> str:
    """The lifecycle as Markdown: title, description, table, system rows, field locks, timers, guards and checks."""
    title, description = _heading(life)
    by_status = _status_rows(life)
    parts = [
        f"## {title}",
        f"{description} Live service: {life.service.value.replace('_', ' ').lower()}.",
        _grid("", life.states, _rows(life, {move: row for move, row in life.table.items() if move not in by_status}, life.states)),
        _by_status(life),
        _versions(life),
        _locks(life),
        _bullets("Timers", (f"`{timer.field}`: {_label(timer.happens)}" for timer in life.timers)),
        _bullets("Guards", (f"`{_name(action)}`: {_codes(codes)}" for action, codes in life.guards.items())),
        f"Checks: {_codes(life.checks)}.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def mermaid(life: Lifecycle) -> str:
    """The lifecycle as a Mermaid state diagram: every change of state, labelled with what brings it about."""
    edges: dict[tuple[str, str], list[str]] = {}
    for source, target, label in _edges(life):
        labels = edges.setdefault((source, target), [])
        if label not in labels:
            labels.append(label)
    states: list[State] = list(life.states)
    if _status_rows(life):
        states.extend(Status)
    lines = ["stateDiagram-v2", *(f'    state "{_state(state)}" as {state.value}' for state in states)]
    lines.append(f"    [*] --> {life.initial.value}: create")
    lines.extend(f"    {source} --> {target}: {', '.join(labels)}" for (source, target), labels in edges.items())
    for move, row in life.table.items():
        if isinstance(row, Mapping) and any(isinstance(cell, Arrow) and cell.to is Target.GIVEN for cell in row.values()):
            lines.append(f"    note right of {life.initial.value}: {_name(move)} leads from any state to any other")
    return "\n".join(lines) + "\n"


def document() -> str:
    """The whole of docs/lifecycles.md."""
    sections = (f"{markdown(life)}\n```mermaid\n{mermaid(life)}```\n" for life in LIFECYCLES.values())
    return "\n".join((_PREFACE, *sections))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the document, write it, or tell whether the written one is fresh; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m golive.lifecycles.describe", description=main.__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help=f"fail when {DOCUMENT.name} differs from the tables")
    what.add_argument("--write", action="store_true", help=f"write {DOCUMENT.name}")
    chosen = parser.parse_args(arguments)
    if chosen.write:
        DOCUMENT.write_text(document(), encoding="utf-8")
    elif not chosen.check:
        sys.stdout.write(document())
    elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != document():
        sys.stderr.write(
            f"{DOCUMENT} does not say what the tables in lifecycles/ say; run `python -m golive.lifecycles.describe --write`.\n"
        )
        return 1
    return 0


def _heading(life: Lifecycle) -> tuple[str, str]:
    """The title and the description that the type's module states in its docstring, as `Title: description`."""
    stated = importlib.import_module(f"golive.lifecycles.{life.type.prefix}").__doc__ or f"{life.type.words}: "
    title, _, description = stated.strip().partition(": ")
    return title, description[:1].upper() + description[1:]


def _name(move: Move) -> str:
    first, *rest = move.value.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def _label(move: Move) -> str:
    return f"*{_plain(move)}*" if isinstance(move, Happening) else f"`{_plain(move)}`"


def _plain(move: Move) -> str:
    return move.value.replace("_", " ").lower() if isinstance(move, Happening) else _name(move)


def _state(state: State) -> str:
    return state.value.capitalize() if isinstance(state, Status) else state.words


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _bullets(title: str, lines: Iterable[str]) -> str:
    bullets = [f"- {line}" for line in lines]
    return "\n".join((f"{title}:\n", *bullets)) if bullets else ""


def _cell(cell: object) -> str:
    """A cell in the documents' words; nothing for a blank one."""
    if isinstance(cell, GuardCode):
        return f"`{cell}`"
    if not isinstance(cell, Arrow):
        return ""
    words = _TARGETS[cell.to] if isinstance(cell.to, Target) else _state(cell.to)
    words += f" ⇒ {_state(cell.then)}" if cell.then else ""
    words += f" ({_state(cell.failed)} if it fails)" if cell.failed else ""
    return words + (f"; {_cell(cell.ended)} if its end date has passed" if cell.ended else "")


def _cells(life: Lifecycle, move: Move, row: Row, states: Sequence[State]) -> list[str]:
    """The row's cells under these columns; a refusal in every state says so in the first."""
    if isinstance(row, GuardCode):
        return [f"`{row}` in every state", *("" for _ in states[1:])]
    cells = []
    for state in states:
        needs = life.working_copy.get(state, {}).get(move) if isinstance(move, Action) else None
        copy = "" if needs is None else ", with an open working copy" if needs else ", without an open working copy"
        cells.append(_cell(row.get(state)) + copy)
    return cells


def _ordered(table: Mapping[Move, Row]) -> list[tuple[Move, Row]]:
    """The rows as written, then those that all types share, then the system's."""
    moves: list[Move] = [move for move in table if isinstance(move, Action) and move not in SHARED]
    moves += [action for action in SHARED if action in table]
    moves += [move for move in table if isinstance(move, Happening)]
    return [(move, table[move]) for move in moves]


def _status_rows(life: Lifecycle) -> dict[Move, Row]:
    """The rows whose columns are statuses, told by their type: a status reason of the same name is equal to a status."""
    return {
        move: row
        for move, row in life.table.items()
        if isinstance(row, Mapping) and row and all(isinstance(state, Status) for state in row)
    }


def _rows(life: Lifecycle, table: Mapping[Move, Row], states: Sequence[State]) -> list[tuple[str, list[str]]]:
    """Each row's label and cells; rows that lead nowhere and say the same one after the other are one row."""
    found: list[tuple[str, list[str]]] = []
    for move, row in _ordered(table):
        cells = _cells(life, move, row, states)
        if found and found[-1][1] == cells and _leads_nowhere(row):
            found[-1] = (f"{found[-1][0]}, {_label(move)}", cells)
        else:
            found.append((_label(move), cells))
    return found


def _leads_nowhere(row: Row) -> bool:
    return isinstance(row, GuardCode) or all(isinstance(cell, Arrow) and cell.to is Target.SAME for cell in row.values())


def _grid(corner: str, states: Sequence[State], rows: Iterable[tuple[str, list[str]]]) -> str:
    lines = [[corner, *(_state(state) for state in states)], ["---"] * (len(states) + 1)]
    lines.extend([label, *cells] for label, cells in rows)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _by_status(life: Lifecycle) -> str:
    rows = _status_rows(life)
    return "By status:\n\n" + _grid("", tuple(Status), _rows(life, rows, tuple(Status))) if rows else ""


def _versions(life: Lifecycle) -> str:
    """The table of an older version, with the columns that it says something of."""
    named = {state for row in life.versions.values() if isinstance(row, Mapping) for state in row}
    states = tuple(state for state in life.states if state in named)
    return "An older version:\n\n" + _grid("", states, _rows(life, life.versions, states)) if states else ""


def _locks(life: Lifecycle) -> str:
    rows = [(", ".join(f"`{name}`" for name in lock.fields), _lock_cells(life, lock)) for lock in life.locks]
    others = FieldLock((), life.editable)
    rows.append(("all other fields" if rows else "all fields", _lock_cells(life, others)))
    return _grid("field", life.states, rows)


def _lock_cells(life: Lifecycle, lock: FieldLock) -> list[str]:
    return [_lock_cell(life, lock, state) for state in life.states]


def _lock_cell(life: Lifecycle, lock: FieldLock, state: State) -> str:
    if state in lock.editable:
        return "editable until it has started" if lock.permanent_once_started and state != life.initial else "editable"
    if lock.permanent:
        return "locked for ever"
    locked = "locked" if lock.refusal is GuardCode.FIELD_LOCKED else f"`{lock.refusal}`"
    return f"editable in the working copy, else {locked}" if state in life.copy_editable else locked


def _edges(life: Lifecycle) -> Iterator[tuple[str, str, str]]:
    """Every change of state as (from, to, label)."""
    for table, whose in ((life.table, ""), (life.versions, " (an older version)")):
        for move, row in _ordered(table):
            for state, cell in row.items() if isinstance(row, Mapping) else ():
                if isinstance(cell, Arrow):
                    yield from _arrow_edges(state, cell, _plain(move) + whose)


def _arrow_edges(state: State, arrow: Arrow, label: str) -> Iterator[tuple[str, str, str]]:
    """What one arrow draws: itself, what the system goes on to, where a failure leads, and what holds after the end date."""
    for target in _drawn(arrow.to):
        yield state.value, target, label
        if arrow.then:
            yield target, arrow.then.value, DONE
            if arrow.failed:
                yield target, arrow.failed.value, FAILED
    if arrow.failed and not arrow.then and arrow.failed is not state:
        yield state.value, arrow.failed.value, f"{label} {FAILED}"
    if arrow.ended:
        yield from _arrow_edges(state, arrow.ended, f"{label} after its end date")


def _drawn(to: State | Target) -> tuple[str, ...]:
    """The ends of the arrows that are drawn for a target; none where the state stays or is the caller's choice."""
    if not isinstance(to, Target):
        return (to.value,)
    ends = {Target.STOPPED_OR_DRAFT: (StatusReason.STOPPED.value, StatusReason.DRAFT.value), Target.GONE: ("[*]",)}
    return ends.get(to, ())


if __name__ == "__main__":
    sys.exit(main())
