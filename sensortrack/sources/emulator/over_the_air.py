"""What a sensor sends of a recording, and when it comes: in bursts, at the connection's own times."""

from __future__ import annotations

import math

import numpy as np

from ...devices import Encoder, Notification, Profile, SensorSettings
from ...records import Recording
from .profile_sensor import SendingManner


def over_the_air(
    recording: Recording, profile: Profile, settings: SensorSettings, manner: SendingManner
) -> list[Notification]:
    """The notifications that a sensor would send of a recording's samples.

    Parameters
    ----------
    recording : Recording
        Sampled at the settings' rate; what is missing in it isn't sent.
    manner : SendingManner
        The connection interval, and how often nothing gets through at one.
    """
    encoder = Encoder(profile, settings, manner.frames_per_notification)
    random = np.random.default_rng(manner.seed)
    sent = []
    free_s = 0.0
    for block in recording.blocks:
        for ready_s, char, data in encoder.feed(block.time_s, block.acc, block.gyr):
            if ready_s > free_s:
                free_s = math.ceil(ready_s / manner.interval_s) * manner.interval_s
                while random.random() < manner.skipped:
                    free_s += manner.interval_s
            sent.append(Notification(free_s, char, data))
    return sent
