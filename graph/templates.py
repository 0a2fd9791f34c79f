"""Templates that records are made from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from golive.graph.arguments import backed_by
from golive.graph.nodes import Node, connection
from golive.graph.scalars import JSONObject
from golive.lifecycles.words import RecordType
from golive.models.keeping import Blueprint


def _content(root: strawberry.Parent[Any]) -> Any:
    return root.content


@strawberry.type(description="Content that new records can be made from.")
class Template(Node):
    is_type_of = backed_by(Blueprint)

    name: str = strawberry.field(description="Its name.")
    type: RecordType = strawberry.field(description="The type of the records that it makes.")
    content: JSONObject = strawberry.field(resolver=_content, description="The content by input names.")
    created_at: datetime = strawberry.field(description="When it was made.")
    created_by: str | None = strawberry.field(description="Who made it.")


TemplateConnection = connection(Template, "Template", "templates")
