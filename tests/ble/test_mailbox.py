from __future__ import annotations

import asyncio
import time

import pytest

from sensortrack.sources.ble.mailbox import Mailbox

from .live import run_in_its_own_time


def test_what_is_urgent_is_read_at_once_with_all_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        box = Mailbox[int](10.0)
        box.take_now()
        box.put(1)
        box.put(2)
        box.put_urgent(3)
        assert await box.take() == [1, 2, 3]

    run_in_its_own_time(test(), monkeypatch)


def test_a_reader_is_woken_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        box = Mailbox[int](0.1)

        async def write() -> None:
            for number in range(50):
                (box.put_urgent if number == 49 else box.put)(number)
                await asyncio.sleep(0.01)

        writing = asyncio.create_task(write())
        read: list[list[int]] = []
        while not read or read[-1][-1] != 49:
            read.append(await box.take())
        await writing
        assert [number for several in read for number in several] == list(range(50))
        assert 4 <= len(read) <= 8

    run_in_its_own_time(test(), monkeypatch)


def test_what_came_last_is_not_left_lying(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        box = Mailbox[int](0.05)
        box.take_now()
        start = time.monotonic()
        asyncio.get_running_loop().call_later(0.01, lambda: box.put(1))
        assert await box.take() == [1]
        assert time.monotonic() - start == pytest.approx(0.11)

    run_in_its_own_time(test(), monkeypatch)


def test_a_cancelled_reader_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        box = Mailbox[int](10.0)
        box.take_now()
        reading = asyncio.create_task(box.take())
        await asyncio.sleep(0.01)
        box.put(1)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert box.take_now() == [1]

    run_in_its_own_time(test(), monkeypatch)
