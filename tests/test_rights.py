"""What is asked of PostgreSQL before anything is made in it."""

from types import SimpleNamespace
from typing import cast

import pytest
from asyncpg.types import ServerVersion

from golive.models.connecting import Connection, DatabaseError
from golive.models.migrations.rights import require_version


def to(major: int, minor: int) -> Connection:
    """What is needed of a connection to a PostgreSQL of this version, which the tests have no server of."""
    return cast(Connection, SimpleNamespace(get_server_version=lambda: ServerVersion(major, minor, 0, "final", 0)))


def test_a_postgresql_that_is_too_old_is_told_with_the_one_that_is_needed() -> None:
    with pytest.raises(DatabaseError, match=r"PostgreSQL 14\.9, and Golive needs 15 or later\. Name another server\."):
        require_version(to(14, 9))


@pytest.mark.parametrize("major", [15, 18])
def test_a_postgresql_that_is_new_enough_is_fine(major: int) -> None:
    require_version(to(major, 0))
