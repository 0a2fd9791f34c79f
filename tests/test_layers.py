"""Imports go one way: graph, resolvers, live, models, lifecycles. The contract is in pyproject.toml."""

from __future__ import annotations

from pathlib import Path

import grimp
import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parent.parent
LAYERS = ["graph", "resolvers", "live", "models", "lifecycles"]


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("golive", cache_dir=None)


def test_imports_go_one_way() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


def test_the_contract_is_held_against_all_our_modules(imports: grimp.ImportGraph) -> None:
    for layer in LAYERS:
        for file in (ROOT / layer).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            assert ".".join(["golive", *(part for part in parts if part != "__init__")]) in imports.modules
    assert "golive.models.settings" in imports.find_modules_directly_imported_by("golive.models.database")


def test_an_import_against_the_order_would_be_found(imports: grimp.ImportGraph) -> None:
    imports.add_import(importer="golive.lifecycles", imported="golive.models.database")
    found = imports.find_illegal_dependencies_for_layers([f"golive.{layer}" for layer in LAYERS])
    assert [(each.importer, each.imported) for each in found] == [("golive.lifecycles", "golive.models")]
