"""Whether a text can be an e-mail address."""

from email_validator import EmailNotValidError, validate_email

_LONGEST = 64 + 1 + 255


def address_problem(address: str) -> str | None:
    """What is wrong with an e-mail address, as a sentence, or None for a good one. Asks no other machine."""
    if len(address) > _LONGEST:
        return "It is too long."
    try:
        # Reserved names such as .test are for trials, where mail lands in the local outbox.
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        return str(error)
    return None
