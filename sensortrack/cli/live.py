"""What a set looks like while it is done: count, phase, hold timer, jerks."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from types import TracebackType

from rich.console import Group
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from ..language import in_english
from ..records import CONTRADICTED, Attempt, Block, Event
from ..session.limits_live import LiveLimits
from .show import err

PHASE_WORDS = {"rest": "rest", "out": "out", "hold": "HOLD", "return": "return"}
LATEST = 5
FRAMES_PER_S = 15


class LiveSet:
    """Shows what the tracker tells; on a terminal as a panel, elsewhere as one line an attempt or jerk."""

    def __init__(self, title: str, limits: LiveLimits) -> None:
        self._title, self._limits = title, limits
        self._warned = False
        self._count = 0
        self._sides = {"left": 0, "right": 0}
        self._phase, self.now_s = "waiting for a still start pose", 0.0
        self._held_since_s: float | None = None
        self._latest: list[Text] = []
        self._live = Live(console=err(), auto_refresh=False, transient=False) if sys.stderr.isatty() else None
        self._drawn = 0.0

    def __enter__(self) -> LiveSet:
        if self._live is not None:
            self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.update(self._panel(), refresh=True)
            self._live.__exit__(kind, error, trace)

    def tell(self, now_s: float, emitted: list[Event | Attempt]) -> None:
        """Take what has become known by the sample at `now_s`."""
        self.now_s = now_s
        for item in emitted:
            if isinstance(item, Attempt):
                self._attempt(item)
            else:
                self._event(item)
        self._warn(now_s)
        if self._live is not None and time.monotonic() - self._drawn > 1.0 / FRAMES_PER_S:
            self._drawn = time.monotonic()
            self._live.update(self._panel(), refresh=True)

    def _enter(self, phase: str, t_s: float) -> None:
        """A sway out of a hold and back into it doesn't begin another one."""
        if phase == "rest":
            self._held_since_s, self._warned = None, False
        elif phase == "hold" and self._held_since_s is None:
            self._held_since_s = t_s
        self._phase = phase

    def _warn(self, now_s: float) -> None:
        """Before the upper limit of a hold is passed; the timer runs while the pose is held."""
        most_s, since_s = self._limits.hold_s, self._held_since_s
        if self._phase != "hold" or most_s is None or since_s is None or self._warned:
            return
        if now_s - since_s >= most_s:
            self._warned = True
            self._line(since_s + most_s, f"return now: {self._limits.hold_rule}", "bold red")

    def _attempt(self, a: Attempt) -> None:
        if a.outcome != "repetition":
            what = a.outcome.replace("_", " ")
            why = "" if a.reason is None else f", {in_english(a.reason)}"
            self._line(a.end_s, f"attempt: {what}{why}", "yellow")
            return
        self._count += 1
        if a.side is not None:
            self._sides[a.side] += 1
        side = f" {a.side}" if a.side else ""
        hold = f", hold {a.hold_s:.1f} s" if a.hold_s else ""
        angle = f"{a.amplitude_deg:.0f}°" if a.amplitude_deg is not None else ""
        self._line(a.end_s, f"repetition {self._count}{side}: {angle}{hold}", "green")

    def _event(self, e: Event) -> None:
        if e.type == "phase" and e.kind is not None:
            self._warn(e.t_s)
            self._enter(e.kind, e.t_s)
        elif e.type == "start_pose":
            self._enter("rest", e.t_s)
            self._line(e.t_s, "start pose found", "dim")
        elif e.type == "jerk":
            self._line(
                e.t_s, f"{e.kind}: {e.size:.2g} {'' if e.unit == '1' else e.unit}".rstrip(), "bold red"
            )
        elif e.type == "note" and e.kind == CONTRADICTED:
            text = "gyroscope and accelerometer contradict one another: nothing that is measured counts"
            self._line(e.t_s, text, "bold red")
        elif e.type == "gap":
            self._line(e.t_s, f"gap of {e.size:.2f} s", "bold yellow")

    def _line(self, t_s: float, text: str, style: str) -> None:
        line = Text(f"{t_s:7.1f} s  {text}", style=style)
        if self._live is None:
            err().print(line)
        self._latest = [*self._latest, line][-LATEST:]

    def _panel(self) -> Panel:
        hold = ""
        if self._phase == "hold" and self._held_since_s is not None:
            hold = f"   hold {max(0.0, self.now_s - self._held_since_s):4.1f} s"
        sides = ""
        if any(self._sides.values()):
            sides = f"   left {self._sides['left']}, right {self._sides['right']}"
        head = Text(f"{self._count}", style="bold")
        head.append(f" repetitions{sides}   ", style="")
        head.append(PHASE_WORDS.get(self._phase, self._phase), style="bold cyan")
        head.append(hold, style="bold cyan")
        return Panel(
            Group(head, Text(""), *self._latest, *[Text("")] * (LATEST - len(self._latest))),
            title=f"{self._title}   {self.now_s:.1f} s",
            title_align="left",
            width=70,
        )


def paced(blocks: Iterator[Block], speed: float | None) -> Iterator[Block]:
    """Hand on blocks when their last sample would have come; at once with `speed` None.

    Parameters
    ----------
    speed : float or None
        1 is the recorded time, 2 twice as fast.
    """
    begun: float | None = None
    first_s = 0.0
    for block in blocks:
        if speed is not None and len(block):
            if begun is None:
                begun, first_s = time.monotonic(), float(block.time_s[0])
            due = begun + (float(block.time_s[-1]) - first_s) / speed
            time.sleep(max(0.0, due - time.monotonic()))
        yield block


def cut(blocks: Iterator[Block], size: int | None) -> Iterator[Block]:
    """The same samples, `size` at a time; as they come with `size` None."""
    for block in blocks:
        if size is None:
            yield block
        else:
            yield from block.chunks(size)
