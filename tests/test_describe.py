"""Descriptions say all that the tables say, and docs/lifecycles.md is what they say now."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from golive.lifecycles import describe
from golive.lifecycles.catalogue import LIFECYCLES
from golive.lifecycles.table import Lifecycle
from golive.lifecycles.words import Action, Arrow, GuardCode, RecordType, State, Status, StatusReason, Target

each_type = pytest.mark.parametrize("life", LIFECYCLES.values(), ids=lambda life: life.type.prefix)


def grids(text: str) -> dict[str, dict[str, str]]:
    """Row label → column → cell, of every Markdown table in a text; a label that stands for several rows gives each."""
    found: dict[str, dict[str, str]] = {}
    columns: list[str] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            columns = []
            continue
        label, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not columns:
            columns = cells
        elif label != "---":
            assert len(cells) == len(columns)
            found |= {one: {**found.get(one, {}), **dict(zip(columns, cells, strict=True))} for one in label.split(", ")}
    return found


def name(action: Action) -> str:
    first, *rest = action.value.lower().split("_")
    return first + "".join(map(str.capitalize, rest))


def words(state: State) -> str:
    return state.value.capitalize() if isinstance(state, Status) else state.words


@each_type
def test_the_table_has_every_row_and_every_written_cell(life: Lifecycle) -> None:
    said = grids(describe.markdown(life).partition("An older version:")[0])
    for move, row in life.table.items():
        written = said[f"`{name(move)}`" if isinstance(move, Action) else f"*{move.value.replace('_', ' ').lower()}*"]
        if isinstance(row, GuardCode):
            assert f"`{row.value}` in every state" in written.values()
            continue
        assert {column for column, text in written.items() if text} == {words(state) for state in row}
        for state, cell in row.items():
            text = written[words(state)]
            if isinstance(cell, GuardCode):
                assert text == f"`{cell.value}`"
            elif isinstance(cell, Arrow) and not isinstance(cell.to, Target):
                assert text.startswith(words(cell.to) + (f" ⇒ {words(cell.then)}" if cell.then else ""))
            elif isinstance(cell, Arrow):
                assert text.partition(",")[0] in ("✓", "gone", "the given one", "Stopped if it was ever live")


@each_type
def test_every_lock_timer_guard_and_check_is_named(life: Lifecycle) -> None:
    text = describe.markdown(life)
    named = [field for lock in life.locks for field in lock.fields] + [timer.field for timer in life.timers] + list(life.checks)
    named += [name(action) for action in life.guards] + [code.value for codes in life.guards.values() for code in codes]
    assert [one for one in named if f"`{one}`" not in text] == []


def test_the_customer_journeys_table_reads_as_in_the_document() -> None:
    text = describe.markdown(LIFECYCLES[RecordType.CUSTOMER_JOURNEY])
    assert text.startswith("## 1. Customer journey\n\nStatus and reason both system-managed. Live service: marketing.\n")
    said = grids(text)
    assert list(said["`goLive`"]) == ["Draft", "Going live", "Live", "Live, editable", "Stopping", "Stopped", "Error", "Expired"]
    assert said["`goLive`"]["Stopped"] == "Going live ⇒ Live (Error if it fails)"
    assert said["`revert`"]["Error"] == "Stopped if it was ever live, else Draft"
    assert said["`isRecurring`"] == {"Draft": "editable"} | dict.fromkeys(list(said["`goLive`"])[1:], "locked for ever")
    assert said["`startsAt`"]["Stopped"] == "editable until it has started"
    rows = [line.split(" | ")[0].strip("| `") for line in text.splitlines() if line.startswith("| `")]
    assert rows[:7] == ["goLive", "stop", "edit", "save", "discard", "revert", "activate`, `deactivate"]


def test_an_audience_journeys_working_copy_is_said_in_its_cells() -> None:
    said = grids(describe.markdown(LIFECYCLES[RecordType.AUDIENCE_JOURNEY]))
    assert said["`goLive`"]["Paused"] == "Active, with an open working copy"
    assert said["`edit`"] == {"Draft": "", "Active": "`PAUSE_FIRST`", "Paused": "✓, without an open working copy"}
    assert said["`entryRules`"]["Paused"] == "editable in the working copy, else `RULES_LOCKED`"


@each_type
def test_the_diagram_draws_every_change_of_state(life: Lifecycle) -> None:
    diagram = describe.mermaid(life)
    assert diagram.startswith("stateDiagram-v2\n")
    drawn = {(a, b): labels for a, b, labels in re.findall(r"^    (\S+) --> (\S+): (.+)$", diagram, re.MULTILINE)}
    assert drawn[("[*]", life.initial.value)] == "create"
    assert [state for state in life.states if f'    state "{words(state)}" as {state.value}\n' not in diagram] == []
    for move, row in life.table.items():
        label = name(move) if isinstance(move, Action) else move.value.replace("_", " ").lower()
        for source, cell in row.items() if isinstance(row, Mapping) else ():
            if not isinstance(cell, Arrow) or isinstance(cell.to, Target):
                continue
            assert label in drawn[(source.value, cell.to.value)].split(", ")
            if cell.then:
                assert "done" in drawn[(cell.to.value, cell.then.value)]
            if cell.then and cell.failed:
                assert "failed" in drawn[(cell.to.value, cell.failed.value)]


@each_type
def test_the_diagram_reaches_every_state_but_those_of_a_publish_status(life: Lifecycle) -> None:
    reached = set(re.findall(r"--> (\w+):", describe.mermaid(life)))
    if isinstance(life.initial, StatusReason):
        assert reached == {state.value for state in life.states}
    else:
        assert "note right of DRAFT: setPublishStatus leads from any state to any other" in describe.mermaid(life)


def test_a_form_draws_its_failing_push_and_a_journey_its_late_resume() -> None:
    assert "DRAFT --> ERROR: goLive failed" in describe.mermaid(LIFECYCLES[RecordType.MARKETING_FORM])
    real_time = describe.mermaid(LIFECYCLES[RecordType.REAL_TIME_JOURNEY])
    assert "PAUSED --> COMPLETING: resume after its end date" in real_time
    assert "COMPLETING --> STOPPING: stop (an older version)" in real_time


def test_the_document_holds_every_type_in_order_each_with_its_diagram() -> None:
    text = describe.document()
    titles = re.findall(r"^## (\d+)\. (.+)$", text, re.MULTILINE)
    assert [int(number) for number, _ in titles] == list(range(1, 13))
    assert [title.lower().replace("-", " ") for _, title in titles] == [type_.words.replace("-", " ") for type_ in RecordType]
    assert all(f"```mermaid\n{describe.mermaid(life)}```" in text for life in LIFECYCLES.values())


def test_the_written_document_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert describe.main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_or_missing_document_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(describe, "DOCUMENT", tmp_path / "lifecycles.md")
    assert describe.main(["--check"]) == 1
    assert "--write" in capsys.readouterr().err
    assert describe.main(["--write"]) == 0
    assert describe.main(["--check"]) == 0
    (tmp_path / "lifecycles.md").write_text("old", encoding="utf-8")
    assert describe.main(["--check"]) == 1


def test_the_module_prints_the_document() -> None:
    typing = Path(__file__).resolve().parent.parent / ".typing"
    ran = subprocess.run(
        [sys.executable, "-m", "golive.lifecycles.describe"],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(typing), "PYTHONHASHSEED": "1", "PYTHONIOENCODING": "utf-8"},
    )
    assert ran.stdout.decode() == describe.document()
    assert ran.stderr == b""
