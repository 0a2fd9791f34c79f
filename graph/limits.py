"""How much reading one document may cost, so that it never holds up other requests for long."""

from __future__ import annotations

from graphql import GraphQLError
from graphql.validation.rules import overlapping_fields_can_be_merged

TOO_LARGE = "The document is too long, or repeats itself too often: ask for less at a time, and put data into variables."

# Comparing fields of one name takes time that grows with the square of their number; the default lets 7 KB take four seconds.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 20_000


def is_too_large(error: GraphQLError) -> bool:
    """Whether reading a document was given up for what it would have cost."""
    return error.message == "Validation aborted." or error.message.endswith(" tokens. Parsing aborted.")
