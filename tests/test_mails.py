"""The send log in the API: read, counted and mended; tests of drafts; what mail servers send back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from api import Api, serving
from mailing import BODY, Mailing, mailing
from passing import passage
from standing_records import JOURNEY, mail, make_live

from golive.lifecycles.words import Role
from golive.models import ids
from golive.models.database import Database

MAILS = """query($filter: MailFilter) { mails(filter: $filter, first: 10) { totalCount nodes {
  id status reason address test tries messageId detail
  email { id name } contact { id } content { subject html text headers { name value } } } } }"""
COUNTS = "query($id: ID!) { record(id: $id) { ... on MarketingEmail { mailCounts { %s } } } }"
ALL = "queued sent delivered blocked failed unknown opened clicked bounced complained unsubscribed"
TEST = """mutation($id: ID!, $to: [String!]!, $contact: ID) { sendTestEmail(id: $id, to: $to, contactId: $contact) {
  ... on TestEmailSuccess { mails { id test status } } ... on GuardError { code message findings { code path } } } }"""
MEND = """mutation($id: ID!) { answer: %s { __typename
  ... on MailSuccess { mail { status reason bounce } } ... on GuardError { code message } } }"""
RECEIVE = """mutation($message: String!) { receiveReport(message: $message) { ... on ReportSuccess {
  reports { kind bounce detail mail { id } } } ... on GuardError { code message } } }"""

MJML = f"<mjml><mj-body><mj-section><mj-column><mj-text>{BODY}</mj-text></mj-column></mj-section></mj-body></mjml>"
DSN = """From: MAILER-DAEMON@relay.example
To: ada@example.com
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; a@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: {returned}

From: Ada <ada@example.com>
Message-ID: <{mail}@golive.example>
Subject: Spring

--b--
"""
COMPLAINT = """From: fbl@provider.example
To: abuse@example.com
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

An abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--b
Content-Type: message/rfc822

From: Ada <ada@example.com>
Message-ID: <{mail}@golive.example>
Subject: Spring

Body
--b--
"""


@pytest_asyncio.fixture
async def here(database: Database, workspace: UUID) -> AsyncIterator[Mailing]:
    async with mailing(database, workspace, public_url="https://golive.example") as made:
        yield made


@pytest_asyncio.fixture
async def api(here: Mailing) -> AsyncIterator[Api]:
    async with serving(here.database, here.machine.settings) as server:
        yield Api(server, here.workspace)


async def sent(here: Mailing, **columns: Any) -> str:
    """A mail that was sent."""
    (mail,) = await here.queue(await here.email(), await here.contact("a@example.com", first_name="Eve"), **columns)
    await here.send()
    return ids.encode("mail", mail)


async def test_the_outbox_is_read_as_a_reader_would_see_it(here: Mailing, api: Api) -> None:
    mail = await sent(here)
    (found,) = (await api(MAILS))["nodes"]
    assert (found["id"], found["status"], found["address"], found["tries"]) == (mail, "SENT", "a@example.com", 1)
    assert found["content"]["subject"] == "Spring for Eve"
    assert "Dear Eve" in found["content"]["html"]
    assert "Dear Eve" in found["content"]["text"]
    headers = {each["name"]: each["value"] for each in found["content"]["headers"]}
    assert (headers["Message-ID"], headers["To"], headers["From"]) == (found["messageId"], "a@example.com", "Ada <ada@example.com>")


async def test_a_viewer_sees_neither_addresses_nor_what_stands_in_mails(here: Mailing, api: Api) -> None:
    await sent(here)
    (found,) = (await api.as_(Role.VIEWER)(MAILS))["nodes"]
    assert (found["status"], found["address"], found["content"], found["detail"]) == ("SENT", None, None, None)


async def test_mails_are_found_by_what_they_are_and_counted(here: Mailing, api: Api) -> None:
    email, other = await here.email(), await here.email("Other")
    eve, sad = await here.contact("a@example.com"), await here.contact("b@example.com", consent={})
    await here.queue(email, eve, sad)
    await here.queue(other, eve, test=True, address="tester@example.com")
    await here.send()
    assert [each["reason"] for each in (await api(MAILS, filter={"statuses": ["BLOCKED"]}))["nodes"]] == ["NO_CONSENT"]
    assert (await api(MAILS, filter={"contactId": ids.encode("contact", eve)}))["totalCount"] == 2
    assert (await api(MAILS, filter={"emailId": email.public_id, "test": False}))["totalCount"] == 2
    assert (await api(MAILS, filter={"journeyId": "nonsense"}))["totalCount"] == 0
    counts = (await api(COUNTS % ALL, id=email.public_id))["mailCounts"]
    assert {name: count for name, count in counts.items() if count} == {"sent": 1, "delivered": 1, "blocked": 1}
    assert not any((await api(COUNTS % ALL, id=other.public_id))["mailCounts"].values())


async def test_the_steps_of_a_journey_tell_how_their_mails_fared(here: Mailing, api: Api) -> None:
    email = await here.email()
    steps = [mail(email, "mail", "wait"), {"kind": "WAIT", "id": "wait", "name": "", "duration": "P1D", "next": None}]
    async with here.database.transaction(here.workspace) as session:
        journey = await make_live(session, here.workspace, JOURNEY, "Spring", steps=steps)
    queued = {"journey_id": journey.id, "version": 1, "step": "mail"}
    await here.queue(email, await here.contact("a@example.com"), await here.contact("b@example.com", consent={}), **queued)
    await here.send()
    document = "query($id: ID!) { journeyProgress(id: $id) { versions { steps { stepId mails { sent blocked opened } } } } }"
    (version,) = (await api(document, id=journey.public_id))["versions"]
    assert version["steps"] == [
        {"stepId": "mail", "mails": {"sent": 1, "blocked": 1, "opened": 0}}, {"stepId": "wait", "mails": None},
    ]  # fmt: skip
    which = {"journeyId": journey.public_id, "journeyVersion": 1, "stepId": "mail"}
    assert await api("query($f: MailFilter) { mailCounts(filter: $f) { sent blocked } }", f=which) == {"sent": 1, "blocked": 1}


async def test_a_draft_is_tried_out_with_a_contacts_fields_and_counts_for_nobody(here: Mailing, api: Api) -> None:
    eve = await here.contact("a@example.com", first_name="Eve", consent={})
    draft = await api.create(
        "MarketingEmail", name="Draft", subject="Hello {{ contact.first_name }}", fromName="Ada", fromAddress="ada@example.com",
        design={"format": "MJML", "source": MJML},
    )  # fmt: skip
    answer = await api(TEST, id=draft, to=["x@example.com", "y@example.com"], contact=ids.encode("contact", eve))
    assert [(each["test"], each["status"]) for each in answer["mails"]] == [(True, "QUEUED")] * 2
    await here.send()
    found = (await api(MAILS))["nodes"]
    assert {(each["address"], each["status"], each["content"]["subject"]) for each in found} == {
        ("x@example.com", "SENT", "[Test] Hello Eve"), ("y@example.com", "SENT", "[Test] Hello Eve"),
    }  # fmt: skip


async def test_a_draft_with_errors_is_not_sent_and_its_findings_are_told(here: Mailing, api: Api) -> None:
    draft = await api.create("MarketingEmail", name="Draft", subject="Hello {{")
    answer = await api(TEST, id=draft, to=["x@example.com"])
    assert answer["code"] == "CHECK_FAILED"
    assert {"TEMPLATE_INVALID", "FROM_ADDRESS_REQUIRED"} <= {finding["code"] for finding in answer["findings"]}
    wrong = await api(TEST, id=draft, to=["x@example.com", "nobody"])
    assert (wrong["code"], wrong["findings"][0]["path"]) == ("INVALID_INPUT", ["to", "1"])
    assert (await api.fails(TEST, id="marketing_email_nobody", to=["x@example.com"])).extensions["code"] == "NOT_FOUND"
    assert (await api.as_(Role.VIEWER).fails(TEST, id=draft, to=["x@example.com"])).extensions["code"] == "FORBIDDEN"


async def test_a_mail_of_unknown_outcome_is_sent_again_or_settled_only_when_asked(here: Mailing, api: Api) -> None:
    mail = await sent(here)
    assert (await api(MEND % "resendMail(id: $id)", id=mail))["code"] == "ACTION_NOT_ALLOWED"
    await here.sql("UPDATE mail SET status = 'UNKNOWN', reason = 'WORKER_DIED'")
    await here.sql("DELETE FROM outbox")
    await here.send()
    assert await here.statuses() == [("UNKNOWN", "WORKER_DIED")]
    assert (await api.as_(Role.EDITOR).fails(MEND % "resendMail(id: $id)", id=mail)).extensions["code"] == "FORBIDDEN"
    assert (await api(MEND % "resendMail(id: $id)", id=mail))["mail"]["status"] == "QUEUED"
    await here.send()
    assert await here.statuses() == [("SENT", None)]
    await here.sql("UPDATE mail SET status = 'UNKNOWN'")
    assert (await api(MEND % "settleMail(id: $id, status: QUEUED)", id=mail))["code"] == "INVALID_INPUT"
    assert (await api(MEND % "settleMail(id: $id, status: SENT)", id=mail))["mail"] == {
        "status": "SENT",
        "reason": "SETTLED",
        "bounce": None,
    }


async def test_who_waits_for_what_became_of_a_mail_goes_on_when_it_is_settled(here: Mailing, api: Api) -> None:
    mail = await sent(here)
    (contact,) = await here.sql("SELECT id FROM contact")
    async with here.database.transaction(here.workspace) as session:
        inside = await passage(session, here.workspace, ids.new(), contact, listens=True, due_at=datetime(2090, 1, 1, tzinfo=UTC))
    await here.sql("UPDATE mail SET status = 'UNKNOWN', passage_id = :inside", inside=inside)
    assert (await api(MEND % "settleMail(id: $id, status: SENT)", id=mail))["mail"]["status"] == "SENT"
    assert await here.sql("SELECT due_at <= clock_timestamp() FROM passage") == [True]


async def test_what_comes_back_from_a_mail_of_unknown_outcome_shows_that_it_was_sent(here: Mailing, api: Api) -> None:
    mail = await sent(here)
    await here.sql("UPDATE mail SET status = 'UNKNOWN', reason = 'WORKER_DIED', sent_at = NULL")
    await api(MEND % "reportComplaint(id: $id)", id=mail)
    assert await here.sql("SELECT status FROM mail WHERE sent_at = tried_at") == ["SENT"]


async def test_a_hard_bounce_ends_mail_to_the_contact_and_five_soft_ones_in_a_row_do_too(here: Mailing, api: Api) -> None:
    mail = await sent(here)
    assert (await api(MEND % "reportBounce(id: $id)", id=mail))["mail"]["bounce"] == "HARD"
    assert await here.sql("SELECT suppressed_reason FROM contact") == ["BOUNCED"]
    assert await here.sql("SELECT name FROM contact_event") == ["email_bounced"]
    soft = await here.contact("soft@example.com")
    mails = await here.queue(await here.email("More"), *[soft] * 5)
    await here.send()
    for number, each in enumerate(mails, 1):
        await api(MEND % "reportBounce(id: $id, kind: SOFT)", id=ids.encode("mail", each))
        (reason,) = await here.sql("SELECT suppressed_reason FROM contact WHERE id = :id", id=soft)
        assert reason == ("BOUNCED" if number == 5 else None)


async def test_a_complaint_ends_mail_to_the_contact(here: Mailing, api: Api) -> None:
    mail = await sent(here)
    assert (await api(MEND % "reportComplaint(id: $id)", id=mail))["mail"]["status"] == "SENT"
    assert await here.sql("SELECT suppressed_reason || consent::text FROM contact") == ['COMPLAINED{"email:commercial": "OPTED_OUT"}']


async def test_delivery_reports_tell_what_became_of_a_mail(here: Mailing, api: Api) -> None:
    mail = await sent(here)
    for returned in ("text/rfc822-headers", "message/rfc822"):
        message = DSN.format(mail=mail, action="failed", status="5.1.1", said="550 5.1.1 No \0such user", returned=returned)
        (report,) = (await api(RECEIVE, message=message.replace("\n", "\r\n")))["reports"]
        assert report == {"kind": "BOUNCED", "bounce": "HARD", "detail": "5.1.1 smtp; 550 5.1.1 No such user", "mail": {"id": mail}}
    assert await here.sql("SELECT suppressed_reason FROM contact") == ["BOUNCED"]
    assert await here.sql("SELECT name FROM contact_event") == ["email_bounced"]


async def test_a_full_mailbox_is_a_soft_bounce_a_delay_is_nothing_and_an_arrival_is_noted(here: Mailing, api: Api) -> None:
    mail = await sent(here)
    text = "text/rfc822-headers"
    full = DSN.format(mail=mail, action="failed", status="5.2.2", said="552 5.2.2 Mailbox full", returned=text)
    late = DSN.format(mail=mail, action="delayed", status="4.4.1", said="451 later", returned=text)
    here_now = DSN.format(mail=mail, action="delivered", status="2.0.0", said="250 ok", returned=text)
    told = [(await api(RECEIVE, message=message))["reports"] for message in (late, here_now, full)]
    assert [[(each["kind"], each["bounce"]) for each in reports] for reports in told] == [[], [("DELIVERED", None)], [("BOUNCED", "SOFT")]]
    assert await here.sql("SELECT suppressed_reason FROM contact") == [None]
    assert await here.sql("SELECT delivered_at IS NOT NULL FROM mail") == [True]


async def test_a_complaint_is_read_and_what_is_no_report_is_refused(here: Mailing, api: Api) -> None:
    mail = await sent(here)
    (report,) = (await api(RECEIVE, message=COMPLAINT.format(mail=mail)))["reports"]
    assert (report["kind"], report["mail"]["id"]) == ("COMPLAINED", mail)
    assert await here.sql("SELECT suppressed_reason FROM contact") == ["COMPLAINED"]
    stranger = ids.encode("mail", ids.new())
    assert (await api(RECEIVE, message=COMPLAINT.format(mail=stranger)))["reports"] == []
    assert (await api(RECEIVE, message="Hello"))["code"] == "INVALID_INPUT"


@pytest.mark.parametrize(
    "message",
    [
        "Content-Type: message/rfc822\r\n\r\n" * 4000,
        "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(3000)),
        "Content-Type: multipart/mixed" + ";" * 2_000_000,
        DSN.replace("<{mail}@golive.example>", "<a@[>").replace("{returned}", "message/rfc822"),
        DSN.replace("<{mail}@golive.example>", "(" * 5000).replace("{returned}", "message/rfc822"),
        "Message-ID: <\r\nSubject: \ud800\r\n",
    ],
    ids=["messages within messages", "parts within parts", "parameters", "an odd id", "a comment without end", "half a character"],
)
async def test_what_is_put_together_to_break_the_reading_of_reports_is_refused_or_tells_nothing(api: Api, message: str) -> None:
    answer = await api(RECEIVE, message=message)
    assert answer.get("code") == "INVALID_INPUT" or answer["reports"] == []


async def test_an_erased_contact_leaves_mails_that_name_nobody(here: Mailing, api: Api) -> None:
    await sent(here)
    (contact,) = await here.sql("SELECT id FROM contact")
    export = await api("query($id: ID!) { contactExport(id: $id) }", id=ids.encode("contact", contact))
    assert [(each["address"], each["status"]) for each in export["mails"]] == [("a@example.com", "SENT")]
    await here.queue(await here.email("Later"), contact)
    await here.sql("UPDATE mail SET detail = '250 OK <a@example.com>' WHERE status = 'SENT'")
    await api("mutation($id: ID!) { eraseContact(id: $id) { __typename } }", id=ids.encode("contact", contact))
    await here.send()
    assert await here.statuses() == [("SENT", None), ("BLOCKED", "CONTACT_GONE")]
    assert await here.sql("SELECT coalesce(address, contact_id::text, detail) FROM mail") == [None, None]
    assert await here.sql("SELECT count(*) FROM outbox") == [0]


@pytest.mark.parametrize("odd", ["\0", "\ud800"])
async def test_what_no_text_can_hold_finds_nothing_and_is_kept_with_a_mark(here: Mailing, api: Api, odd: str) -> None:
    mail = await sent(here)
    assert (await api(MAILS, filter={"stepId": odd}))["totalCount"] == 0
    assert (await api("query($grade: String) { leads(grade: $grade) { totalCount } }", grade=odd))["totalCount"] == 0
    told = "mutation($id: ID!, $odd: String) { reportBounce(id: $id, detail: $odd) { ... on MailSuccess { mail { detail } } } }"
    assert (await api(told, id=mail, odd=f"550{odd}"))["mail"]["detail"] == "550\ufffd"


async def test_another_workspace_finds_none_of_it(here: Mailing, api: Api, other_workspace: UUID) -> None:
    mail = await sent(here)
    stranger = Api(api.server, other_workspace)
    assert (await stranger(MAILS))["totalCount"] == 0
    assert await stranger("query($id: ID!) { node(id: $id) { id } }", id=mail) is None
    assert (await stranger.fails(MEND % "reportBounce(id: $id)", id=mail)).extensions["code"] == "NOT_FOUND"
    assert (await stranger(RECEIVE, message=COMPLAINT.format(mail=mail)))["reports"] == []
    assert await here.sql("SELECT suppressed_reason FROM contact") == [None]
