"""Whether a text can be an e-mail address, and how it is written for mail servers."""

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

_LONGEST = 64 + 1 + 255


def for_servers(address: str) -> str:
    """A good address as every mail server knows it: the name of its domain in ASCII, as the DNS has it."""
    return address if address.isascii() else f"{address.rpartition('@')[0]}@{_validated(address).ascii_domain}"


def _validated(address: str) -> ValidatedEmail:
    # Reserved names such as .test are for trials, where mail lands in the local outbox.
    return validate_email(address, check_deliverability=False, test_environment=True)


def address_problem(address: str) -> str | None:
    """What is wrong with an e-mail address, as a sentence, or None for a good one. Asks no other machine."""
    if len(address) > _LONGEST:
        return "It is too long."
    try:
        _validated(address)
    except EmailNotValidError as error:
        return str(error)
    return None
