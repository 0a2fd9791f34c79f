"""A plugin of ariadne-codegen: enums and unions take what a newer server adds instead of failing on it; inputs take what there is alone."""

from __future__ import annotations

import ast
from typing import Any

from ariadne_codegen.plugins.base import Plugin
from graphql import ExecutableDefinitionNode, FragmentDefinitionNode, GraphQLInputObjectType, GraphQLSchema

OPEN = ast.ImportFrom(module="values", names=[ast.alias(name="OpenEnum")], level=2)
INPUT = ast.ImportFrom(module="values", names=[ast.alias(name="Input")], level=2)
UNKNOWN = ast.ImportFrom(module="values", names=[ast.alias(name="Unknown"), ast.alias(name="besides")], level=2)


class OpenValues(Plugin):
    """`class Action(OpenEnum)`, `class RecordFilter(Input)`, `Union[A, B, Unknown]`, any text for the `__typename` of an interface."""

    def generate_enums_module(self, module: ast.Module) -> ast.Module:
        """Each enum on the base that makes a member of any value."""
        for statement in module.body:
            if isinstance(statement, ast.ClassDef):
                statement.bases = [ast.Name(id="OpenEnum")]
        module.body = [OPEN, *(each for each in module.body if not isinstance(each, ast.ImportFrom))]
        return module

    def generate_inputs_module(self, module: ast.Module) -> ast.Module:
        """Each input on the base that refuses misspelt names."""
        module.body.insert(0, INPUT)
        return module

    def generate_input_class(self, class_def: ast.ClassDef, input_type: GraphQLInputObjectType) -> ast.ClassDef:
        """Such an input."""
        class_def.bases = [ast.Name(id="Input")]
        return class_def

    def generate_client_module(self, module: ast.Module) -> ast.Module:
        """Its methods' answers name the last member of unions too."""
        module.body.insert(0, UNKNOWN)
        return module

    def generate_fragments_module(self, module: ast.Module, fragments_definitions: dict[str, FragmentDefinitionNode]) -> ast.Module:
        """What is selected of interfaces is of any type."""
        return _widened(module, self.schema)

    def generate_result_types_module(self, module: ast.Module, operation_definition: ExecutableDefinitionNode) -> ast.Module:
        """What a union holds may be of a type that isn't known."""
        return _widened(module, self.schema)


def _widened(module: ast.Module, schema: GraphQLSchema) -> ast.Module:
    module = _Widening(schema).visit(module)
    module.body.insert(0, UNKNOWN)
    return module


class _Widening(ast.NodeTransformer):
    def __init__(self, schema: GraphQLSchema) -> None:
        self._names = sorted(schema.type_map, key=len, reverse=True)

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        """`Literal["A", "B"]` becomes `str`; `Annotated[Union["XA", "XB"], Field(discriminator=…)]` has a member for all others."""
        self.generic_visit(node)
        match node:
            case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple()):
                return ast.Name(id="str")
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[ast.Subscript(slice=ast.Tuple(elts=members)), _])):
                known = ", ".join(f'"{self._type_of(ast.unparse(member).strip(chr(34)))}"' for member in members)
                others = ast.parse(f"Annotated[Unknown, besides({known})]", mode="eval").body
                return ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=[node, others]))
        return node

    def _type_of(self, class_name: str) -> str:
        """A class is called after the fields above it and then its type."""
        return next(name for name in self._names if class_name.endswith(name))
