"""Reading the send log, trying drafts out, and telling what became of mails."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Union

import strawberry

from golive.graph.arguments import After, Before, First, Info, Last
from golive.graph.mails import Mail, MailConnection, MailCounts
from golive.graph.nodes import Listing, invalid_cursor, window
from golive.graph.outcomes import GuardError
from golive.models.mail.happenings import Bounce
from golive.models.mail.mail import Mail as StoredMail
from golive.models.mail.mail import MailStatus
from golive.models.mail.reports import Report
from golive.models.ordering import InvalidCursor
from golive.models.refusal import Refusal
from golive.resolvers import mails
from golive.resolvers.mails import WhichMails
from golive.resolvers.refusing import or_refusal

MailId = Annotated[strawberry.ID, strawberry.argument(description="The mail.")]


@strawberry.input(description="Which mails; what is left out or null doesn't matter.")
class MailFilter:
    journey_id: strawberry.ID | None = strawberry.field(default=None, description="Those of this journey.")
    journey_version: int | None = strawberry.field(default=None, description="Those of this version of journeys.")
    step_id: strawberry.ID | None = strawberry.field(default=None, description="Those of this step.")
    email_id: strawberry.ID | None = strawberry.field(default=None, description="Those of this e-mail.")
    contact_id: strawberry.ID | None = strawberry.field(default=None, description="Those to this contact.")
    statuses: list[MailStatus] | None = strawberry.field(default=None, description="Those of these statuses.")
    test: bool | None = strawberry.field(default=None, description="Those that try a draft out, or those that don't.")
    queued_since: datetime | None = strawberry.field(default=None, description="Those that were written down at this time or later.")
    queued_until: datetime | None = strawberry.field(default=None, description="Those that were written down before this time.")


Which = Annotated[MailFilter | None, strawberry.argument(description="Which mails; all if null.")]


def _which(given: MailFilter | None) -> WhichMails:
    if given is None:
        return WhichMails()
    return WhichMails(
        given.journey_id, given.journey_version, given.step_id, given.email_id, given.contact_id, given.statuses, given.test,
        given.queued_since, given.queued_until,
    )  # fmt: skip


async def _mails(
    info: Info, filter: Which = None, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Any:
    which = _which(filter)
    try:
        page = await mails.list_mails(info.context, which, window(first, after, last, before))
    except InvalidCursor as error:
        raise invalid_cursor(error) from None
    return Listing(page, lambda: mails.count_mails(info.context, which))


async def _mail_counts(info: Info, filter: Which = None) -> Any:
    return await mails.mail_counts(info.context, _which(filter))


@strawberry.type
class MailQueries:
    mails = strawberry.field(resolver=_mails, graphql_type=MailConnection, description="The send log, the newest first.")
    mail_counts = strawberry.field(resolver=_mail_counts, graphql_type=MailCounts, description="How the mails that match fared.")


@strawberry.type(description="A mail of which something was told or decided.")
class MailSuccess:
    mail: Any = strawberry.field(graphql_type=Mail | None, description="The mail as it now is; never null in a success.")


@strawberry.type(description="Tests that are on their way.")
class TestEmailSuccess:
    mails: Any = strawberry.field(graphql_type=list[Mail], description="The mails, one for each address.")


@strawberry.enum(description="What a mail server reports.")
class ReportKind(Enum):
    DELIVERED = strawberry.enum_value("delivered", description="The mail arrived.")
    BOUNCED = strawberry.enum_value("bounced", description="The mail came back.")
    COMPLAINED = strawberry.enum_value("complained", description="The recipient called the mail spam.")


async def _reported_mail(root: strawberry.Parent[Report], info: Info) -> Any:
    return await info.context.loaders.by_id(StoredMail).load(root.mail_id) if root.mail_id is not None else None


def _kind(root: strawberry.Parent[Report]) -> ReportKind:
    return ReportKind(root.what.value)


def _bounce(root: strawberry.Parent[Report]) -> Bounce | None:
    return root.bounce


@strawberry.type(description="What a mail server reports of one of the workspace's mails.")
class MailReport:
    kind: ReportKind = strawberry.field(resolver=_kind, description="What happened.")
    bounce: Bounce | None = strawberry.field(resolver=_bounce, description="What a mail that came back says of its address.")
    detail: str | None = strawberry.field(description="What the server said.")
    mail: Any = strawberry.field(resolver=_reported_mail, graphql_type=Mail | None, description="The mail.")


@strawberry.type(description="A report that was read.")
class ReportSuccess:
    reports: Any = strawberry.field(
        graphql_type=list[MailReport], description="What it says of mails of this workspace; none where it is about others."
    )


MailResult = Annotated[
    Union[MailSuccess, GuardError],  # noqa: UP007
    strawberry.union("MailResult", description="What telling or deciding something of a mail gives."),
]
TestEmailResult = Annotated[
    Union[TestEmailSuccess, GuardError],  # noqa: UP007
    strawberry.union("TestEmailResult", description="What trying an e-mail out gives."),
]
ReportResult = Annotated[
    Union[ReportSuccess, GuardError],  # noqa: UP007
    strawberry.union("ReportResult", description="What receiving a mail server's report gives."),
]


def _told(made: Any) -> Any:
    return made if isinstance(made, Refusal) else MailSuccess(mail=made)


async def _send_test_email(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="The e-mail; its working copy is sent.")],
    to: Annotated[list[str], strawberry.argument(description="The addresses, 20 at most.")],
    contact_id: Annotated[strawberry.ID | None, strawberry.argument(description="Whose fields stand in it; nobody's if null.")] = None,
    content_settings_id: Annotated[
        strawberry.ID | None, strawberry.argument(description="Whose postal address stands in it; the default ones' if null.")
    ] = None,
) -> Any:
    made = await or_refusal(mails.send_test(info.context, id, to, contact_id, content_settings_id))
    return made if isinstance(made, Refusal) else TestEmailSuccess(mails=made)


async def _resend_mail(info: Info, id: MailId) -> Any:
    return _told(await or_refusal(mails.resend(info.context, id)))


async def _settle_mail(info: Info, id: MailId, status: Annotated[MailStatus, strawberry.argument(description="SENT or FAILED.")]) -> Any:
    return _told(await or_refusal(mails.settle(info.context, id, status)))


async def _report_bounce(
    info: Info,
    id: MailId,
    kind: Annotated[Bounce, strawberry.argument(description="What it says of the address.")] = Bounce.HARD,
    detail: Annotated[str | None, strawberry.argument(description="What the server said.")] = None,
) -> Any:
    return _told(await or_refusal(mails.report_bounce(info.context, id, kind, detail)))


async def _report_complaint(info: Info, id: MailId) -> Any:
    return _told(await or_refusal(mails.report_complaint(info.context, id)))


async def _receive_report(
    info: Info,
    message: Annotated[str, strawberry.argument(description="The whole message as it came: a delivery report (RFC 3464) or a complaint.")],
) -> Any:
    made = await or_refusal(mails.receive_report(info.context, message))
    return made if isinstance(made, Refusal) else ReportSuccess(reports=made)


@strawberry.type
class MailMutations:
    send_test_email = strawberry.mutation(
        resolver=_send_test_email,
        graphql_type=TestEmailResult | None,
        description="Send the working copy of an e-mail to try it out, if the error check has no errors; it counts for nobody.",
    )
    resend_mail = strawberry.mutation(
        resolver=_resend_mail,
        graphql_type=MailResult | None,
        description="Send a mail of UNKNOWN outcome again: it may arrive twice; for PUBLISHERs.",
    )
    settle_mail = strawberry.mutation(
        resolver=_settle_mail, graphql_type=MailResult | None, description="Say what became of a mail of UNKNOWN outcome; for PUBLISHERs."
    )
    report_bounce = strawberry.mutation(
        resolver=_report_bounce,
        graphql_type=MailResult | None,
        description="Tell that a mail came back; a hard bounce ends mail to the contact.",
    )
    report_complaint = strawberry.mutation(
        resolver=_report_complaint,
        graphql_type=MailResult | None,
        description="Tell that the recipient called a mail spam: the contact gets no mail any more.",
    )
    receive_report = strawberry.mutation(
        resolver=_receive_report,
        graphql_type=ReportResult | None,
        description="Hand over what a mail server sent back, as it came; it is found out what it tells and of which mail.",
    )
