"""A worker's sign of life: it holds a lock for as long as its process lives, and PostgreSQL lets go of it the moment it doesn't."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID, uuid4

from golive.models.connecting import DRIVER_ERRORS
from golive.models.database import Connection, Database
from golive.models.mail.claiming import lock_key

# A machine that is gone without a word is missed in half a minute, and not in two hours; within one machine this does nothing.
_SOON_MISSED = "SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"


class Guard:
    """The claim under which a worker sends; another one whenever the connection that held it is gone."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._claim = uuid4()

    async def claim(self) -> UUID:
        """The claim that holds now. Raises `Unavailable`."""
        if self._connection is None or self._connection.is_closed():
            self._claim, self._connection = uuid4(), None
            connection = await self._database.connect_raw()
            await connection.execute(_SOON_MISSED)
            await connection.execute("SELECT pg_advisory_lock($1)", lock_key(self._claim))
            self._connection = connection
        return self._claim

    async def let_go(self) -> None:
        """Give up the claim: what is still being sent under it is of unknown outcome."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*DRIVER_ERRORS):
                await connection.close()
