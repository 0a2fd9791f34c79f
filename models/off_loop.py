"""Work that takes time goes to a thread, so that other requests don't wait for it; what is small costs less than a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SMALL = 2_000
"""Characters of templates and conditions that are parsed in well under a millisecond each."""


async def off_loop(function: Callable[..., R], *arguments: Any, size: int) -> R:
    """What `function` gives; in a thread where it works through more than `SMALL` characters."""
    return function(*arguments) if size <= SMALL else await asyncio.to_thread(function, *arguments)


def size(value: Any) -> int:
    """The characters in a JSON value; each other value counts as one."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(size, value.values()))
    return sum(map(size, value)) if isinstance(value, list) else 1
