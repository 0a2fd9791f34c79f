"""Imports every table, so that migrations and tests see the whole of the metadata."""

from golive.models import change, contact, keeping, leftover, records, use, version, work, workspace
from golive.models.base import Base
from golive.models.journeys import handing_over, passage

__all__ = ["Base", "change", "contact", "handing_over", "keeping", "leftover", "passage", "records", "use", "version", "work", "workspace"]
