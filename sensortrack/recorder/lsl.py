"""Live samples and events for other programs by the Lab Streaming Layer (extra `lsl`), only where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any, Self
from uuid import uuid4

import numpy as np

from ..errors import UsageError
from ..json_text import to_json
from ..records import Attempt, Block, Description, Event

_AXES = "xyz"
_CHANNELS = (
    *((f"acc_{axis}", "ACCEL", "m/s^2") for axis in _AXES),
    *((f"gyr_{axis}", "GYRO", "deg/s") for axis in _AXES),
)
"""Label, type and unit, as BIDS-Motion writes them."""


class LslOutlet:
    """Two streams: the samples as doubles, and the events as JSON; both on LSL's clock.

    They appear on the network with the first samples, which tell the channels, and go when the outlet is closed. A
    time stamp is the recording's own second plus the reading of LSL's clock at its zero, which the first block
    tells: steps between samples are the recording's, to the bit. Nothing waits for a reader.

    Parameters
    ----------
    name : str
        The streams are called NAME and "NAME events".
    description : Description
        What is known of the recording. Who wore the sensor isn't sent.
    rate_hz : float
        Nominal rate; 0 where there is none.

    Raises
    ------
    UsageError
        pylsl isn't installed, or finds no liblsl.
    """

    def __init__(self, name: str, description: Description, rate_hz: float) -> None:
        try:
            self._lsl: Any = import_module("pylsl")
        except ImportError:
            raise UsageError('streaming by LSL needs pylsl: pip install "sensortrack[lsl]"') from None
        except (OSError, RuntimeError) as error:  # its wheels for some systems bring no liblsl
            raise UsageError(
                f"pylsl finds no liblsl ({str(error).splitlines()[0]}). Install liblsl, or set PYLSL_LIB to it."
            ) from None
        self._name, self._description, self._rate_hz = name, description, rate_hz
        self._samples: Any = None
        self._events: Any = None
        self._zero_s = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._samples = self._events = None  # liblsl ends a stream with its outlet

    def take(self, item: object) -> None:
        """Send a block's samples; a sink, which passes over whatever else a source tells."""
        if not isinstance(item, Block) or not len(item):
            return
        if self._samples is None:
            self._open(item)
        columns = item.acc if item.gyr is None else np.hstack((item.acc, item.gyr))
        self._samples.push_chunk(columns, (item.time_s + self._zero_s).tolist())

    def tell(self, emitted: Iterable[Event | Attempt]) -> None:
        """Send what the tracker reported, each at the time when it happened."""
        for item in emitted:
            if self._events is not None:
                at_s = item.start_s if isinstance(item, Attempt) else item.t_s
                self._events.push_sample([to_json(_row(item))], at_s + self._zero_s)

    def _open(self, first: Block) -> None:
        lsl = self._lsl
        channels = _CHANNELS[: 3 if first.gyr is None else 6]
        self._zero_s = lsl.local_clock() - float(first.time_s[-1])
        source = f"sensortrack-{uuid4()}"
        samples = lsl.StreamInfo(
            self._name, "Mocap", len(channels), self._rate_hz, lsl.cf_double64, f"{source}-samples"
        )
        events = lsl.StreamInfo(
            f"{self._name} events", "Markers", 1, lsl.IRREGULAR_RATE, lsl.cf_string, f"{source}-events"
        )
        about = samples.desc()
        listed = about.append_child("channels")
        for label, kind, unit in channels:
            channel = listed.append_child("channel")
            for key, value in (("label", label), ("type", kind), ("unit", unit)):
                channel.append_child_value(key, value)
        for key, value in self._known().items():
            about.append_child_value(key, value)
            events.desc().append_child_value(key, value)
        self._samples, self._events = lsl.StreamOutlet(samples), lsl.StreamOutlet(events)

    def _known(self) -> dict[str, str]:
        description = self._description
        device = description.device or {}
        known = {
            "frame": description.frame,
            "placement": description.placement,
            "exercise": description.exercise,
            "manufacturer": device.get("vendor"),
            "model": device.get("model"),
            "recording_zero_s": repr(self._zero_s),
        }
        return {key: value for key, value in known.items() if isinstance(value, str)}


def _row(item: Event | Attempt) -> dict[str, Any]:
    """An event or attempt as the table of its kind has it (docs/columns.md)."""
    if isinstance(item, Attempt):
        return {
            "type": "attempt",
            "attempt": item.index,
            "outcome": item.outcome,
            "reason": None if item.reason is None else item.reason.code,
            "side": item.side,
            "start_s": item.start_s,
            "end_s": item.end_s,
            "amplitude_deg": item.amplitude_deg,
            "hold_s": item.hold_s,
        }
    return {
        key: getattr(item, key)
        for key in ("type", "kind", "t_s", "size", "limit", "unit", "attempt", "reported_s")
    }
