"""Contacts from a CSV file: typed, streamed by COPY, merged by key in one transaction, and bad rows listed."""

from golive.models.importing.run import import_contacts
from golive.models.importing.terms import Column, ImportOptions, ImportRefused, ImportResult, Phase, Progress

__all__ = ["Column", "ImportOptions", "ImportRefused", "ImportResult", "Phase", "Progress", "import_contacts"]
