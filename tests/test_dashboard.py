"""The dashboard's files are what its sources make: generated documents, types, and the build that is shipped."""

from __future__ import annotations

import filecmp
import subprocess
from pathlib import Path

import pytest
from javascript import DASHBOARD, NODE, install

GENERATED = DASHBOARD / "src" / "generated"
LINES = 300


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    install(DASHBOARD)


def run(*arguments: str | Path) -> None:
    """Run a tool of the dashboard's to its end."""
    done = subprocess.run([NODE, *arguments], cwd=DASHBOARD, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_generated_from_the_schema_is_fresh(tmp_path: Path) -> None:
    run("scripts/generate.mjs", tmp_path)
    run("node_modules/gql.tada/bin/cli.js", "generate-output", "--output", tmp_path / "schema.d.ts")
    names = ["own.ts", "actions.ts", "schema.d.ts"]
    stale = [name for name in names if (tmp_path / name).read_text() != (GENERATED / name).read_text()]
    assert not stale, f"{stale}: run npm run generate in dashboard/"


def test_its_types_hold() -> None:
    run("node_modules/typescript/bin/tsc", "--noEmit")


def test_the_build_that_is_shipped_is_that_of_the_sources(tmp_path: Path) -> None:
    run("node_modules/vite/bin/vite.js", "build", "--outDir", tmp_path / "dist", "--logLevel", "warn")
    for folder in (Path(), Path("assets")):
        compared = filecmp.dircmp(tmp_path / "dist" / folder, DASHBOARD / "dist" / folder)
        differing = compared.left_only + compared.right_only + compared.diff_files
        assert not differing, f"{differing}: run npm run build in dashboard/"


def test_each_module_has_one_idea_named_on_top_and_few_lines() -> None:
    for file in [each for each in (DASHBOARD / "src").rglob("*.ts*") if each.parent != GENERATED]:
        lines = file.read_text().splitlines()
        assert lines[0].startswith("// "), file
        assert len(lines) < LINES, file
