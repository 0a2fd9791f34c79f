"""Random documents whose fields overlap, valid in all other respects, over a small schema of types that share fields."""

from __future__ import annotations

import re
from random import Random

from graphql import build_schema

SCHEMA = build_schema("""
    interface Node { link(a: Int): Node  peer: Node  text(a: Int, by: By): String  number: Int  list: [Node] }
    interface Named { link(a: Int): Node  name: Int! }
    input By { one: Int two: Int }
    type A implements Node & Named {
        link(a: Int): Node  peer: Node  text(a: Int, by: By): String  number: Int  list: [Node]  name: Int!  other: String  b: B
    }
    type B implements Node & Named {
        link(a: Int): Node  peer: Node  text(a: Int, by: By): String  number: Int  list: [Node]  name: Int!  other: Int  a: A
    }
    type C implements Node { link(a: Int): Node  peer: Node  text(a: Int, by: By): String  number: Int  list: [Node]  other: [String!] }
    union Any = A | B | C
    type Query { node: Node  a: A  b: B  any: Any  nodes: [Node!]! }
""")
SHARED = {"link": "Node", "peer": "Node", "text": None, "number": None, "list": "Node"}
FIELDS: dict[str, dict[str, str | None]] = {
    "Node": {**SHARED, "__typename": None},
    "Named": {"link": "Node", "name": None},
    "Any": {"__typename": None},
    "A": {**SHARED, "name": None, "other": None, "b": "B"},
    "B": {**SHARED, "name": None, "other": None, "a": "A"},
    "C": {**SHARED, "other": None},
    "Query": {"node": "Node", "a": "A", "b": "B", "any": "Any", "nodes": "Node"},
}
INSIDE = {
    "Node": ["Node", "Named", "A", "B", "C", "Any"],
    "Named": ["Node", "Named", "A", "B", "Any"],
    "Any": ["Node", "Named", "A", "B", "C", "Any"],
    "A": ["A", "Node", "Named", "Any"],
    "B": ["B", "Node", "Named", "Any"],
    "C": ["C", "Node", "Any"],
    "Query": ["Query"],
}


def random_document(seed: int) -> str:
    """A document; a bit more than half of them have a conflict."""
    random = Random(seed)
    on = [random.choice(["Node", "Named", "A", "B", "C", "Any"]) for _ in range(random.randint(0, 4))]
    odd = random.choice([0.0, 0.02, 0.1, 0.3])
    operation = f"{{ {_selected(random, 'Query', 4, on, -1, odd)} }}"
    fragments = {f"F{n}": f"fragment F{n} on {each} {{ {_selected(random, each, 2, on, n, odd)} }}" for n, each in enumerate(on)}
    document, waiting, used = [operation], [operation], set[str]()
    while waiting:
        for name in re.findall(r"\.\.\.(F\d)", waiting.pop()):
            if name not in used:
                used.add(name)
                waiting.append(fragments[name])
                document.append(fragments[name])
    return " ".join(document)


def _selected(random: Random, type_: str, depth: int, fragments: list[str], last: int, odd: float) -> str:
    parts = []
    for _ in range(random.randint(1, 4)):
        kind = random.random()
        later = [f"...F{n}" for n, on in enumerate(fragments) if n > last and on in INSIDE[type_]]
        if kind < 0.6 or depth <= 0:
            parts.append(_field(random, type_, depth, fragments, last, odd))
        elif kind < 0.85:
            on = random.choice(INSIDE[type_])
            parts.append(f"... on {on} {{ {_selected(random, on, depth - 1, fragments, last, odd)} }}")
        elif kind < 0.9:
            parts.append(f"... {{ {_selected(random, type_, depth - 1, fragments, last, odd)} }}")
        else:
            parts.append(random.choice(later or ["__typename"]))
    return " ".join(parts)


def _field(random: Random, type_: str, depth: int, fragments: list[str], last: int, odd: float) -> str:
    possible = [(name, to) for name, to in FIELDS[type_].items() if depth > 0 or to is None]
    name, to = random.choice(possible or [("__typename", None)])
    alias = random.choice(["same: ", "link: ", "number: "]) if random.random() < odd else ""
    alias = "" if name == "__typename" else alias  # graphql-core takes no notice of the type that __typename has
    arguments = ""
    if name == "link" and random.random() < odd:
        arguments = random.choice(["(a: 1)", "(a: 2)"])
    if name == "text":
        arguments = random.choice(["(a: 1, by: {one: 1, two: 2})", "(by: {two: 2, one: 1}, a: 1)"])
        arguments = "(a: 1)" if random.random() < odd else arguments
    below = f" {{ {_selected(random, to, depth - 1, fragments, last, odd)} }}" if to else ""
    return f"{alias}{name}{arguments}{below}"
