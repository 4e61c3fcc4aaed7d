"""Decoding and clocks: what a notification costs beside numpy itself, and how well times are found without a clock.

    python -m benchmarks.decoding [--json]

* A notification of four frames: `Decoder.feed` beside `numpy.frombuffer` on the same bytes, once bare (a view, nothing
  else) and once as one would decode by hand (a structured view, both sensors to float64 in our units).
  Goal: at most ten times.
* A capture with four-sample frames, its JSON parsed, to a recording: decoder, clock, blocks. Goal: a million samples/s.
* A link without device clock, arrivals as in the WitMotion capture, true rates from 98 to 102 Hz: 95th percentile of
  the error of sample times after 10 s (goal: 5 ms, once a constant is removed), and when the true rate was found within
  0.1 % for good.
"""

from __future__ import annotations

import argparse
import json
import time
import timeit

import numpy as np

from sensortrack.devices import Decoder, Encoder, Notification, Pipeline, decode_messages, load_profile
from sensortrack.devices.clock.arrival_clock import ArrivalClock
from sensortrack.devices.clock.notices import Notices
from sensortrack.devices.clock.timed_samples import TimedSamples
from tests.devices.air import START_S, arrivals, batch

FRAME = np.dtype(
    {"names": ["acc", "gyr"], "formats": ["(3,)<i2", "(3,)<i2"], "offsets": [2, 8], "itemsize": 20}
)
RATES_HZ = np.linspace(98.0, 102.0, 9)
INTERVALS_S = (0.0075, 0.015, 0.0298, 0.03, 0.05)
SEEDS = range(4)


def by_hand(data: bytes) -> tuple[object, object]:
    """What one would write for this one sensor."""
    frames = np.frombuffer(data, FRAME)
    return frames["acc"] * (16.0 * 9.80665 / 32768.0), frames["gyr"] * (2000.0 / 32768.0)


def one_notification() -> dict[str, float]:
    profile = load_profile("witmotion_ble5")
    char, data = profile.vectors[0].notify[0]
    decoder = Decoder(profile, profile.settings())

    def cost_us(call: object) -> float:
        return min(timeit.repeat(call, number=20_000, repeat=7)) / 20_000 * 1e6  # type: ignore[arg-type]

    ours, bare = (
        cost_us(lambda: decoder.feed(char, data, 0.0)),
        cost_us(lambda: np.frombuffer(data, np.uint8)),
    )
    hand = cost_us(lambda: by_hand(data))
    return {
        "decoder_us": ours,
        "frombuffer_us": bare,
        "frombuffer_to_units_us": hand,
        "ratio_to_frombuffer": ours / bare,
        "ratio_to_frombuffer_to_units": ours / hand,
    }


def whole_capture(name: str, rate_hz: float, samples: int = 400_000) -> float:
    """Samples a second of a capture, once it is parsed."""
    profile = load_profile(name)
    settings = profile.settings(rate_hz)
    rng = np.random.default_rng(0)
    sent = Encoder(profile, settings).feed(
        np.arange(samples) / rate_hz, rng.normal(0.0, 5.0, (samples, 3)), rng.normal(0.0, 50.0, (samples, 3))
    )
    messages = [Notification(t + float(rng.uniform(0.0, 0.03)), key, data) for t, key, data in sent]
    best = np.inf
    for _ in range(3):
        pipeline = Pipeline(profile, settings)
        begun = time.perf_counter()
        blocks = decode_messages(pipeline, messages)
        best = min(best, time.perf_counter() - begun)
        assert sum(len(b) for b in blocks) == samples
    return samples / best


def clock(rate_hz: float, interval_s: float, seed: int) -> tuple[float, float]:
    """95th percentile of the error after 10 s, in ms; and after how many s the rate was right for good."""
    air = arrivals(rate_hz, 60.0, np.random.default_rng(seed), interval_s=interval_s)
    runs: list[TimedSamples] = []
    counting = ArrivalClock(100.0, Notices(), runs.append)
    right_s = 0.0
    for t in air.tolist():
        counting.feed(batch(4, t))
        if abs(1.0 / counting.period_s / rate_hz - 1.0) > 1e-3:
            right_s = t - START_S
    counting.finish()
    times = np.concatenate([run.at for run in runs])
    true = START_S + np.arange(1, len(times) + 1) / rate_hz
    error = (times - true)[true > START_S + 10.0]
    return float(np.percentile(np.abs(error - np.median(error)), 95)) * 1e3, right_s


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    as_json = parser.parse_args().json
    found = [clock(float(r), i, s) for r in RATES_HZ for i in INTERVALS_S for s in SEEDS]
    result = {
        "notification": one_notification(),
        "capture_samples_per_s": {
            "witmotion_ble5 at 100 Hz (four frames a notification, no clock)": whole_capture(
                "witmotion_ble5", 100
            ),
            "movesense at 52 Hz (four samples a frame, device clock)": whole_capture("movesense", 52),
        },
        "clock": {
            "links": len(found),
            "p95_error_ms_worst": max(f[0] for f in found),
            "p95_error_ms_median": float(np.median([f[0] for f in found])),
            "rate_right_after_s_worst": max(f[1] for f in found),
            "rate_right_after_s_median": float(np.median([f[1] for f in found])),
        },
    }
    if as_json:
        print(json.dumps(result, indent=2))
        return
    for name, values in result.items():
        print(name)
        for key, value in values.items():
            print(f"  {key}: {value:,.3g}" if value < 1e4 else f"  {key}: {value:,.0f}")


if __name__ == "__main__":
    main()
