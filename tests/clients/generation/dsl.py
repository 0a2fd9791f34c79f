"""gql: documents that are checked against the schema and written in Python, over one WebSocket."""

import asyncio
import json
import sys
from pathlib import Path

from gql import Client, gql
from gql.dsl import DSLInlineFragment, DSLMetaField, DSLMutation, DSLSchema, dsl_gql
from gql.transport.websockets import WebsocketsTransport

given = json.loads(sys.argv[1])
address = given["url"].replace("http", "ws", 1) + "/graphql"
SCHEMA = Path("schema.graphql").read_text()
LIST = gql("{ viewer { cursor } records(first: 5) { nodes { name statusReason } } }")
WATCH = gql("subscription ($after: String!) { statusChanged(after: $after) { recordName } }")


async def main() -> None:
    transport = WebsocketsTransport(address, init_payload={"Authorization": f"Bearer {given['token']}"})
    async with Client(schema=SCHEMA, transport=transport, parse_results=True) as session:
        schema = DSLSchema(session.client.schema)
        success = DSLInlineFragment().on(schema.EventSuccess).select(schema.EventSuccess.cursor)
        make = schema.Mutation.createEvent(input={"name": "by gql"}).select(DSLMetaField("__typename"), success)
        before = await session.execute(LIST)
        made = (await session.execute(dsl_gql(DSLMutation(make))))["createEvent"]
        read = (await session.execute(LIST))["records"]["nodes"][0]["name"]
        watch = WATCH
        watch.variable_values = {"after": before["viewer"]["cursor"]}
        async for event in session.subscribe(watch):
            print(json.dumps({"made": made["__typename"], "read": read, "followed": event["statusChanged"]["recordName"]}))
            break


asyncio.run(main())
