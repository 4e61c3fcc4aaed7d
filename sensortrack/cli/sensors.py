"""A sensor on the command line: which profile, which settings, and its source run until it is enough."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from .options import FrameName
from .say import tell

if TYPE_CHECKING:
    from ..devices import Profile, SensorSettings
    from ..sources.ble import BleSource, LinkEvent, SourceItem

Profile_ = Annotated[
    str,
    typer.Option("--profile", "-p", help="Firmware profile: its id (`sensortrack profiles list`) or a file."),
]
Rate_ = Annotated[
    float | None, typer.Option("--rate", help="Sampling rate in Hz; default: the profile's own choice.")
]
Adapter_ = Annotated[
    str | None, typer.Option("--adapter", help="Linux: which adapter (hci1), where there are several.")
]
Address_ = Annotated[
    str | None, typer.Option("--address", help="Address of the sensor, where several are about.")
]
SensorFrame_ = Annotated[
    FrameName, typer.Option("--frame", help="body, where the sensor's axes lie along the body's.")
]
Placement_ = Annotated[str | None, typer.Option("--placement", help="Where it is worn; noted.")]
Name_ = Annotated[
    str | None, typer.Option("--name", help="Name of the sensor, as `sensortrack scan` shows it.")
]


def settings_of(profile: Profile, rate_hz: float | None) -> SensorSettings:
    """The profile's settings, at the rate asked for or its own choice."""
    return profile.settings() if rate_hz is None else profile.settings(rate_hz=rate_hz)


def tell_link(event: LinkEvent) -> None:
    """A change of the link, to stderr."""
    tell(f"{event.t_s:7.1f} s  {event.text}")


def run_source(source: BleSource, sink: Callable[[SourceItem], None], duration_s: float | None) -> bool:
    """Run a source into a sink for `duration_s` seconds of streaming, or until Ctrl-C.

    Returns
    -------
    bool
        True where it was ended by Ctrl-C. Either way the sensor was stopped and the sink got all that came.
    """
    return asyncio.run(_run(source, sink, duration_s))


async def _run(source: BleSource, sink: Callable[[SourceItem], None], duration_s: float | None) -> bool:
    from ..sources.ble import LinkEvent

    interrupted = False
    first_s: float | None = None

    def take(item: SourceItem) -> None:
        nonlocal first_s
        sink(item)
        if isinstance(item, LinkEvent) and item.state == "streaming" and first_s is None:
            first_s = item.t_s
            if duration_s is not None:
                loop.call_later(duration_s, work.cancel)

    def stop() -> None:
        nonlocal interrupted
        interrupted = True
        work.cancel()

    loop = asyncio.get_running_loop()
    work = loop.create_task(source.run(take))
    with _on_interrupt(loop, stop), contextlib.suppress(asyncio.CancelledError):
        await work
    return interrupted


@contextlib.contextmanager
def _on_interrupt(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C ends the work in an orderly way; a second one is Python's own."""
    try:
        loop.add_signal_handler(signal.SIGINT, stop)
    except (NotImplementedError, RuntimeError):  # Windows: Ctrl-C cancels the main task by itself
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
