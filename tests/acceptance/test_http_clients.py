"""Apollo Client, with persisted queries, and urql: what they get over HTTP, and how much they have to send for it."""

from __future__ import annotations

from javascript import script
from serving import Server

WHO = {"name": "admin"}


async def test_apollo_and_urql_get_data_and_errors_and_apollo_sends_a_document_once(server: Server) -> None:
    async with script("queries.js", url=f"{server.url}/graphql", token=server.token) as asking:
        told = {(each["client"], each["step"]): each for each in await asking.rest()}
    assert told["apollo", "first"]["sent"] == ["GET hash", "POST document"]
    assert told["apollo", "again"]["sent"] == ["GET hash"]
    assert told["apollo", "mutation"]["sent"] == ["POST hash", "POST document"]
    assert told["urql", "first"]["sent"] == ["POST document"]
    for client in ("apollo", "urql"):
        assert told[client, "first"]["data"]["viewer"].items() >= WHO.items()
        assert (told[client, "wrong"]["data"], told[client, "wrong"]["codes"]) == (None, ["BAD_USER_INPUT"])
        assert told[client, "mutation"]["data"]["createEvent"]["record"]["name"].lower() == f"by {client}"
    assert told["apollo", "again"]["data"] == told["apollo", "first"]["data"]
