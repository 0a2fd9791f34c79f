"""The client that ariadne-codegen makes of the schema and of documents of one's own, as it is."""

import asyncio
import json
import sys

from generated import Client, CreateEventInput

given = json.loads(sys.argv[1])
authorization = {"Authorization": f"Bearer {given['token']}"}
address = given["url"] + "/graphql"


async def main() -> None:
    client = Client(address, authorization, ws_url=address.replace("http", "ws", 1), ws_connection_init_payload=authorization)
    async with client:
        before = await client.overview()
        made = (await client.make(CreateEventInput(name="by ariadne-codegen"))).create_event
        read = (await client.overview()).records.nodes[0].name
        async for event in client.watch(before.viewer.cursor):
            print(json.dumps({"made": made.typename__, "read": read, "followed": event.status_changed.record_name}))
            break


asyncio.run(main())
