"""Files become contacts: matched by key, nothing half done, and no bad row dropped without a word."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from importer import BY_EMAIL, Importer
from serving import environment
from sqlalchemy import func, select, text

from golive.models.contact import Attribute, Contact
from golive.models.contacts import create_contact, update_contact
from golive.models.database import Database
from golive.models.importing import ImportOptions, ImportRefused
from golive.models.importing.reading import CsvFile
from golive.models.lead import Lead

DEMO = Path(__file__).parent.parent / "graph" / "demo" / "hillstrom-2000.csv"
HILLSTROM = ImportOptions(key="email", set={"email": "customer-{row}@example.com"}, consent=("email:commercial",))
HILLSTROM_TYPES = {
    **dict.fromkeys(("recency", "mens", "womens", "newbie", "visit", "conversion"), "INTEGER"),
    **dict.fromkeys(("history", "spend"), "DECIMAL"),
    **dict.fromkeys(("history_segment", "zip_code", "channel", "segment"), "STRING"),
}


def whole_file() -> Path:
    return Path(os.environ["GOLIVE_HILLSTROM"])


@pytest.fixture
def importer(database: Database, workspace: UUID, tmp_path: Path) -> Importer:
    return Importer(database, workspace, tmp_path)


async def assert_is_hillstrom(importer: Importer, rows: int, rural_women: int) -> None:
    assert await importer.types() == HILLSTROM_TYPES
    contacts = await importer.contacts()
    assert set(contacts) == {f"customer-{row}@example.com" for row in range(1, rows + 1)}
    first = contacts["customer-1@example.com"]
    assert first["consent"] == {"email:commercial": "OPTED_IN"}
    assert first["attributes"] == {
        "recency": 10, "history_segment": "2) $100 - $200", "history": Decimal("142.44"), "mens": 1, "womens": 0, "zip_code": "Surburban",
        "newbie": 0, "channel": "Phone", "segment": "Womens E-Mail", "visit": 0, "conversion": 0, "spend": 0,
    }  # fmt: skip
    found = Counter((contact["attributes"]["womens"], contact["attributes"]["zip_code"]) for contact in contacts.values())
    assert found[1, "Rural"] == rural_women


@pytest.mark.parametrize(
    ("file", "rows", "rural_women"),
    [
        pytest.param(lambda: DEMO, 2_000, 165, id="demo"),
        pytest.param(whole_file, 64_000, 5_236, id="whole", marks=pytest.mark.hillstrom),
    ],
)
async def test_the_hillstrom_file_becomes_contacts_and_again_changes_nothing(
    importer: Importer, tmp_path: Path, file: Any, rows: int, rural_women: int
) -> None:
    path = tmp_path / "hillstrom.csv"
    path.symlink_to(file())
    result = await importer.file(path, HILLSTROM)
    assert (result.read, result.created, result.bad, result.bad_rows) == (rows, rows, 0, None)
    assert {column.target: column.type for column in result.columns} == {**HILLSTROM_TYPES, "email": "STRING"}
    await assert_is_hillstrom(importer, rows, rural_women)
    before = await importer.contacts()
    again = await importer.file(path, HILLSTROM)
    assert (again.read, again.created, again.updated, again.unchanged, again.bad) == (rows, 0, 0, rows, 0)
    assert await importer.contacts() == before


async def test_only_changed_rows_are_touched_and_empty_fields_leave_what_is_there(importer: Importer) -> None:
    await importer("email,First Name,score\nann@example.com,Ann,1.50\nbob@example.com,Bob,2\neve@example.com,Eve,3\n")
    before = await importer.contacts()
    result = await importer("email,First Name,score\nANN@example.com,,\nbob@example.com,Bob,2.0\neve@example.com,Eva,3\n")
    after = await importer.contacts()
    assert (result.created, result.updated, result.unchanged) == (0, 3, 0)
    assert (after["ANN@example.com"]["first_name"], str(after["ANN@example.com"]["attributes"]["score"])) == ("Ann", "1.50")
    assert str(after["bob@example.com"]["attributes"]["score"]) == "2.0"
    assert after["eve@example.com"]["first_name"] == "Eva"
    again = await importer("email,score\nbob@example.com,2.0\neve@example.com,4\n")
    assert (again.updated, again.unchanged) == (1, 1)
    assert (await importer.contacts())["bob@example.com"] == after["bob@example.com"]
    assert before["bob@example.com"]["updated_at"] < after["bob@example.com"]["updated_at"]


async def test_bad_rows_are_listed_with_line_reason_and_text(importer: Importer) -> None:
    content = (
        b"email,note,score\n"
        b"a@example.com,\"two\nlines\",1\n"
        b"b@example.com,short\n"
        b"c@example.com,long,1,2\n"
        b"\n"
        b"d@example.com,caf\xe9,1\n"
        b"e@example.com,n\0l,1\n"
        b",nobody,1\n"
        b"not an address,x,1\n"
        b"A@Example.com,again,1\n"
        b"f@example.com,\"stray \" quote\",1\n"
        b"g@example.com,good,2\n"
        b"h@example.com," + b"x" * 10_001 + b",1\n"
        b"i@example.com,\"never closed,1\n"
        b"j@example.com,good,3\n"
    )  # fmt: skip
    result = await importer(content)
    assert set(await importer.contacts()) == {"a@example.com", "g@example.com", "j@example.com"}
    assert (result.read, result.created, result.bad, result.bad_rows) == (13, 3, 10, importer.folder / "list.csv.bad.csv")
    bad = importer.bad()
    assert {line: reason for line, (reason, _) in bad.items()} == {
        4: "it has 2 fields, and the header has 3",
        5: "it has 4 fields, and the header has 3",
        7: "it is no UTF-8: byte 0xe9 at position 18 of the line",
        8: "it holds a NUL character",
        9: "email, the key, is empty",
        10: "“not an address” is no e-mail address: An email address must have an @-sign.",
        11: "it has the same e-mail address as line 2",
        12: "a quoted field has a quote in it that is not doubled",
        14: "note has 10,001 characters and 10,000 is the most",
        15: "a quote opens here and is not closed",
    }
    assert bad[7][1].encode("utf-8", "surrogateescape") == b"d@example.com,caf\xe9,1"
    assert bad[15][1] == 'i@example.com,"never closed,1'


async def test_a_list_of_bad_rows_goes_when_it_is_no_longer_true(importer: Importer) -> None:
    await importer("email\nann@example.com\nnobody\n")
    assert list(importer.bad()) == [3]
    await importer("email\nann@example.com\nbob@example.com\n")
    assert os.listdir(importer.folder) == ["list.csv"]


async def test_values_that_do_not_fit_a_registered_type_are_bad_rows_and_integers_widen(importer: Importer) -> None:
    await importer("email,score,vip\na@example.com,1,true\n")
    result = await importer("email,score,vip\na@example.com,1.5,false\nb@example.com,2,maybe\n")
    assert (result.updated, result.bad) == (1, 1)
    assert importer.bad()[3][0] == "vip holds true or false, and “maybe” is none"
    assert await importer.types() == {"score": "DECIMAL", "vip": "BOOLEAN"}
    await importer("email,note\na@example.com,free text\n")
    await importer("email,note\na@example.com,42\n")
    assert (await importer.contacts())["a@example.com"]["attributes"]["note"] == "42"


async def test_dates_are_midnights_unless_one_of_them_is_none(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CsvFile.blocks, "__defaults__", (64,))  # bytes, so that most rows are written before the last is seen
    rows = [f"c{number}@example.com,198{number}-02-01,1999-01-01" for number in range(9)]
    result = await importer("\n".join(["email,born,left", *rows, "z@example.com,,never"]))
    assert [(each.type, each.new) for each in result.columns] == [("STRING", False), ("DATE_TIME", True), ("STRING", True)]
    first = (await importer.contacts())["c0@example.com"]["attributes"]
    assert first == {"born": "1980-02-01T00:00:00Z", "left": "1999-01-01"}
    again = await importer("email,born,hand\nc0@example.com,1981-12-31,left\nc1@example.com,1.2.1982,left\n")
    assert (again.updated, again.bad, [each.new for each in again.columns]) == (1, 1, [False, False, True])
    assert (await importer.contacts())["c0@example.com"]["attributes"]["born"] == "1981-12-31T00:00:00Z"


async def test_rows_that_are_refused_have_no_say_in_what_type_an_attribute_has(importer: Importer) -> None:
    result = await importer("email,score\na@example.com,1\nb@example.com,2,3\nnobody,many\n,some\n")
    assert (result.created, result.bad) == (1, 3)
    assert await importer.types() == {"score": "INTEGER"}


async def test_a_key_of_ones_own_matches_adopts_the_same_address_and_is_an_attribute_too(importer: Importer) -> None:
    async with importer.database.transaction(importer.workspace) as session:
        await create_contact(session, importer.workspace, {"email": "ann@example.com", "first_name": "Ann"})
    options = ImportOptions(key="Customer No", map={"Mail": "email"})
    result = await importer("Customer No,Mail\n007,ANN@example.com\n008,bob@example.com\n", options)
    assert (result.created, result.updated) == (1, 1)
    assert (await importer.contacts())["ANN@example.com"]["attributes"] == {"customer_no": "007"}
    result = await importer("Customer No,Mail\n007,ann@new.example.com\n009,bob@example.com\n007,x@example.com\n010,\n", options)
    assert (result.created, result.updated, result.bad) == (1, 1, 2)
    assert {line: reason for line, (reason, _) in importer.bad().items()} == {
        3: "another contact has the e-mail address bob@example.com", 4: "it has the same key as line 2"
    }  # fmt: skip
    contacts = await importer.contacts()
    assert {address: contact["key"] for address, contact in contacts.items()} == {
        "ann@new.example.com": "007", "bob@example.com": "008", None: "010"
    }  # fmt: skip
    assert contacts["ann@new.example.com"]["first_name"] == "Ann"


async def test_each_contact_of_a_list_is_made_a_lead_once(importer: Importer) -> None:
    options = ImportOptions(key="email", lead=" Spring fair ")
    await importer("email\nada@example.com\n")
    result = await importer("email\nada@example.com\nbob@example.com\nnobody\n", options)
    assert (result.created, result.leads, result.bad) == (1, 2, 1)
    assert (await importer("email\nbob@example.com\ncid@example.com\n", options)).leads == 1
    assert (await importer("email\nbob@example.com\n", ImportOptions(key="email", lead="Autumn fair"))).leads == 1
    async with importer.database.transaction(importer.workspace) as session:
        leads = (await session.execute(select(Contact.email, Lead.name, Lead.source).join(Lead, Lead.contact_id == Contact.id))).all()
    made = {("ada@example.com", "Spring fair"), ("bob@example.com", "Spring fair"), ("cid@example.com", "Spring fair")}
    assert set(leads) == {(*each, "IMPORT") for each in (*made, ("bob@example.com", "Autumn fair"))}
    assert "201 characters" in await importer.refusal("email\nada@example.com\n", ImportOptions(key="email", lead="x" * 201))


async def test_purposes_of_which_nobody_had_said_anything_are_told(importer: Importer) -> None:
    known, odd = "email:commercial", "email:comercial"
    assert (await importer("email\nann@example.com\n", ImportOptions(key="email", consent=(known,)))).first_asked == (known,)
    assert (await importer("email\nbob@example.com\n", ImportOptions(key="email", consent=(known, odd)))).first_asked == (odd,)


async def test_who_opted_out_stays_so(importer: Importer) -> None:
    await importer("email\nann@example.com\nbob@example.com\n")
    async with importer.database.transaction(importer.workspace) as session:
        ann = await session.scalar(select(Contact.id).where(Contact.email == "ann@example.com"))
        assert ann is not None
        await update_contact(session, importer.workspace, ann, {"consent": {"email:commercial": "OPTED_OUT"}})
    result = await importer("email\nann@example.com\nbob@example.com\n", ImportOptions(key="email", consent=("email:commercial",)))
    assert (result.updated, result.unchanged, result.kept_opted_out) == (1, 1, 1)
    contacts = await importer.contacts()
    assert contacts["ann@example.com"]["consent"] == {"email:commercial": "OPTED_OUT"}
    assert contacts["bob@example.com"]["consent"] == {"email:commercial": "OPTED_IN"}


async def test_delimiters_byte_order_mark_templates_and_special_characters(importer: Importer) -> None:
    options = ImportOptions(key="email", set={"email": "{Name}.{row}@example.com", "source": "{ \\N\t{name} }"})
    await importer(b'\xef\xbb\xbfName;Ort\r\nann;"K\xc3\xb6ln; ""S\xc3\xbcd"""\r\n\r\nbob;\\N\r\n', options)
    contacts = await importer.contacts()
    assert contacts["ann.1@example.com"]["attributes"] == {"name": "ann", "ort": 'Köln; "Süd"', "source": "{ \\N\tann }"}
    assert contacts["bob.2@example.com"]["attributes"]["ort"] == "\\N"
    await importer('email\tfirst_name\nc@example.com\t"a\r\nb"\n')
    assert (await importer.contacts())["c@example.com"]["first_name"] == "a\r\nb"


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ("", {}, "is empty. The first line must name the columns."),
        ("email,score\n", {}, "has no rows below its first line."),
        ("email,score,score\na@example.com,1,2\n", {}, "has more than one column named score."),
        ("email,\na@example.com,1\n", {}, "Column 2 of"),
        ("mail,score\na@example.com,1\n", {}, "--key names the column “email”, and there is none. The columns are: mail, score."),
        ("email,status\na@example.com,1\n", {}, "the name is a field that every contact has. Choose another with --map 'status=NAME'"),
        ("email,1st\na@example.com,1\n", {}, "can't fill an attribute named that name: the name is made of other characters"),
        ("email,A B,a_b\na@example.com,1,2\n", {}, "“A B” and “a_b” would all fill a_b."),
        ("email\na@example.com\n", {"set": {"x": "{y}"}}, "uses {y}, and the file has no such column."),
        ("email\na@example.com\n", {"map": {"x": "y"}}, "--map names the column “x”, and there is none."),
        ("email\na@example.com\n", {"consent": ("commercial",)}, "“commercial” is no channel and purpose."),
        ("email\nnobody\n", {}, "None of the 1 rows of"),
        (b"PK\x03\x04\0\0", {}, "can't be read: it holds a NUL character."),
        (b"em\xe9il\n", {}, "can't be read: it is no UTF-8"),
        ("email\na@example.com\n".encode("utf-16"), {}, "is in UTF-16. Save it in UTF-8"),
        (b"email,score\ra@example.com,1\r", {}, "end in carriage returns alone."),
    ],
)  # fmt: skip
async def test_a_file_that_can_not_be_imported_is_refused_with_a_sentence(
    importer: Importer, content: str | bytes, options: dict[str, Any], said: str
) -> None:
    assert said in await importer.refusal(content, ImportOptions(**{"key": "email", **options}))
    assert await importer.types() == {}


async def test_a_missing_file_and_a_directory_are_refused(importer: Importer, tmp_path: Path) -> None:
    for path, said in ((tmp_path / "none.csv", "There is no file"), (tmp_path, "is a directory")):
        with pytest.raises(ImportRefused, match=said):
            await importer.file(path, BY_EMAIL)


async def test_two_imports_into_one_workspace_do_not_run_at_once(importer: Importer) -> None:
    async with importer.database.transaction(importer.workspace) as session:
        await session.execute(LOCK, {"name": f"golive import {importer.workspace}"})
        assert (await importer.refusal("email\na@example.com\n")).startswith("Another import into this workspace is running.")


async def test_a_contact_that_is_created_meanwhile_is_found_and_updated(importer: Importer) -> None:
    """Its creator commits while the import waits for it, at the unique index."""
    async with importer.database.transaction(importer.workspace) as session:
        await create_contact(session, importer.workspace, {"email": "ann@example.com", "first_name": "Ann"})
        running = asyncio.create_task(importer("email,first_name\nann@example.com,Anna\n"))
        async with importer.database.system() as watching:
            while not await watching.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                pass
    result = await running
    assert (result.created, result.updated) == (0, 1)
    assert (await importer.contacts())["ann@example.com"]["first_name"] == "Anna"


LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
STOPS_AT = """
import asyncio, sys
from pathlib import Path
from uuid import UUID
from golive.models.database import Database
from golive.models.importing import ImportOptions, import_contacts
from golive.models.settings import Settings

seen = 0
def report(progress):
    global seen
    seen += progress.phase == sys.argv[4]
    if seen == int(sys.argv[5]):
        print("here", flush=True)
        sys.stdin.read()

async def main():
    database = await Database.open(Settings(), sys.argv[1])
    options = ImportOptions(key="email", set={"email": "customer-{row}@example.com"})
    await import_contacts(database, UUID(sys.argv[2]), Path(sys.argv[3]), options, report)

asyncio.run(main())
"""


@pytest.mark.parametrize(("phase", "time"), [("Reading rows", 1), ("Reading rows", 3), ("Writing contacts", 1)])
async def test_a_kill_in_the_middle_leaves_nothing_half_done(
    importer: Importer, database_url: str, tmp_path: Path, phase: str, time: int
) -> None:
    path, header = tmp_path / "many.csv", DEMO.read_bytes().splitlines(keepends=True)[0]
    path.write_bytes(header + DEMO.read_bytes().removeprefix(header) * 10)
    arguments = [sys.executable, "-c", STOPS_AT, database_url, str(importer.workspace), str(path), phase, str(time)]
    process = await asyncio.create_subprocess_exec(*arguments, env=environment(), stdin=PIPE, stdout=PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"here\n"
    process.kill()
    await process.wait()
    async with importer.database.transaction(importer.workspace) as session:
        await session.execute(LOCK, {"name": f"golive import {importer.workspace}"})  # PostgreSQL has seen that it is dead
        assert await session.scalar(select(func.count()).select_from(Contact)) == 0
        assert await session.scalar(select(func.count()).select_from(Attribute)) == 0
    assert os.listdir(tmp_path) == ["many.csv"]
    assert (await importer.file(path, HILLSTROM)).created == 20_000
