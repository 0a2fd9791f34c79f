"""What the generated methods call; `golive_client.client` does it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import Any


class Calls(ABC):
    """Sends documents and gives the data of their answers."""

    @abstractmethod
    async def execute(
        self, query: str, operation_name: str | None = None, variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The data of the answer to a query or mutation. With `$idempotencyKey` among its variables a mutation has a key of its own."""

    @abstractmethod
    def execute_ws(
        self, query: str, operation_name: str | None = None, variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> AsyncIterator[dict[str, Any]]:
        """The data of each event of a subscription, over one connection."""

    def get_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """The data, as it is."""
        return data
