"""Content negotiation: quality values, wildcards, parameters, and what isn't a header at all."""

from __future__ import annotations

import pytest

from golive.graph.transport.media import EVENTS, GRAPHQL, JSON, MULTIPART, accepted, is_json, takes_gzip

APOLLO = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9'
URQL = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
ANSWERS = {
    None: JSON,
    "": JSON,
    "*/*": JSON,
    "application/*": JSON,
    "text/html, */*;q=0.1": JSON,
    "text/*": EVENTS,
    GRAPHQL: GRAPHQL,
    f"{JSON}, {GRAPHQL}": GRAPHQL,
    f"{JSON}, {GRAPHQL};q=0.9": JSON,
    f"{GRAPHQL};q=0.001, {JSON};q=0.01": JSON,
    f"*/*, {GRAPHQL};q=0.5": JSON,
    f"*/*, {JSON};q=0": GRAPHQL,
    f"application/*;q=0, {EVENTS};q=0.1": EVENTS,
    f"{JSON};q=0": None,
    "*/*;q=0": None,
    "text/html": None,
    "application/xml, image/*": None,
    f"{JSON}; charset=utf-8": JSON,
    f'{JSON};charset="UTF-8" ;q=0.4': JSON,
    f"{JSON}; charset=iso-8859-1": None,
    f"{JSON};q=2": None,
    f"{JSON};q=1.0001": None,
    f"{JSON};q=-1, {GRAPHQL}": GRAPHQL,
    "APPLICATION/JSON;Q=0.3": JSON,
    ',,; "": /, =': None,
    f'text/plain;note="a, {GRAPHQL}", {JSON}': JSON,
    APOLLO: GRAPHQL,
    URQL: GRAPHQL,
    f"multipart/mixed;deferSpec=20220824, {JSON}": JSON,
    "multipart/mixed;deferSpec=20220824": None,
}
STREAMS = {
    None: None,
    JSON: None,
    "*/*": EVENTS,
    "text/event-stream": EVENTS,
    APOLLO: MULTIPART,
    URQL: EVENTS,
    "multipart/mixed; subscriptionSpec=1.0": MULTIPART,
    'multipart/mixed; subscriptionSpec="1.0", text/event-stream;q=0.9': MULTIPART,
    "multipart/mixed; subscriptionSpec=2.0": None,
    "text/event-stream;q=0, multipart/*": MULTIPART,
}


@pytest.mark.parametrize("header", ANSWERS)
def test_an_answer_is_in_the_media_type_that_is_wanted_most(header: str | None) -> None:
    assert accepted(header).answer == ANSWERS[header]


@pytest.mark.parametrize("header", STREAMS)
def test_a_stream_is_in_the_stream_type_that_is_wanted_most_whatever_else_is_wanted(header: str | None) -> None:
    assert accepted(header).stream == STREAMS[header]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (None, False),
        ("", False),
        ("application/json", True),
        ("Application/JSON ; charset=UTF-8", True),
        ('application/json;charset="utf-8"', True),
        ("application/json;", True),
        ("application/json;charset=utf-16", False),
        ("application/json; odata=verbose", False),
        ("application/json, text/plain", False),
        ("application/jsonx", False),
        ("text/plain", False),
        ("multipart/form-data; boundary=x", False),
        ("application/x-www-form-urlencoded", False),
    ],
)
def test_only_json_in_utf_8_is_taken(header: str | None, said: bool) -> None:
    assert is_json(header) is said


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("GZIP;Q=0.5", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("*;q=0, gzip", True),
        ("gzip;q=0, *", False),
        ("gzip ; q=0.000", False),
        ("br, deflate", False),
        ("x-gzip", False),
    ],
)
def test_gzip_is_sent_to_who_takes_it(header: str | None, taken: bool) -> None:
    assert takes_gzip(header) is taken


@pytest.mark.parametrize("piece", ['"', ",", ";", "a/b;", "*/*;q=0.1,", 'a/b;c="\\'])
def test_headers_without_end_are_read_as_far_as_headers_go(piece: str) -> None:
    header = piece * 1_000_000
    assert accepted(header).plain in (None, JSON)
    assert not is_json(header)
    assert not takes_gzip(header)
