"""Marketing pages and forms."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from golive.lifecycles.words import RecordType
from golive.models import fields as own
from golive.models.records.record import Record, own_table


class PageType(StrEnum):
    """What a page, or the forms on it, are for."""

    LANDING = "LANDING"
    SUBSCRIPTION_CENTER = "SUBSCRIPTION_CENTER"
    FORWARD_TO_A_FRIEND = "FORWARD_TO_A_FRIEND"


class FormElement(StrEnum):
    """What stands on a form besides its fields and the submit button."""

    FORWARD = "FORWARD"
    RESET = "RESET"
    CAPTCHA = "CAPTCHA"
    DO_NOT_BULK_EMAIL = "DO_NOT_BULK_EMAIL"
    SUBSCRIPTION_LISTS = "SUBSCRIPTION_LISTS"
    REMEMBER_ME = "REMEMBER_ME"


class MarketingPage(Record):
    """A public page."""

    __tablename__ = "marketing_page"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.MARKETING_PAGE}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    template_id: Mapped[UUID | None] = own.blueprint()
    page_type: Mapped[PageType | None] = own.choice(PageType, "What the page is for.")
    partial_url: Mapped[str | None] = own.words("The path below the workspace's site, in lower case.", 300)
    title: Mapped[str | None] = own.words("The page's title.", 500)
    content: Mapped[str | None] = own.template('The page, Liquid HTML; `{% form "ID" %}` places a form.')


class MarketingForm(Record):
    """A form for pages and websites."""

    __tablename__ = "marketing_form"
    __table_args__ = own_table(__tablename__)
    __mapper_args__ = {"polymorphic_identity": RecordType.MARKETING_FORM}  # noqa: RUF012

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    template_id: Mapped[UUID | None] = own.blueprint()
    form_type: Mapped[PageType] = own.choice(PageType, "What the form is for.", PageType.LANDING)
    fields: Mapped[list[Any]] = own.shapes("FormField", "The fields, in order.", maximum=100)
    elements: Mapped[list[Any]] = own.choices(FormElement, "What stands on the form besides its fields.")
    submit_label: Mapped[str | None] = own.words("What the submit button says; without one there is no button.", 200)
    after_submit: Mapped[dict[str, Any] | None] = own.shape("AfterSubmit", "What follows a submission.")
    consent: Mapped[str | None] = own.words("The consent that the form asks for, such as email:commercial.", 100)
    auto_publish: Mapped[bool] = own.flag("Whether an update also puts the form live.")
