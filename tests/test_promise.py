"""The schema is a promise: described, by the common rules, and what breaks clients of the last release is told in CHANGELOG."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from generators import ROOT, lend
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    is_introspection_type,
    is_specified_scalar_type,
)
from javascript import CLIENTS, NODE

SCHEMA = (ROOT / "schema.graphql").read_text()
RELEASED = (ROOT / "docs" / "released.graphql").read_text()
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
EXCEPTED = {
    ("no-typename-prefix", 'Field "segmentType" starts with the name of the parent type "Segment"'),
    ("no-typename-prefix", 'Field "segmentId" starts with the name of the parent type "Segment"'),
}
built = cache(build_schema)
DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")


def elements(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Everything that clients can name, by its coordinate."""
    for name, type_ in schema.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        yield name, type_
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{value}", each) for value, each in type_.values.items())
        elif isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{name}.{field}", each) for field, each in type_.fields.items())
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, each in type_.fields.items():
                yield f"{name}.{field}", each
                yield from ((f"{name}.{field}({argument}:)", given) for argument, given in each.args.items())


def undescribed(schema: GraphQLSchema) -> list[str]:
    return [name for name, each in elements(schema) if not each.description]


def undated(schema: GraphQLSchema) -> list[str]:
    """What is deprecated without saying from which day on it may be gone."""
    deprecated = [(name, getattr(each, "deprecation_reason", None)) for name, each in elements(schema)]
    return [name for name, reason in deprecated if reason is not None and not DATE.search(reason)]


def untold(released: str, now: str, changelog: str) -> list[str]:
    """Breaking differences whose sentence isn't in what CHANGELOG says of the release to come."""
    coming = changelog.partition("\n## [Unreleased]")[2].partition("\n## [")[0]
    changes = find_breaking_changes(built(released), built(now))
    return [change.description for change in changes if change.description not in " ".join(coming.split())]


def test_every_element_is_described() -> None:
    assert undescribed(built(SCHEMA)) == []
    assert undescribed(build_schema('"A." type Query { a(b: Int): Int }')) == ["Query.a", "Query.a(b:)"]


def test_what_is_deprecated_says_until_when_it_stays() -> None:
    assert undated(built(SCHEMA)) == []
    bad = 'type Query { a: Int @deprecated(reason: "Use b.") b: Int @deprecated(reason: "Gone after 2030-01-31: use c.") c: Int }'
    assert undated(build_schema(bad)) == ["Query.a"]


def test_what_breaks_clients_of_the_last_release_stands_in_the_changelog() -> None:
    assert untold(RELEASED, SCHEMA, CHANGELOG) == [], "put each sentence into CHANGELOG.md under Unreleased, or take the change back"


def test_a_breaking_change_is_seen_unless_it_is_told() -> None:
    released, now = "type Query { a(b: Int): Int c: Int d: Kind } enum Kind { A B }", "type Query { a: Int! d: Kind } enum Kind { A C }"
    changelog = "# Changelog\n\n## [Unreleased]\n\n### Breaking\n\n- Field Query.c was\n  removed.\n\n## [0.1.0]\n"
    assert untold(released, now, changelog) == ["Argument Query.a(b:) was removed.", "Enum value Kind.B was removed."]
    assert "Field Query.c was removed." in untold(released, now, changelog.replace("[Unreleased]", "[0.2.0]"))
    assert untold(released, released + " type New { a: Int }", "") == []


def test_the_schema_keeps_the_recommended_rules(tmp_path: Path) -> None:
    for file in (ROOT / "schema.graphql", CLIENTS / "eslint.config.js", CLIENTS / "package.json"):
        shutil.copy(file, tmp_path)
    lend(CLIENTS, tmp_path)
    command = [str(NODE), "node_modules/eslint/bin/eslint.js", "--format", "json", "schema.graphql"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
    found = [message for file in json.loads(done.stdout) for message in file["messages"]]
    assert {(message["ruleId"].rpartition("/")[2], message["message"]) for message in found} == EXCEPTED, done.stdout + done.stderr
