"""A user's own generation works untouched: each tool reads the exported schema, and what it makes talks to the running server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from generators import ROOT, install_apart, lend, run, run_node
from javascript import CLIENTS, NODE
from serving import Server

pytestmark = pytest.mark.timeout(240)  # the first test has all the tools run
FILES = CLIENTS / "generation"


def copied(folder: Path) -> Path:
    """The users' files beside the schema."""
    shutil.copytree(FILES, folder, dirs_exist_ok=True)
    shutil.copy(ROOT / "schema.graphql", folder)
    return folder


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the tools for TypeScript make of the schema and the users' documents, by their own configuration; strictly compiled."""
    folder = copied(tmp_path_factory.mktemp("generation"))
    lend(CLIENTS, folder)
    (folder / "relay").mkdir()
    run_node(folder, "@graphql-codegen/cli/esm/bin.js", "--config", "codegen.yml")
    run_node(folder, "gql.tada/bin/cli.js", "generate-output")
    run_node(folder, "relay-compiler/cli.js")
    run_node(folder, "typescript/bin/tsc")
    return folder


@pytest.fixture(scope="module")
def given(server: Server) -> str:
    """What the programs are given, of a workspace of this module's own."""
    return json.dumps({"url": server.url, "token": server.workspace("generation")})


def told(name: str, said: str) -> None:
    """It made a record, read it, and was told of it."""
    assert json.loads(said) == {"made": "EventSuccess", "read": f"by {name}", "followed": f"by {name}"}


@pytest.mark.parametrize(
    ("program", "name"), [("apollo", "Apollo Client"), ("urql", "urql"), ("tada", "gql.tada"), ("relay", "Relay")], ids=lambda each: each
)
def test_clients_in_typescript_work_with_what_their_tools_generate(program: str, name: str, generated: Path, given: str) -> None:
    told(name, run(generated, NODE, f"built/{program}.js", given))


@pytest.mark.parametrize(("program", "name"), [("own.py", "ariadne-codegen"), ("dsl.py", "gql")], ids=lambda each: each)
def test_clients_in_python_work(program: str, name: str, given: str, tmp_path: Path) -> None:
    python = install_apart()
    folder = copied(tmp_path)
    if program == "own.py":
        run(folder, python.with_name("ariadne-codegen"))
    told(name, run(folder, python, program, given))
