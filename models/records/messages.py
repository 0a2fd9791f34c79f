"""Marketing e-mails and the content settings that they are sent with."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import RecordType
from golive.models import fields
from golive.models.records.record import Record, own_table


class LegalDesignation(StrEnum):
    """Whether a mail advertises, and so needs consent, or serves a transaction."""

    COMMERCIAL = "COMMERCIAL"
    TRANSACTIONAL = "TRANSACTIONAL"


class EmailContentType(StrEnum):
    """What a mail is for."""

    DEFAULT = "DEFAULT"
    CONFIRMATION_REQUEST = "CONFIRMATION_REQUEST"


class MarketingEmail(Record):
    """An e-mail that journeys send."""

    __tablename__ = "marketing_email"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.MARKETING_EMAIL}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    template_id: Mapped[UUID | None] = fields.blueprint()
    legal_designation: Mapped[LegalDesignation] = fields.choice(
        LegalDesignation, "Commercial mail needs consent, an unsubscribe link and a postal address.", LegalDesignation.COMMERCIAL
    )
    content_type: Mapped[EmailContentType] = fields.choice(EmailContentType, "What the mail is for.", EmailContentType.DEFAULT)
    subject: Mapped[str | None] = fields.template("The subject line, in Liquid.")
    design: Mapped[dict[str, Any] | None] = fields.shape("Design", "The body, as HTML or MJML with Liquid.")
    from_user: Mapped[str | None] = fields.words("The user in whose name it is sent.", 200)
    from_name: Mapped[str | None] = fields.template("The sender's name, in Liquid.")
    from_address: Mapped[str | None] = fields.template("The sender's e-mail address, in Liquid.")
    to: Mapped[str | None] = fields.template("The recipient, an expression in Liquid.", "{{ contact.email }}")
    reply_to: Mapped[str | None] = fields.template("Where answers go, in Liquid.")
    generate_plain_text: Mapped[bool] = fields.flag("Whether the plain text is made from the HTML.", True)
    plain_text_content: Mapped[str | None] = fields.template("The plain text, in Liquid, unless it is generated.")


class ContentSettings(Record):
    """Who sends: postal address and subscription center."""

    __tablename__ = "content_settings"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.CONTENT_SETTINGS}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str | None] = fields.words("The sender's main postal address.", 2000)
    subscription_center_page_id: Mapped[UUID | None] = fields.reference(
        RecordType.MARKETING_PAGE, "The page where contacts choose what they get; the built-in one if null."
    )
    frequency_caps: Mapped[list[Any]] = fields.shapes(
        "FrequencyCap", "How many commercial mails a contact gets at most, from the whole workspace.", maximum=5
    )
    quiet_time: Mapped[dict[str, Any] | None] = fields.shape(
        "QuietTime", "Hours in which no commercial mail is sent; what falls into them is sent at their end."
    )
    is_default: Mapped[bool] = fields.flag("Whether these are the workspace's default; setting it takes it from the others.")
