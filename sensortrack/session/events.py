"""What a session reports to its listeners, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..protocol.plan import Dose
from ..records import Answer, Cue, ScreeningRecord, SessionEnd, SetEnd, Stop

State = Literal[
    "screening",
    "asking",
    "mounting",
    "introduction",
    "start_pose",
    "set",
    "coming_to_rest",
    "rest",
    "sensor_lost",
    "paused",
    "stopped",
    "ended",
]
SET_IS_ON: frozenset[State] = frozenset({"start_pose", "set", "coming_to_rest"})
PAUSABLE: frozenset[State] = frozenset(
    {"mounting", "introduction", "rest", "start_pose", "set", "sensor_lost"}
)
ReplyKind = Literal["yes_no", "score", "reason", "score_or_nothing"]


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The session is in another state, maybe at another exercise or set."""

    t_s: float
    state: State
    exercise: str | None = None
    set_number: int | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Speak this line now; whatever is being spoken is cut off. The number is what its fate is reported with."""

    id: int
    cue: Cue
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class CutOff:
    """Be silent at once: what is being spoken is stale."""

    t_s: float


@dataclass(frozen=True, slots=True)
class VoiceFailed:
    """A line couldn't be spoken, and why; lines are shown from now on for as long as it takes to read them."""

    t_s: float
    why: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask this; the session waits for the answer. STOP works meanwhile. The text is spoken as a line of its own."""

    question: str
    text: str
    kind: ReplyKind


@dataclass(frozen=True, slots=True)
class TookAnswer:
    """An answer was taken."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class TookScreening:
    """The screening was answered whole, or an emergency ended it."""

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
class BeginMounting:
    """Gather what comes from now on: the person keeps still, then leans, to show how the sensor sits."""

    t_s: float
    dose: Dose


@dataclass(frozen=True, slots=True)
class EndMounting:
    """What was gathered is to be used, or dropped where the step was broken off or an upright pose was enough."""

    t_s: float
    use: bool


@dataclass(frozen=True, slots=True)
class Mounted:
    """How the sensor sits has been found, as a recording keeps it; None: what was known doesn't hold any more."""

    t_s: float
    calibration: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """STOP; reported again when its reason and pain become known. Nothing is coached after it."""

    stop: Stop


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over; what is still asked or said after it belongs to its end."""

    t_s: float
    end: SessionEnd


SessionEvent = (
    StateChanged
    | Say
    | CutOff
    | VoiceFailed
    | Ask
    | TookAnswer
    | TookScreening
    | BeginSet
    | EndSet
    | BeginMounting
    | EndMounting
    | Mounted
    | Stopped
    | Ended
)
