"""The samples of the sets: each set's stream is opened, recorded and followed; the leans tell how the sensor sits."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..analysis import calibrate
from ..errors import SensortrackError
from ..motion.wearing.mounting import Mounting, mounting_in
from ..protocol.catalogue_model import Catalogue
from ..protocol.judge_session import SetEvidence
from ..protocol.plan import Dose
from ..records import Recording, SetEnd, SetRecord
from .events import BeginMounting, BeginSet, EndMounting
from .keeping import SessionKeeper
from .open_set import OpenSet, record_of
from .set_sources import SetSource, SetStream


class SetSamples:
    """Opens and closes the set that is on.

    Attributes
    ----------
    on : OpenSet or None
        The set, or the leans, that samples come of now.
    mounting : Mounting or None
        How the sensor sits, where that is known.
    """

    def __init__(
        self,
        source: SetSource,
        catalogue: Catalogue,
        keeper: SessionKeeper,
        calibration: Mapping[str, Any] | None,
    ) -> None:
        self._source, self._catalogue, self._keeper = source, catalogue, keeper
        self._begun: SetRecord | None = None
        self._leans: Recording | None = None
        self.on: OpenSet | None = None
        self.mount(calibration)

    def begin(self, begun: BeginSet) -> None:
        """A set begins: the history knows of it first, then its recording is made."""
        path = self._keeper.path_of(begun.dose.exercise, begun.number)
        stream = self._stream(begun.dose, begun.number, self._calibration)
        self._begun = record_of(begun, path)
        self._keeper.begin_set(self._begun)
        exercise = self._catalogue.exercise(begun.dose.exercise)
        self.on = OpenSet(begun, stream, exercise, self._catalogue, path)

    def end(self, t_s: float, ended_by: SetEnd) -> None:
        """The set is over: its recording is closed, and what came of it is kept."""
        on, self.on = self.on, None
        begun, self._begun = self._begun, None
        if on is not None:
            done, result = on.close(t_s, ended_by)
            assert result.evidence is not None
            self._keeper.end_set(SetEvidence(done, result.evidence))
        elif begun is not None:
            self._keeper.end_unopened_set(begun, t_s, ended_by)

    def begin_leans(self, begun: BeginMounting) -> None:
        """What comes tells how the sensor sits: it is no set of the session, and nothing of it is judged."""
        stream, exercise = self._stream(begun.dose, 1, None), self._catalogue.exercise(begun.dose.exercise)
        self.on = OpenSet(
            BeginSet(begun.t_s, begun.dose, 0), stream, exercise, self._catalogue, None, gathers=True
        )

    def end_leans(self, ended: EndMounting) -> None:
        """The leans are over; `take_mounting` says what they tell."""
        on, self.on = self.on, None
        if on is not None and ended.use:
            self._leans = on.gathered

    @property
    def has_leans(self) -> bool:
        """Whether leans are over and not reckoned yet."""
        return self._leans is not None

    def take_mounting(self) -> Mounting | None:
        """What the leans tell; None where they don't tell it."""
        leans, self._leans = self._leans, None
        assert leans is not None, "leans are over"
        with contextlib.suppress(SensortrackError):
            return calibrate(leans, catalogue=self._catalogue)
        return None

    def mount(self, calibration: Mapping[str, Any] | None) -> None:
        """How the sensor sits is known from now on, or isn't any more."""
        self.mounting = mounting_in(calibration)
        self._calibration = None if self.mounting is None else calibration

    def _stream(self, dose: Dose, number: int, calibration: Mapping[str, Any] | None) -> SetStream:
        """What the source gives from now on; in the sensor's axes with how it sits, where that is known."""
        stream = self._source.stream(self._catalogue.exercise(dose.exercise), dose, number)
        described = replace(stream.description, person=self._keeper.record.person)
        if calibration is not None and described.frame == "sensor":
            described = replace(described, calibration=calibration)
        return replace(stream, description=described)
