"""A sensor's clocked stream with faults: of its clock, and of the way of its frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from sensortrack.devices import Encoder, LinkLost, LinkUp, Notification, Pipeline, Profile, decode_messages
from sensortrack.devices.clock.notices import Notice
from sensortrack.devices.messages import Message
from sensortrack.records import Block, FloatArray, Gap

START_S = 5.0
LONGEST_WAY_S = 0.045


@dataclass
class Stream:
    """Notifications of a made-up movement; the first axis of the accelerometer tells each sample's number.

    `times` are those of the samples, from 0 on; `sent` the notifications with the time of their last sample.
    """

    profile: Profile
    times: FloatArray
    sent: list[tuple[float, str, bytes]]
    per: int
    rate_hz: float

    @classmethod
    def of(
        cls,
        profile: Profile,
        duration_s: float,
        seed: int = 0,
        faults: Iterable[Jump] = (),
        frames: int | None = None,
    ) -> Stream:
        """A stream whose clock is set, now and then; the same one again is the one that was made.

        `frames` of a notification: None takes the profile's.
        """
        key = (profile.id, duration_s, seed, frames, *faults)
        if key not in _MADE or _MADE[key].profile != profile:
            _MADE[key] = cls._made(profile, duration_s, seed, faults, frames)
        return _MADE[key]

    @classmethod
    def _made(
        cls, profile: Profile, duration_s: float, seed: int, faults: Iterable[Jump], frames: int | None
    ) -> Stream:
        settings = profile.settings()
        rng = np.random.default_rng(seed)
        n = int(duration_s * settings.rate_hz)
        times = np.arange(n) / settings.rate_hz
        clock = times + 40_000.0 * (profile.streams[0].time.source != "host")
        for jump in faults:
            clock[times >= jump.at_s] += jump.by_s
        gyr = rng.normal(0.0, 30.0, (n, 3)) if profile.has_gyroscope else None
        encoder = Encoder(profile, settings, frames)
        sent = encoder.feed(clock, rng.normal(0.0, 4.0, (n, 3)), gyr)
        per = encoder.samples_per_notification
        chars = 1 if profile.pairing is None else 2
        ends = [float(times[(i // chars + 1) * per - 1]) for i in range(len(sent))]
        return cls(
            profile,
            times,
            [(t, c, d) for t, (_, c, d) in zip(ends, sent, strict=True)],
            per,
            settings.rate_hz,
        )

    def arriving(self, seed: int = 0) -> list[Message]:
        """As they come over the air: each a little late, in order."""
        rng = np.random.default_rng(seed)
        late = (
            START_S + np.array([t for t, _, _ in self.sent]) + rng.uniform(0.0, LONGEST_WAY_S, len(self.sent))
        )
        air = np.maximum.accumulate(late)
        return [Notification(float(a), c, d) for a, (_, c, d) in zip(air, self.sent, strict=True)]


_MADE: dict[tuple[object, ...], Stream] = {}


@dataclass(frozen=True)
class Jump:
    """The clock is set by so much at a time."""

    at_s: float
    by_s: float


@dataclass
class Decoded:
    """What the pipeline makes of messages."""

    blocks: list[Block]
    gaps: tuple[Gap, ...]
    notices: tuple[Notice, ...]
    rate_hz: float | None
    times: FloatArray = field(init=False)
    acc: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.times = np.concatenate([b.time_s for b in self.blocks]) if self.blocks else np.empty(0)
        self.acc = np.concatenate([b.acc for b in self.blocks]) if self.blocks else np.empty((0, 3))

    def kinds(self) -> set[str]:
        return {n.kind for n in self.notices}


def at_once(profile: Profile, messages: list[Message]) -> tuple[Decoded, Pipeline]:
    """Many at once, which takes a tenth of the time, and the pipeline that they went through."""
    many = Pipeline(profile, profile.settings())
    joined = decode_messages(many, messages)
    return Decoded(joined, many.state.gaps, many.state.notices, many.state.rate_hz), many


def decoded(profile: Profile, messages: list[Message]) -> Decoded:
    """One by one and many at once; they must agree."""
    one = Pipeline(profile, profile.settings())
    live = [b for m in messages for b in one.feed(m)] + one.finish()
    found, many = at_once(profile, messages)
    if live:
        assert np.array_equal(np.concatenate([b.time_s for b in live]), found.times)
        assert np.array_equal(np.concatenate([b.acc for b in live]), found.acc)
    assert one.state == many.state
    assert (np.diff(found.times) > 0.0).all()
    return found


def relinked(messages: list[Message], at: int, silent_s: float, again: int) -> list[Message]:
    """The link is lost before notification `at`, and nothing comes; then the `again` ones before it once more."""
    lost_s = messages[at - 1].t_s + 0.01
    up_s = lost_s + silent_s
    old = [m for m in messages[at - again : at] if isinstance(m, Notification)]
    repeated = [m._replace(t_s=up_s + 0.002 * (i + 1)) for i, m in enumerate(old)]
    first_s = up_s + 0.002 * (len(old) + 1)
    return [
        *messages[:at],
        LinkLost(lost_s),
        LinkUp(up_s),
        *repeated,
        *[m for m in messages[at:] if m.t_s > first_s],
    ]
