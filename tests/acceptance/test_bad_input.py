"""Bad input and bad surroundings: each gets a clear error that says what to do, and nothing is half done."""

import asyncio
import json
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from client import Client, Json, Refused
from graphql import GraphQLInputObjectType, GraphQLSchema, build_schema, get_named_type
from samples import fresh, mail_step, samples, surroundings, wait_step
from serving import COMMAND, DEADLINE, Server, end_postgres, environment, postmaster

SCHEMA: GraphQLSchema = build_schema((Path(__file__).parents[2] / "schema.graphql").read_text())
assert SCHEMA.query_type is not None
LISTS = {name: field for name, field in SCHEMA.query_type.fields.items() if "first" in field.args}
NEVER = "01k00000000000000000000000"
NEEDED = {"condition": '"true"', "id": f'"customer_journey_{NEVER}"'}


@pytest.fixture(scope="module")
async def client(server: Server) -> AsyncIterator[Client]:
    async with Client(server.url, server.workspace("bad input")) as client:
        yield client


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of the test's own, which PostgreSQL's user may pass, and with it what runs in it."""
    with tempfile.TemporaryDirectory(prefix="golive-bad-") as folder:
        yield Path(folder)
        end_postgres(Path(folder))


async def counted(client: Client) -> int:
    """How many changes the workspace's log tells."""
    changes = await client.execute("{ statusHistory(first: 100) { nodes { id } } }")
    return len(changes["statusHistory"]["nodes"])


def listing(name: str, arguments: str) -> str:
    """A query of one list, with what must be told."""
    needed = "".join(f"{argument}: {value}, " for argument, value in NEEDED.items() if argument in LISTS[name].args)
    return f"{{ {name}({needed}{arguments}) {{ __typename }} }}"


# What clients send.


@pytest.mark.parametrize("identity", [f"marketing_email_{NEVER}", f"no_such_kind_{NEVER}", "nonsense", "", "é", "a" * 10_000])
async def test_an_id_of_nothing_is_not_found_whatever_it_looks_like(client: Client, identity: str) -> None:
    for query in ("record", "node"):
        assert (await client.execute(f"query($id: ID!) {{ {query}(id: $id) {{ id }} }}", id=identity))[query] is None
    assert (await client.execute("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[identity]))["nodes"] == [None]
    for action in ("goLive", "copy", "delete"):
        with pytest.raises(Refused) as refused:
            await client.act(action, identity)
        assert refused.value.codes == ["NOT_FOUND"]


@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1])
async def test_a_page_has_1_to_100_entries(client: Client, size: int) -> None:
    for name, field in LISTS.items():
        for argument in {"first", "last"} & {*field.args}:
            with pytest.raises(Refused, match="100") as refused:
                await client.execute(listing(name, f"{argument}: {size}"))
            assert refused.value.codes == ["BAD_USER_INPUT"], name


@pytest.mark.parametrize("cursor", ["nonsense", "", "é", "AAAA", "bm9uc2Vuc2U=", "a" * 10_000])
async def test_a_malformed_cursor_is_told(client: Client, cursor: str) -> None:
    await client.create("MarketingEmail", name="One")
    for name, field in LISTS.items():
        for argument in {"after", "before"} & {*field.args}:
            size = "first" if argument == "after" else "last"
            with pytest.raises(Refused) as refused:
                await client.execute(listing(name, f"{size}: 5, {argument}: {json.dumps(cursor)}"))
            assert refused.value.codes == ["INVALID_CURSOR"], (name, argument)
    with pytest.raises(Refused) as refused:
        async with client.changes(after=cursor or "=") as stream:
            await stream.until(lambda change: True)
    assert refused.value.codes == ["INVALID_CURSOR"]
    with pytest.raises(Refused) as refused:
        await client.execute("query($at: String) { records(atLeast: $at) { totalCount } }", at=cursor)
    assert refused.value.codes == ["INVALID_CURSOR"]


BAD_DRAFTS: dict[str, tuple[str, Json]] = {
    "START_AFTER_END": ("CUSTOMER_JOURNEY", {"entry": None, "startsAt": "2090-01-02T00:00:00Z", "endsAt": "2090-01-01T00:00:00Z"}),
    "TIME_ZONE_UNKNOWN": ("CUSTOMER_JOURNEY", {"entry": None, "timeZone": "Mars/Olympus"}),
    "CYCLE": ("CUSTOMER_JOURNEY", {"entry": None, "steps": [wait_step("a", "b"), wait_step("b", "a")]}),
    "CONDITION_INVALID": ("SEGMENT", {"dynamicQuery": "contact.age >"}),
    "TEMPLATE_INVALID": ("MARKETING_PAGE", {"content": "<p>{% if contact.first_name %}"}),
}


@pytest.mark.parametrize("code", BAD_DRAFTS)
async def test_what_the_check_finds_is_saved_in_a_draft_reported_and_keeps_it_from_going_live(client: Client, code: str) -> None:
    kind, bad = BAD_DRAFTS[code]
    made = await client.create(samples({})[kind].graphql, **{**fresh(kind, {}, f"Bad {code}"), **bad})
    record = made["record"]
    document = "query($id: ID!) { record(id: $id) { errorCheck { result findings { code message path } } } }"
    check = (await client.execute(document, id=record["id"]))["record"]["errorCheck"]
    (finding,) = [finding for finding in check["findings"] if finding["code"] == code][:1]
    assert check["result"] == "ERROR"
    assert finding["message"].endswith(".")
    assert finding["path"]
    history = await client.history(record["id"])
    refused = await client.act("goLive", record["id"])
    assert refused["code"] == "CHECK_FAILED"
    assert code in {finding["code"] for finding in refused["findings"]}
    assert await client.record(record["id"]) == record
    assert await client.history(record["id"]) == history


def ask_step(identity: str, condition: str, yes: str | None = None) -> Json:
    """A step that parts contacts by a condition; who doesn't fulfil it is through."""
    branches = [{"name": "yes", "next": yes}, {"name": "no", "next": None}]
    return {"ifThen": {"id": identity, "name": "Ask", "condition": condition, "branches": branches}}


async def test_each_fault_of_a_journey_is_found_at_once_with_the_id_of_its_step(client: Client) -> None:
    ids = await surroundings(client, ("settings", "email", "segment"), "faults")
    unparsed = {**fresh("MARKETING_EMAIL", {}, "Unparsed"), "subject": "{{ contact.first_name"}
    mail = (await client.create("MarketingEmail", **unparsed))["record"]["id"]
    begun = ["cycle", "long", "unknown", "unparsed", "mail", "deep 2"]
    branches = [{"name": str(n), "percent": 4 if n < 24 else 2, "next": begun[n % len(begun)]} for n in range(26)]
    steps = [
        {"split": {"id": "many", "name": "Split", "branches": branches}},
        wait_step("cycle", "back"),
        wait_step("back", "cycle"),
        {"wait": {"id": "long", "name": "Wait", "duration": "P400D"}},
        ask_step("unknown", "contact.no_such_attribute == 1"),
        ask_step("unparsed", "contact.first_name =="),
        mail_step("mail", mail),
        *(ask_step(f"deep {depth}", "true", f"deep {depth + 1}") for depth in range(2, 9)),
        ask_step("deep 9", "true"),
        wait_step("orphan"),
    ]
    made = await client.create("RealTimeJourney", **{**fresh("REAL_TIME_JOURNEY", ids, "Faulty"), "steps": steps})
    document = "query($id: ID!) { record(id: $id) { errorCheck { findings { code severity stepId record { id } } } } }"

    async def found(identity: str) -> set[tuple[str, str | None, str | None]]:
        findings = (await client.execute(document, id=identity))["record"]["errorCheck"]["findings"]
        return {(each["code"], each["stepId"], (each["record"] or {}).get("id")) for each in findings if each["severity"] == "ERROR"}

    assert await found(made["record"]["id"]) == {
        ("CONDITION_INVALID", "unknown", None),
        ("CONDITION_INVALID", "unparsed", None),
        ("CYCLE", "back", None),
        ("DEPENDENCY_NOT_LIVE", "mail", mail),
        ("NESTING_TOO_DEEP", "deep 9", None),
        ("ORPHAN_STEP", "orphan", None),
        ("TOO_MANY_BRANCHES", "many", None),
        ("WAIT_TOO_LONG", "long", None),
        ("JOURNEY_TOO_LONG", None, None),
    }
    assert await found(mail) == {("TEMPLATE_INVALID", None, None)}


async def test_a_condition_that_does_not_parse_is_told_with_its_place(client: Client) -> None:
    bad = {"condition": "contact.first_name =="}
    document = "query($condition: Condition!) { conditionPreview(condition: $condition) { count findings { code message line column } } }"
    preview = (await client.execute(document, **bad))["conditionPreview"]
    assert preview["count"] is None
    (finding,) = preview["findings"]
    assert (finding["code"], finding["line"]) == ("CONDITION_INVALID", 1)
    with pytest.raises(Refused, match="column") as refused:
        await client.execute("query($condition: Condition!) { conditionTree(condition: $condition) { id } }", **bad)
    assert refused.value.codes == ["BAD_USER_INPUT"]


def texts(graphql: str) -> list[str]:
    """The fields of a type's input that hold text of any kind, but for the name."""
    kind = SCHEMA.type_map[f"Create{graphql}Input"]
    assert isinstance(kind, GraphQLInputObjectType)
    types = {name: get_named_type(field.type).name for name, field in kind.fields.items()}
    return [name for name, type_ in types.items() if type_ in ("String", "Condition") and name != "name"]


@pytest.mark.parametrize("kind", samples({}))
async def test_nul_characters_are_refused_in_every_text_and_nothing_is_saved(client: Client, kind: str) -> None:
    graphql = samples({})[kind].graphql
    needed = {"eventId": (await client.create("Event", name="Of it"))["record"]["id"]} if kind in ("EVENT_SESSION", "EVENT_TRACK") else {}
    record = (await client.create(graphql, name="Whole", **needed))["record"]
    before = await counted(client)
    for name in ("name", *texts(graphql)):
        refused = await client.update(graphql, record["id"], {name: "a\0b", **({} if name == "name" else {"name": "Half"})})
        assert (refused["code"], refused["findings"][0]["path"][0]) == ("INVALID_INPUT", name), refused
        assert "NUL" in refused["message"], refused["message"]
    refused = await client.create(graphql, **needed, name="a\0b")
    assert refused["code"] == "INVALID_INPUT"
    assert await client.record(record["id"]) == record
    assert await counted(client) == before


async def test_nul_characters_in_what_is_looked_for_find_nothing_or_are_refused(client: Client) -> None:
    await client.create("MarketingEmail", name="One")
    found = await client.execute("query($text: String) { records(filter: {search: $text}) { totalCount } }", text="\0")
    assert found["records"]["totalCount"] == 0
    assert (await client.execute("query($id: ID!) { record(id: $id) { id } }", id="marketing_email_\0"))["record"] is None
    with pytest.raises(Refused) as refused:
        await client.execute("query($condition: Condition!) { conditionTree(condition: $condition) { id } }", condition='"\0" == "a"')
    assert refused.value.codes == ["BAD_USER_INPUT"]


async def test_a_string_of_10_mb_is_too_large_and_half_of_it_is_no_name(client: Client) -> None:
    before = await counted(client)
    huge, large = "a" * 10_000_000, "a" * 5_000_000
    with pytest.raises(Refused, match="bytes") as refused:
        await client.create("MarketingEmail", name=huge)
    assert refused.value.codes == ["LIMIT_EXCEEDED"]
    assert (await client.create("MarketingEmail", name=large))["code"] == "INVALID_INPUT"
    assert (await client.create("MarketingPage", name="Large", content=large))["code"] == "INVALID_INPUT"
    assert (await client.create("Segment", name="Large", dynamicQuery=large))["code"] == "INVALID_INPUT"
    assert await counted(client) == before


# What operators do.


def refused(*arguments: str, settings: Json | None = None) -> str:
    """Run a `golive` command that must be refused; what it says, in sentences and without a traceback."""
    done = subprocess.run([*COMMAND, *arguments], env=environment(settings), capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.startswith("Error: ")
    assert done.stderr.strip().endswith(".")
    assert "Traceback" not in done.stderr
    assert "ready" not in done.stdout
    return done.stderr


def test_wrong_settings_are_refused_by_name_before_anything_is_made(folder: Path) -> None:
    wrong = {"GOLIVE_POOL_SIZE": "many", "GOLIVE_PAUSE_LIMIT": "three weeks", "GOLIVE_DATABASE_ULR": "postgresql://localhost/golive"}
    said = refused("serve", "--port", "0", "--data", str(folder / "data"), settings=wrong)
    assert all(name in said for name in wrong)
    assert "PT5M, P30D" in said
    assert "GOLIVE_DATABASE_URL" in said
    assert not (folder / "data").exists()


def test_a_database_that_is_not_there_is_told_with_what_to_do(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        url = f"postgresql://golive@127.0.0.1:{taken.getsockname()[1]}/golive"
        said = refused("serve", "--port", "0", "--data", str(folder / "data"), settings={"GOLIVE_DATABASE_URL": url})
    assert "GOLIVE_DATABASE_URL" in said
    assert not (folder / "data").exists()


def test_a_busy_port_is_told_before_anything_is_made(server: Server, folder: Path) -> None:
    said = refused("serve", "--port", str(server.port), "--data", str(folder / "data"))
    assert f"Port {server.port}" in said
    assert "--port" in said
    assert not (folder / "data").exists()


def test_a_data_directory_that_another_server_owns_is_told_with_its_process(server: Server) -> None:
    said = refused("serve", "--port", "0", "--data", str(server.data))
    assert str(server.popen.pid) in said
    assert "--data" in said


def test_a_data_directory_of_an_older_version_is_told_with_the_way_to_move_it(folder: Path) -> None:
    (folder / "postgres").mkdir(parents=True)
    (folder / "postgres" / "PG_VERSION").write_text("14\n")
    said = refused("serve", "--port", "0", "--data", str(folder))
    assert "PostgreSQL 14" in said
    assert "pg_upgrade" in said
    assert [path.name for path in (folder / "postgres").iterdir()] == ["PG_VERSION"]


# What happens while it runs.


@pytest.fixture
def narrow(folder: Path) -> Iterator[Server]:
    """A server with a single database connection for requests, which nobody waits for long."""
    settings = {"GOLIVE_POOL_SIZE": "1", "GOLIVE_POOL_TIMEOUT": "PT0.02S", "GOLIVE_LOG_LEVEL": "error"}
    running = Server(folder, worker=False, settings=settings)
    yield running
    running.stop()


async def test_a_full_pool_and_a_lost_database_are_unavailable_and_what_was_not_answered_is_whole_or_not_there(
    narrow: Server,
) -> None:
    async with Client(narrow.url, narrow.token) as client:
        await crowd(client)
        lost = postmaster(narrow.data)
        assert lost is not None
        lost.kill()
        codes: set[str | None] = set()
        async with asyncio.timeout(60):
            while not codes:
                try:
                    await client.create("MarketingEmail", name="Lost")
                except Refused as told:
                    codes |= set(told.codes)
            ready = await client.http.get("/readyz")
            assert (ready.status_code, ready.text) in [(200, "ready\n"), (503, "not ready: the database can't be reached\n")]
            while (await client.http.get("/readyz")).status_code != 200:
                assert (await client.http.get("/healthz")).status_code == 200
        assert codes == {"UNAVAILABLE"}
        assert (await client.create("MarketingEmail", name="Back"))["record"]


async def crowd(client: Client) -> None:
    """More requests than there are connections: some are told to try again, the others are done."""
    calls = [client.create("MarketingEmail", **fresh("MARKETING_EMAIL", {}, f"Crowd {number}")) for number in range(64)]
    answers: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
    told = [answer for answer in answers if isinstance(answer, Refused)]
    assert told
    assert {code for each in told for code in each.codes} == {"UNAVAILABLE"}
    assert all("try again" in str(each).lower() for each in told)
    made = {answer["record"]["id"] for answer in answers if isinstance(answer, dict)}
    assert made
    there = await client.execute("{ records(first: 100) { nodes { id history(first: 2) { nodes { kind } } } } }")
    assert {record["id"] for record in there["records"]["nodes"]} >= made  # one may be made whose answer found no connection
    assert all([change["kind"] for change in record["history"]["nodes"]] == ["CREATED"] for record in there["records"]["nodes"])
