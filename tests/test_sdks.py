"""What is committed of the SDKs is what the generators make of the schema, and is right by the strictest checkers."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from generators import ROOT, SDKS, copy, install_apart, lend, run, run_node
from golive_client import CreateSegmentInput, Golive, GuardCode, Refusal, Unknown
from golive_client.api.go_live import GoLive
from javascript import SDK, install

TSC = "typescript/bin/tsc"
REFUSED = {
    "__typename": "GuardError", "code": "INVENTED_LATER", "message": "No.", "action": "GO_LIVE", "record": None, "allowedActions": ["FLY"],
    "findings": [], "blockedBy": [], "confirmable": False,
}  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """What the generators read, in a folder of the test's own."""
    shutil.copy(ROOT / "schema.graphql", tmp_path)
    shutil.copytree(SDKS / "operations", tmp_path / "sdk" / "operations")
    return tmp_path / "sdk"


def contents(folder: Path) -> dict[str, str]:
    """The modules in a folder."""
    return {file.name: file.read_text() for file in folder.glob("*.py")}


def test_every_mutation_of_the_schema_is_in_the_sdks(copied: Path) -> None:
    copy(SDKS, copied, ["mutations.py"])
    (copied / "operations" / "mutations.graphql").unlink()
    run(copied, sys.executable, "mutations.py")
    made = (copied / "operations" / "mutations.graphql").read_text()
    assert made == (SDKS / "operations" / "mutations.graphql").read_text(), "it is stale: python sdk/mutations.py"


def test_the_generated_part_of_the_python_sdk_is_fresh(copied: Path) -> None:
    python = install_apart()
    copy(SDKS / "python", copied / "python", ["pyproject.toml", "base.py", "open_values.py"])
    (copied / "python" / "golive_client").mkdir()
    run(copied / "python", python, "-c", "import sys; sys.path.insert(0, '.'); from ariadne_codegen.main import main; main()")
    made, committed = contents(copied / "python" / "golive_client" / "api"), contents(SDKS / "python" / "golive_client" / "api")
    assert made == committed, "golive_client/api is stale: in sdk/python, PYTHONPATH=. ../../tests/clients/.venv/bin/ariadne-codegen"


def test_the_generated_part_of_the_typescript_sdk_is_fresh(copied: Path) -> None:
    copy(SDK, copied / "typescript", ["codegen.yml", "package.json"])
    lend(SDK, copied / "typescript")
    run_node(copied / "typescript", "@graphql-codegen/cli/esm/bin.js")
    made = (copied / "typescript" / "src" / "generated.ts").read_text()
    assert made == (SDK / "src" / "generated.ts").read_text(), "src/generated.ts is stale: in sdk/typescript, npm run generate"


def test_the_typescript_sdk_and_its_examples_are_right_by_strict_rules_and_it_can_be_built(tmp_path: Path) -> None:
    install(SDK)
    run_node(SDK, TSC)
    run_node(SDK, TSC, "--project", "tsconfig.build.json", "--outDir", str(tmp_path))
    assert {"index.js", "index.d.ts"} <= {file.name for file in tmp_path.iterdir()}


@pytest.mark.parametrize(("language", "fence", "file"), [("python", "python", "launch.py"), ("typescript", "ts", "launch.ts")])
def test_the_readme_shows_an_example_as_it_is_tested(language: str, fence: str, file: str) -> None:
    example = (SDKS / language / "examples" / file).read_text()
    assert f"```{fence}\n{example}```" in (SDKS / language / "README.md").read_text()


def test_a_misspelt_name_in_an_input_is_told() -> None:
    assert CreateSegmentInput.model_validate({"name": "All", "dynamicQuery": "true"}).dynamic_query == "true"
    with pytest.raises(ValueError, match="dynamicQueries"):
        CreateSegmentInput.model_validate({"name": "All", "dynamicQueries": "true"})


@pytest.mark.parametrize(("url", "token"), [("127.0.0.1:8000", "a"), ("http://", "a"), ("http://a", ""), ("http://a", "a\nb")])
def test_what_can_be_no_address_or_token_is_told(url: str, token: str) -> None:
    with pytest.raises(ValueError, match=r"is no address|is empty"):
        Golive(url, token)


def test_values_that_a_newer_server_adds_survive() -> None:
    refused = GoLive.model_validate({"goLive": REFUSED}).go_live
    assert isinstance(refused, Refusal)
    assert (refused.code.value, refused.code.known, GuardCode.EXPIRED.known) == ("INVENTED_LATER", False, True)
    assert refused.code == GuardCode("INVENTED_LATER")
    assert refused.model_dump(mode="json", by_alias=True) == REFUSED
    other = GoLive.model_validate({"goLive": {"__typename": "Postponed", "until": "2030-01-01"}}).go_live
    assert isinstance(other, Unknown)
    assert other.model_extra == {"until": "2030-01-01"}


def test_what_is_wrong_with_a_member_that_is_known_is_told() -> None:
    with pytest.raises(ValueError, match="confirmable"):
        GoLive.model_validate({"goLive": {**REFUSED, "confirmable": None}})
