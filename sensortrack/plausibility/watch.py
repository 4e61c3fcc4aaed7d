"""A sensor or one of its axes, watched for stretches in which its value stands exactly still."""

from __future__ import annotations

import math

from .channel import Channel
from .noise import FOLLOWING, LEAST_WINDOW, MOST_SHARE, WINDOW_S

CHANCE = 1e-9
"""Of a stretch that is left out, that it came by chance: less than one in a day at 200 Hz by far."""
LEAST_S, LEAST_REPEATS = 0.1, 3
"""What stands for a shorter time does no harm."""
LEAST_AXIS_S, LEAST_AXIS_REPEATS = 0.3, 16
"""The same for one axis, which a person who lies still, or moves about another one, may leave alone for some time."""
MOST_S = 3.0
"""The longest that a stretch is held back, in s: a person who lies still waits for the start pose to be found."""
OPEN_S = 20.0
"""For so long after a stretch, in s, noise is waited for that says what the stretch was."""
UNKNOWN, NEVER = 0, -1
"""How many repeats show a stretch: it isn't known yet; none do, since the sensor repeats its values by itself."""


class Watch:
    """Follows the runs of repeats that its channels have in common.

    Parameters
    ----------
    channels : list of Channel
        Three of a sensor, or one axis.
    others : list of Channel
        The other axes of the same sensor, where one is watched; else those of the other sensor.

    Attributes
    ----------
    run, first, first_s, last_s : int, int, float, float
        Repeats in the present run; the number of its first sample, and its time and that of the last one.
    stands : bool
        Whether the run was found to be none of the sensor's own.
    opening : bool
        Whether the run began in the first second, before it was known how many repeats show a stretch.
    needed : int
        So many do, or `UNKNOWN` or `NEVER`.
    asked : int
        So many samples are still looked at for noise, to tell what a stretch was that is over: that from `since` to
        `ended`, of `length` repeats, which was given on (`was_given`) or is held back.
    open_until : int
        Number of the sample until which noise may tell it: longer where it was longer than a second.
    """

    def __init__(self, channels: list[Channel], others: list[Channel]) -> None:
        self._channels, self._others = channels, others
        self.axis = len(channels) == 1
        self.run = self.first = 0
        self.first_s = self.last_s = 0.0
        self.stands = self.opening = self.was_given = False
        self.needed = UNKNOWN
        self.asked = self.since = self.ended = self.length = self.open_until = 0
        self.since_s = self.until_s = 0.0
        self.least = self.most = self._window = self._open = 1

    def at_rate(self, rate_hz: float) -> None:
        """What follows comes at this rate: nothing that went before goes on."""
        least_s, repeats = (LEAST_AXIS_S, LEAST_AXIS_REPEATS) if self.axis else (LEAST_S, LEAST_REPEATS)
        self.least = max(repeats, math.ceil(least_s * rate_hz))
        self.most, self._window = (
            math.ceil(MOST_S * rate_hz),
            max(LEAST_WINDOW, math.ceil(WINDOW_S * rate_hz)),
        )
        self._open = math.ceil(OPEN_S * rate_hz)
        self.run = self.asked = 0
        self.stands, self.was_given = False, True
        self.learn()

    def learn(self) -> None:
        """How many repeats show a stretch, by what is known of the channels."""
        logarithm, largest, known = 0.0, 0.0, True
        for channel in self._channels:
            known = known and channel.known
            largest = max(largest, channel.share)
            logarithm += math.log(min(max(channel.share, 1e-3), 0.999))
        self.needed = UNKNOWN
        if known:
            repeats = max(self.least, math.ceil(math.log(CHANCE) / logarithm))
            shown = not self.axis or self._channels[0].noise
            fits = largest <= MOST_SHARE and repeats <= max(self._window, self.least)
            self.needed = repeats if fits and shown else NEVER

    def watches(self, number: int) -> bool:
        """Whether a run goes on at the sample of that number, or one that is over is still asked about."""
        return self.run > 0 or self.asked > 0 or number < self.open_until

    def repeated(self) -> bool:
        """Whether the last sample repeats the one before."""
        for channel in self._channels:  # noqa: SIM110 -- a generator can't be compiled into this
            if not channel.run:
                return False
        return True

    def go_on(self, number: int, t_s: float) -> bool:
        """Take a repeat; whether the run shows by it that the sensor stands."""
        self.run += 1
        if self.run == 1:
            self.first, self.first_s = number, t_s
            self.opening = self.needed == UNKNOWN and number < self._window
        self.last_s = t_s
        if self.stands:
            return False
        if self.needed > 0:
            return self.run >= self.needed and (not self.axis or self._others_go_on())
        return self.opening and self.axis and self.run >= self.most and self._others_go_on()

    def stand(self) -> None:
        """The present run is none of the sensor's own."""
        self.stands = True
        for channel in self._channels:
            channel.stands = True

    def end(self, number: int, given: int) -> None:
        """The run is over before the sample of that number; those before number `given` were given on."""
        length, self.run = self.run, 0
        if self.stands:
            self.stands = False
        elif self.opening and length >= self.least and self._alone():
            self.asked, self.length, self.ended = FOLLOWING, length, number
            self.since, self.since_s, self.until_s = self.first, self.first_s, self.last_s
            self.was_given = self.first < given
            self.open_until = number + (self._open if length >= self._window else FOLLOWING)
        else:
            return
        for channel in self._channels:
            channel.look_anew(1)

    def is_artefact(self, number: int) -> bool:
        """Whether noise tells by the sample of that number that the stretch before was none of the sensor's."""
        if number >= self.open_until:
            return False
        noisy = 0
        for channel in self._channels:
            noisy += channel.noisy
        if noisy == len(self._channels) or (noisy > 1 and self.asked):
            return True
        if not self.asked or self.was_given or self.axis:
            return False
        # What was held back is put down to the sensor that stood by the noise of the whole.
        for channel in self._others:
            noisy += channel.noisy
        return 2 * noisy >= len(self._channels) + len(self._others)

    def wait(self) -> bool:
        """A sample hasn't decided it; whether it was the last one that the stretch is held back for."""
        if not self.asked:
            return False
        self.asked -= 1
        over = not self.asked and not self.was_given
        self.was_given = self.was_given or over
        return over

    def close(self) -> None:
        """It is known what the stretch before was: it isn't counted."""
        self.asked = self.open_until = 0
        for channel in self._channels:
            channel.forget()

    def holds_from(self, number: int) -> int:
        """The first sample that is held back, of those up to number `number`; the next one where none is."""
        if self.asked:
            return self.ended if self.was_given else self.since
        waits = self.run < self.needed if self.needed > 0 else self.opening and self.run <= self.most
        return self.first if self.run and not self.stands and waits else number + 1

    def _alone(self) -> bool:
        """Whether another axis went on, where one is watched: else it is the whole sensor that stood."""
        for other in self._others:
            if other.recent <= MOST_SHARE:
                return True
        return not self.axis

    def _others_go_on(self) -> bool:
        """Whether every other axis goes on with its noise, also in quietness, but for one that stands as well.

        A movement that is simulated without noise has its jolts, which look like noise, and stands in quietness.
        """
        going = 0
        for other in self._others:
            if other.run < self.least:
                if not other.noise or max(other.recent, other.share) > MOST_SHARE:
                    return False
                going += 1
        return going > 0
