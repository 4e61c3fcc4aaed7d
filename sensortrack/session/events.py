"""What a session tells its listeners, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..protocol.plan import Dose
from ..records import Answer, Cue, ScreeningRecord, SessionEnd, SetEnd, Stop

State = Literal["screening", "asking", "start_pose", "set", "coming_to_rest", "rest", "stopped", "ended"]
ReplyKind = Literal["yes_no", "score"]


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The session is in another state, maybe at another exercise or set."""

    t_s: float
    state: State
    exercise: str | None = None
    set_number: int | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Speak this: `urgent` breaks off what is being said; what `waits` isn't bound to a moment, and waits its turn.

    The rest is bound to a moment: it is said as soon as nothing is being said, or never.
    """

    cue: Cue
    urgent: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask this; the session waits for the answer. STOP works meanwhile."""

    question: str
    text: str
    kind: ReplyKind


@dataclass(frozen=True, slots=True)
class TookAnswer:
    """An answer was taken."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class TookScreening:
    """The screening was answered whole."""

    screening: ScreeningRecord


@dataclass(frozen=True, slots=True)
class BeginSet:
    """Start recording: a set begins, with the start pose."""

    t_s: float
    dose: Dose
    number: int


@dataclass(frozen=True, slots=True)
class EndSet:
    """Stop recording: the set is over."""

    t_s: float
    exercise: str
    number: int
    ended_by: SetEnd


@dataclass(frozen=True, slots=True)
class Stopped:
    """STOP; told again when its reason and pain become known. Nothing is coached after it."""

    stop: Stop


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over."""

    t_s: float
    end: SessionEnd


SessionEvent = StateChanged | Say | Ask | TookAnswer | TookScreening | BeginSet | EndSet | Stopped | Ended
