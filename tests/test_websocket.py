"""graphql-transport-ws to the letter: what closes a socket, and what ends an operation alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from several import until_measured
from sockets import CREATE, FOLLOW, WHO, Place
from websockets.exceptions import InvalidStatus
from wire import PROTOCOL, Wire, dialled, talking

BAD = 4400


# What closes a socket.


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("[]", "JSON object"), ("null", "JSON object"), ("7", "JSON object"), ("{", "JSON"), ("", "JSON"), ("\x00", "JSON"),
        (b"{}", "binary"),
        ('{"type":"start"}', "type must be one of"), ("{}", "type must be one of"), ('{"type":["ping"]}', "type must be one of"),
        ('{"type":"next","id":"1"}', "type must be one of"), ('{"type":"connection_ack"}', "type must be one of"),
        ('{"type":"ping","payload":[]}', "payload of ping"), ('{"type":"pong","payload":"x"}', "payload of pong"),
        ('{"type":"subscribe","payload":{"query":"{a}"}}', "id must be"),
        ('{"type":"subscribe","id":"","payload":{"query":"{a}"}}', "id must be"),
        ('{"type":"subscribe","id":1,"payload":{"query":"{a}"}}', "id must be"), ('{"type":"complete"}', "id must be"),
        ('{"type":"complete","id":"%s"}' % ("x" * 1001), "id must be"),
        ('{"type":"subscribe","id":"1"}', "payload of subscribe"),
        ('{"type":"subscribe","id":"1","payload":"{a}"}', "payload of subscribe"),
        ('{"type":"subscribe","id":"1","payload":{"query":7}}', "`query`"), ('{"type":"subscribe","id":"1","payload":{}}', "`query`"),
        ('{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}', "`variables`"),
        ('{"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":{}}}', "`operationName`"),
        ('{"type":"ping","payload":{"a":"\\ud800"}}', ""), ('{"type":"ping","payload":{"a":' + "9" * 5_000 + "}}", ""),
        ('{"type":"ping","payload":{"a":' + "[" * 100_000 + "]" * 100_000 + "}}", ""), ('{"type":"ping","payload":{"a":NaN}}', ""),
    ],
)  # fmt: skip
async def test_what_is_no_message_closes_the_socket_with_the_reason(wire: Wire, place: Place, message: str | bytes, reason: str) -> None:
    await wire.send(message)
    code, said = await wire.closed()
    assert (code, reason in said) == (BAD, True), (code, said)
    async with dialled(place.url) as another:
        await another.say("ping")
        assert await another.hear() == {"type": "pong"}


async def test_a_socket_without_an_initialisation_closes_after_three_seconds(place: Place) -> None:
    async with dialled(place.url) as wire:
        await wire.say("ping")
        assert await wire.hear() == {"type": "pong"}
        assert await wire.closed() == (4408, "Connection initialisation timeout")


@pytest.mark.parametrize(
    "payload", [None, {}, {"Authorization": "Bearer no"}, {"Authorization": 7}, {"authorization": None}, {"headers": {}}], ids=str
)
async def test_nobody_without_a_token_that_counts_is_acknowledged(place: Place, payload: Any) -> None:
    async with dialled(place.url) as wire:
        await wire.say("connection_init", payload=payload)
        code, reason = await wire.closed()
        assert (code, reason[:11], reason[-1]) == (4403, "Forbidden: ", ".")


async def test_the_payload_of_an_initialisation_must_be_an_object(place: Place) -> None:
    async with dialled(place.url) as wire:
        await wire.say("connection_init", payload="Bearer")
        assert (await wire.closed())[0] == BAD


async def test_subscribing_before_the_acknowledgement_is_unauthorized(place: Place) -> None:
    async with dialled(place.url) as wire:
        await wire.subscribe("1", WHO)
        assert await wire.closed() == (4401, "Unauthorized")


async def test_a_second_initialisation_is_one_too_many(wire: Wire, place: Place) -> None:
    await wire.say("connection_init")
    assert await wire.closed() == (4429, "Too many initialisation requests")
    async with dialled(place.url) as another:  # also while the first is looked at
        await another.send('{"type":"connection_init","payload":{}}')
        await another.send('{"type":"connection_init","payload":{}}')
        assert (await another.closed())[0] in (4429, 4403)


@pytest.mark.parametrize("offered", [[], ["graphql-ws"], ["graphql-ws", "other"]], ids=str)
async def test_other_subprotocols_are_not_acceptable(place: Place, offered: list[str]) -> None:
    async with dialled(place.url, offered) as wire:
        assert wire.socket.subprotocol is None
        assert await wire.closed() == (4406, "Subprotocol not acceptable")
    async with dialled(place.url, [*offered, PROTOCOL]) as wire:
        assert wire.socket.subprotocol == PROTOCOL


async def test_an_id_in_use_closes_the_socket_and_one_that_was_completed_is_free(wire: Wire) -> None:
    for _ in range(3):
        await wire.subscribe("a", FOLLOW)
        await wire.say("complete", id="a")
    assert await wire.answer("a", WHO) == {"data": {"viewer": {"name": "Ada"}}}
    assert (await wire.refusal("a", "{ nothing }"))["extensions"]["code"] == "BAD_USER_INPUT"
    await wire.subscribe("a", FOLLOW)
    await wire.subscribe("a", WHO)
    assert await wire.closed() == (4409, "Subscriber for a already exists")


async def test_a_reason_is_never_too_long_for_a_close_frame(wire: Wire) -> None:
    await wire.subscribe("ä" * 1000, FOLLOW)
    await wire.subscribe("ä" * 1000, FOLLOW)
    code, reason = await wire.closed()
    assert (code, reason) == (4409, "Subscriber for " + "ä" * 54)


@pytest.mark.parametrize("frames", [1, 20])
async def test_a_message_that_is_too_large_closes_with_1009(wire: Wire, frames: int) -> None:
    most = 1_000_000
    await wire.say("ping", payload={"a": "x" * (most - 40)})
    assert (await wire.hear())["type"] == "pong"
    part = "x" * (most // frames + 1)
    await wire.socket.send(part if frames == 1 else [part] * frames)
    assert (await wire.closed())[0] == 1009


async def test_only_our_own_pages_and_those_of_allowed_origins_may_connect(place: Place) -> None:
    own = place.url
    for origin in (None, own, "https://app.example.com"):
        async with dialled(place.url, origin=origin) as wire:
            await wire.say("ping")
            assert await wire.hear() == {"type": "pong"}
    for origin in ("https://evil.example", "null", "http://app.example.com", "https://app.example.com.evil.example", f"{own}0"):
        with pytest.raises(InvalidStatus) as refused:
            async with dialled(place.url, origin=origin):
                pass
        assert refused.value.response.status_code == 403
        assert "GOLIVE_ORIGINS" in bytes(refused.value.response.body or b"").decode()


async def test_a_caller_has_no_more_sockets_than_allowed(place: Place) -> None:
    _, secret = await place.token()
    async with talking(place.url, secret), talking(place.url, secret):
        async with talking(place.url, secret), dialled(place.url) as wire:
            await wire.say("connection_init", payload={"Authorization": f"Bearer {secret}"})
            code, reason = await wire.closed()
            assert (code, reason.startswith("3 sockets and event streams")) == (4429, True)
        await until_measured(place.server, lambda found: found["golive_sockets"] == 2)
        async with talking(place.url, secret):
            pass


# What ends an operation alone.


@pytest.mark.parametrize(
    ("document", "code"),
    [("{ viewer {", "BAD_USER_INPUT"), ("{ nothing }", "BAD_USER_INPUT"), ("{ __schema { description } }", "BAD_USER_INPUT"),
     ("query A { viewer { name } } query B { viewer { name } }", "BAD_USER_INPUT"),
     ("query($a: Int!) { records(first: $a) { totalCount } }", "BAD_USER_INPUT"),
     ("{ viewer { name } " * 6_000, "LIMIT_EXCEEDED"), ("subscription { progressChanged(id: 7) { done } }", "NOT_FOUND"),
     ("subscription { statusChanged { id } liveView { cursor } }", "BAD_USER_INPUT"),
     ('subscription { statusChanged(after: "?") { id } }', "INVALID_CURSOR")],
)  # fmt: skip
async def test_an_error_ends_its_operation_and_never_the_socket(wire: Wire, document: str, code: str) -> None:
    await wire.subscribe("other", FOLLOW)
    assert (await wire.refusal("1", document))["extensions"]["code"] == code
    assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}


async def test_an_error_while_executing_is_in_the_result(wire: Wire) -> None:
    result = await wire.answer("1", 'mutation { goLive(id: "nothing") { __typename } }')
    assert (result["data"], len(result["errors"])) == ({"goLive": None}, 1)


async def test_one_operation_too_many_is_refused_and_the_others_go_on(wire: Wire, place: Place) -> None:
    for number in range(100):
        await wire.subscribe(str(number), FOLLOW)
    error = await wire.refusal("one more", WHO)
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "SUBSCRIPTIONS", "allowed": 100}
    await wire.say("complete", id="7")
    assert await wire.answer("one more", WHO) == {"data": {"viewer": {"name": "Ada"}}}
    await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 99)
    await place.create("Told to all")
    told = [await wire.hear() for _ in range(99)]
    assert {each["id"] for each in told} == {str(number) for number in range(100)} - {"7"}
    assert {each["payload"]["data"]["statusChanged"]["recordName"] for each in told} == {"Told to all"}


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    "value",
    ["9" * 5_000, '"\\ud800"', "1e400", "[" * 2_000 + "]" * 2_000, DEEP, '{"1": "]", "\\"": [{}, "\\\\"]' + f', "2": {DEEP}}}'],
    ids=["long number", "lone surrogate", "large number", "deep", "very deep", "deep beside texts"],
)
@pytest.mark.parametrize("form", ['{"id": "2", "type": "subscribe", "payload": %s}', '{"payload": %s, "type": "subscribe", "id": "2"}'])
async def test_a_payload_that_can_t_be_read_ends_its_operation_alone(wire: Wire, form: str, value: str) -> None:
    await wire.subscribe("1", FOLLOW)
    await wire.send(form % ('{"query": "{ viewer { name } }", "variables": {"a": ' + value + "}}"))
    assert (await wire.error("2"))["extensions"]["code"] in ("BAD_USER_INPUT", "LIMIT_EXCEEDED")
    assert await wire.answer("2", WHO) == {"data": {"viewer": {"name": "Ada"}}}


@pytest.mark.parametrize(
    "message",
    ['{"id": "2", "type": "subscribe", "payload": {"query": nonsense, "variables": {"a": 1e400}}}',
     '{"id": "2", "type": "subscribe", "payload": {"query": "\\ud800}}', '{"id": "2", "type": "complete", "payload": ' + DEEP + "}",
     '{"id": "2", "type": "subscribe", "payload": ' + DEEP, '{"id": 1e400, "type": "subscribe", "payload": {}}', DEEP],
    ids=["a bare word", "a text without an end", "another type", "an object without an end", "an id that is none", "no object"],
)  # fmt: skip
async def test_what_is_no_message_and_can_t_be_read_closes_the_socket(wire: Wire, message: str) -> None:
    await wire.send(message)
    assert (await wire.closed())[0] == BAD


@pytest.mark.parametrize(("value", "limit"), [("[" * 70 + "]" * 70, "JSON_DEPTH"), ("[" + "0," * 50_000 + "0]", "VALUES")])
async def test_variables_beyond_a_limit_end_their_operation_alone(wire: Wire, value: str, limit: str) -> None:
    await wire.subscribe("1", "subscription { statusChanged { id } }")
    await wire.say("subscribe", id="2", payload={"query": "{ viewer { role } }", "variables": {"a": json.loads(value)}})
    error = await wire.error("2")
    assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("LIMIT_EXCEEDED", limit)
    assert await wire.answer("3", "{ viewer { role } }") == {"data": {"viewer": {"role": "EDITOR"}}}
    await wire.say("subscribe", id="1", payload={"query": "{ viewer { role } }", "variables": {"a": json.loads(value)}})
    assert (await wire.closed())[0] == 4409


# Messages.


async def test_a_ping_is_answered_with_its_payload(wire: Wire) -> None:
    for payload in ('{"a":[1,2.50,{"b":null}],"ü":"\\u20ac"}', '{"big":123456789012345678901234567890}', "{}"):
        await wire.send(f'{{"type":"ping","payload":{payload}}}')
        assert (await wire.hear()) == {"type": "pong", "payload": json.loads(payload)}
    await wire.send('{"type":"ping","payload":null}')
    assert await wire.hear() == {"type": "pong"}


async def test_what_asks_for_nothing_is_passed_over(wire: Wire) -> None:
    await wire.say("pong")
    await wire.say("pong", payload={"for": "nobody"})
    await wire.say("complete", id="never begun")
    assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}
    await wire.say("complete", id="1")
    assert await wire.answer("1", WHO) == {"data": {"viewer": {"name": "Ada"}}}


async def test_operations_run_at_the_same_time_and_each_has_its_own_answer(wire: Wire, place: Place) -> None:
    await wire.subscribe("stream", FOLLOW)
    await until_measured(place.server, lambda found: found["golive_stream_subscribers"] == 1)
    for number in range(20):
        await wire.subscribe(f"ask {number}", WHO)
    await wire.subscribe("make", CREATE, name="Made over a socket")
    told = [await wire.hear() for _ in range(43)]
    assert sorted(each["id"] for each in told if each["type"] == "complete") == sorted(["make", *(f"ask {n}" for n in range(20))])
    (change,) = [each["payload"] for each in told if each["id"] == "stream"]
    assert change == {"data": {"statusChanged": {"recordName": "Made over a socket"}}}
