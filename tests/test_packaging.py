"""What is in the checkout is in the wheel: a package missing from pyproject.toml would vanish without a word."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOP = ["lifecycles", "models", "live", "resolvers", "graph"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def shipped() -> set[str]:
    """Every file of our packages, as a path inside the wheel."""
    files = {file.relative_to(ROOT) for top in TOP for file in (ROOT / top).rglob("*") if file.is_file()}
    built = {file.relative_to(ROOT) for file in (ROOT / "dashboard" / "dist").rglob("*") if file.is_file()}
    return {f"golive/{file}" for file in files | built if "__pycache__" not in file.parts}


def test_the_list_of_packages_equals_the_folders_on_disk() -> None:
    folders = {file.parent.relative_to(ROOT) for top in TOP for file in (ROOT / top).rglob("*.py")}
    assert sorted(PROJECT["tool"]["setuptools"]["packages"]) == sorted(
        ["golive.dashboard", *("golive." + ".".join(folder.parts) for folder in folders)]
    )


def test_every_package_that_we_import_is_a_declared_dependency() -> None:
    extras = [line for extra, lines in PROJECT["project"]["optional-dependencies"].items() if extra != "test" for line in lines]
    declared = {re.split(r"[\[<>=;~! ]", line)[0].lower().replace("_", "-") for line in PROJECT["project"]["dependencies"] + extras}
    distributions = packages_distributions()
    for file in (file for top in TOP for file in (ROOT / top).rglob("*.py")):
        for name in imported(file) - sys.stdlib_module_names - {"golive"}:
            provided_by = {distribution.lower().replace("_", "-") for distribution in distributions.get(name, [])}
            assert provided_by & declared, f"{file} imports {name}, which no dependency in pyproject.toml provides"


def imported(file: Path) -> set[str]:
    """The top-level names of what a module imports."""
    nodes = list(ast.walk(ast.parse(file.read_text())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in names}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout stays clean, and without the network."""
    copy = tmp_path_factory.mktemp("source")
    for top in TOP:
        shutil.copytree(ROOT / top, copy / top, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "dashboard" / "dist", copy / "dashboard" / "dist")
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, copy / name)
    build = "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", build, str(copy)], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return copy / done.stdout.split()[-1]


def test_the_wheel_holds_every_file_of_our_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("golive/")}
    assert held == shipped()
    assert "golive/models/migrations/env.py" in held


def test_the_wheel_alone_has_what_migrating_needs(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    script = (
        "from alembic.script import ScriptDirectory\n"
        "from golive.models import migrations\n"
        "print(migrations.__file__)\n"
        "print(ScriptDirectory.from_config(migrations.configuration(None)).get_current_head())\n"
    )
    environment = {"PATH": os.defpath, "PYTHONPATH": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    where, head = told.stdout.split()
    assert where.startswith(str(tmp_path))
    assert head != "None"
