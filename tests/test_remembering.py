"""Answers that hold for a moment: asked once for all who wait, bounded in number, weight and age."""

from __future__ import annotations

import asyncio
import weakref
from functools import partial

import pytest

from golive.live.remembering import Remembering


class Value(bytearray):
    """Something heavy of which it is noticed when it goes."""


async def test_a_question_is_asked_once_for_all_who_wait_even_if_one_gives_up() -> None:
    asked, go_on = [], asyncio.Event()

    async def question() -> int:
        asked.append(1)
        await go_on.wait()
        return 7

    remembering: Remembering[str, int] = Remembering(60.0, 10)
    first = asyncio.create_task(remembering.ask("x", question))
    others = [asyncio.create_task(remembering.ask("x", question)) for _ in range(3)]
    await asyncio.sleep(0)
    first.cancel()
    go_on.set()
    assert await asyncio.gather(*others) == [7, 7, 7]
    assert len(asked) == 1


async def test_failures_are_not_remembered_and_what_is_remembered_is_bounded() -> None:
    remembering: Remembering[int, int] = Remembering(60.0, 3)

    async def answer(value: int) -> int:
        if value < 0:
            raise ValueError(value)
        return value

    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            await remembering.ask(-1, lambda: answer(-1))
    for number in range(10):
        assert await remembering.ask(number, lambda number=number: answer(number)) == number  # type: ignore[misc]
    assert len(remembering._answers) == 3


async def test_what_is_remembered_is_bounded_by_its_weight_and_let_go_when_its_moment_is_over() -> None:
    remembering: Remembering[int, Value] = Remembering(0.2, 1_000, len)
    let_go = asyncio.Event()

    async def answer(size: int) -> Value:
        value = Value(size)
        weakref.finalize(value, let_go.set)
        return value

    for number in range(10):
        await remembering.ask(number, partial(answer, 400))
    assert (len(remembering._answers), remembering._weight) == (2, 800)
    await remembering.ask(10, partial(answer, 1_001))
    assert (remembering._answers, remembering._weight) == ({}, 0)
    await remembering.ask(11, partial(answer, 1_000))
    let_go.clear()
    async with asyncio.timeout(10):
        await let_go.wait()
    assert (remembering._answers, remembering._weight) == ({}, 0)
