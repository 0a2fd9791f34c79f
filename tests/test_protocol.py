"""What docs/protocol.md lists is all there is: the codes of errors, and the limits with their settings and defaults."""

from __future__ import annotations

import re

from serving import ROOT

from golive.graph.limits.counts import TOO_MANY
from golive.models.settings import Settings, variable
from golive.resolvers.errors import ErrorCode

TEXT = (ROOT / "docs" / "protocol.md").read_text()
SOURCES = [path.read_text() for path in (ROOT / "graph").rglob("*.py")]
ROWS = re.findall(r"^\| (?:`([A-Z_]+)`|\S) \| (`GOLIVE_[A-Z_]+`|always on) \| ([\w,]+) \|", TEXT, re.MULTILINE)


def test_every_code_is_listed_once() -> None:
    (table,) = re.findall(r"^\| code \|.*\n\| --- .*\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    assert sorted(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE)) == sorted(ErrorCode)


def test_every_limit_is_listed_once() -> None:
    raised = {name for source in SOURCES for name in re.findall(r'(?:over_limit\(\s*|limit=)"([A-Z_]+)"', source)}
    assert sorted(name for name, _, _ in ROWS if name) == sorted({*raised, *TOO_MANY, "MESSAGE_BYTES"})


def test_every_setting_of_a_limit_is_listed_with_its_default() -> None:
    listed = {setting.strip("`"): default.replace(",", "") for _, setting, default in ROWS if setting != "always on"}
    defaults = {each.name: each.default for each in Settings.model_construct().describe()}
    assert listed == {name: defaults[name] for name in listed}
    names = [variable(name) for name in Settings.model_fields]
    limits = names[names.index("GOLIVE_BODY_BYTES") : names.index("GOLIVE_COST") + 1]
    assert listed.keys() >= set(limits) - {"GOLIVE_SEND_BUFFER", "GOLIVE_SEND_DEADLINE"}
