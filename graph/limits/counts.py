"""What a document holds once its fragments are spread, counted in time that grows with its length alone, however they are knotted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from golive.graph.transport.request import Refused, over_limit
from golive.models.settings import Settings

TOO_MANY = {
    "FIELDS": "The document has more than {:,} fields, those of a fragment counted wherever it is spread: ask for less at a time.",
    "DEPTH": "The document nests fields more than {:,} levels deep: ask for what is so deep in a request of its own.",
    "ALIASES": "The document has more than {:,} aliases, fragments spread: ask for some of it in further requests.",
    "DIRECTIVES": "The document has more than {:,} directives, fragments spread: leave out those that it can do without.",
    "ROOT_FIELDS": "An operation has more than {:,} fields of its own, fragments spread: send several requests.",
}


@dataclass(slots=True)
class Counts:
    """What a definition holds: by itself at first, and with all that it spreads in the end."""

    fields: int = 0
    """Fields and fragments."""
    roots: int = 0
    """Fields of the definition itself."""
    aliases: int = 0
    directives: int = 0
    depth: int = 0
    spreads: list[tuple[str, int]] = field(default_factory=list)
    """The names of the fragments that are spread, each with how many fields are around it."""

    def add(self, fragments: Mapping[str, Counts]) -> None:
        """Count what fragments, themselves counted already, add wherever they are spread. One that isn't there adds nothing."""
        for name, depth in self.spreads:
            if there := fragments.get(name):
                self.fields += there.fields
                self.roots += there.roots if depth == 0 else 0
                self.aliases += there.aliases
                self.directives += there.directives
                self.depth = max(self.depth, depth + there.depth)


def check(document: DocumentNode, settings: Settings) -> None:
    """Raise `Refused` for a document that goes beyond a limit. It need not be valid."""
    fragments = _fragments(document)
    operations = [_own(each) for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    for operation in operations:
        operation.add(fragments)
    for limit, count, allowed in (
        ("FIELDS", sum(each.fields for each in operations), settings.fields),
        ("DEPTH", max((each.depth for each in operations), default=0), settings.depth),
        ("ALIASES", sum(each.aliases for each in operations), settings.aliases),
        ("DIRECTIVES", sum(each.directives for each in operations), settings.directives),
        ("ROOT_FIELDS", max((each.roots for each in operations), default=0), settings.root_fields),
    ):
        if count > allowed:
            raise over_limit(limit, allowed, TOO_MANY[limit].format(allowed))


def too_deep(settings: Settings) -> Refused:
    """The refusal of a document that nests so deep that it wasn't even read."""
    return over_limit("DEPTH", settings.depth, TOO_MANY["DEPTH"].format(settings.depth))


def _fragments(document: DocumentNode) -> dict[str, Counts]:
    """The fragments by name, each with what it spreads in turn. A spread that closes a cycle adds nothing: validation tells of it."""
    own = {each.name.value: _own(each) for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    done: dict[str, Counts] = {}
    for name in own:
        path: dict[str, Iterator[tuple[str, int]]] = {} if name in done else {name: iter(own[name].spreads)}
        while path:
            last, spreads = next(reversed(path.items()))
            below = next((each for each, _ in spreads if each in own and each not in done and each not in path), None)
            if below is not None:
                path[below] = iter(own[below].spreads)
            else:
                del path[last]
                own[last].add(done)
                done[last] = own[last]
    return done


def _own(definition: ExecutableDefinitionNode) -> Counts:
    variables = definition.variable_definitions or ()
    counts = Counts(directives=len(definition.directives or ()) + sum(len(each.directives or ()) for each in variables))
    waiting: list[tuple[SelectionSetNode, int]] = [(definition.selection_set, 0)]
    while waiting:
        selections, depth = waiting.pop()
        for each in selections.selections:
            counts.fields += 1
            counts.directives += len(each.directives or ())
            if isinstance(each, FragmentSpreadNode):
                counts.spreads.append((each.name.value, depth))
                continue
            inside = depth
            if isinstance(each, FieldNode):
                inside = depth + 1
                counts.roots += depth == 0
                counts.aliases += each.alias is not None
                counts.depth = max(counts.depth, inside)
            if each.selection_set is not None:  # type: ignore[attr-defined]
                waiting.append((each.selection_set, inside))  # type: ignore[attr-defined]
    return counts
