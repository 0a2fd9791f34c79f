"""Contacts as the API writes them: checked whole, created, updated, exported and erased."""

from golive.models.contacts.attributes import attributes, register
from golive.models.contacts.checking import InvalidContact
from golive.models.contacts.storing import create_contact, erase_contact, export_contact, update_contact

__all__ = ["InvalidContact", "attributes", "create_contact", "erase_contact", "export_contact", "register", "update_contact"]
