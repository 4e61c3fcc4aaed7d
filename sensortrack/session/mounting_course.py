"""The step that finds how the sensor sits, as it is led: what is said, what is gathered, what comes of it."""

from __future__ import annotations

import math

from ..motion.wearing.mounting import Mounting
from ..protocol.catalogue_model import Catalogue
from ..records import SetEnd
from .agenda import Agenda
from .announcer import Announcer
from .coach import SetTask, coach_for
from .events import BeginMounting, EndMounting, Mounted
from .getting_ready import GettingReady
from .mounting_step import FITS_DEG, TRIES, MountingStep
from .set_course import SetCourse


class MountingCourse:
    """Leads the step, and says for the exercises after it whether what is known still holds."""

    def __init__(
        self,
        step: MountingStep,
        catalogue: Catalogue,
        agenda: Agenda,
        announcer: Announcer,
        ready: GettingReady,
    ) -> None:
        self._step, self._catalogue = step, catalogue
        self._agenda, self._announcer, self._ready = agenda, announcer, ready

    def begin(self, t_s: float) -> None:
        """It is done now."""
        self._step.begin()
        self.explain(t_s)

    def explain(self, t_s: float) -> None:
        """Say what the person is to do."""
        self._step.gathered = False
        self._ready.begin()
        self._announcer.enter(t_s, "mounting")
        self._announcer.say("session.mounting_check" if self._step.known else "session.mounting")

    def is_ready(self, t_s: float) -> bool:
        """Whether the person sits by now, and what comes is to be gathered."""
        start_up = self._catalogue.exercise(self._step.dose.exercise).movement.start_up
        return not self._step.gathered and self._ready.is_over(t_s, start_up)

    def gather(self, t_s: float) -> SetCourse:
        """What comes from now on tells how the sensor sits: an upright pose, or the leans."""
        step = self._step
        step.tries += not step.known
        self._agenda.start_up = self._catalogue.exercise(step.dose.exercise).movement.start_up
        coach = coach_for(SetTask(step.dose, self._catalogue, self._announcer.language))
        leans = SetCourse(step.dose, coach, self._announcer)
        self._announcer.report(BeginMounting(t_s, step.dose))
        leans.begin(t_s)
        return leans

    def end_gathering(self, t_s: float, ended_by: SetEnd) -> None:
        """Use what was gathered, where the leans were done."""
        self._announcer.report(EndMounting(t_s, use=ended_by == "done" and not self._step.known))

    def wait_for_mounting(self, t_s: float) -> None:
        """What the leans tell is reckoned now, and comes with `found`."""
        self._step.gathered = True
        self._announcer.enter(t_s, "mounting")

    def upright(self, t_s: float, off_deg: float) -> bool:
        """Whether the mounting that is known fits an upright pose; else the leans are explained."""
        if off_deg <= FITS_DEG:
            self._announcer.say("session.mounting_fits")
            return True
        self.doubt(t_s)
        self._announcer.say("session.mounting_moved")
        self.explain(t_s)
        return False

    def found(self, t_s: float, mounting: Mounting | None) -> bool:
        """Whether the step is over by what the leans have shown; None where they don't tell it."""
        if mounting is not None:
            self._step.known = True
            self._announcer.report(Mounted(t_s, mounting.calibration()))
            self._announcer.say("session.mounting_found", n=max(2, math.ceil(mounting.uncertainty_deg)))
            return True
        if self._step.tries < TRIES:
            self._announcer.say("session.mounting_again")
            self.explain(t_s)
            return False
        self._announcer.say("session.mounting_without")
        return True

    def leave(self) -> None:
        """It is over."""
        self._step.on = self._step.gathered = False

    def doubt(self, t_s: float) -> None:
        """What was known doesn't hold any more."""
        if self._step.known:
            self._step.forget()
            self._announcer.report(Mounted(t_s, None))

    def doubt_before_next(self, t_s: float) -> None:
        """A pose was wrong all the time, or the sensor sits differently by now: that is looked at next."""
        if self._step.known:
            self.doubt(t_s)
            self._step.due = True

    @property
    def is_due(self) -> bool:
        """Whether it is to be done before the next exercise."""
        return self._step.due

    @property
    def is_on(self) -> bool:
        """Whether it is being done."""
        return self._step.on

    @property
    def checks(self) -> bool:
        """Whether an upright pose is waited for, to be held against the mounting that is known."""
        return self._step.on and self._step.known and self._announcer.state == "start_pose"

    @property
    def waits_for_mounting(self) -> bool:
        """Whether the leans are over, and what they tell is awaited."""
        return self._step.gathered and self._announcer.state == "mounting"
