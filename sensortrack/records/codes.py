"""The codes of all reasons: each with the names of its values and what they are.

The words stand in the language files, table `[reason]`, one template a code. docs/reasons.md lists them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

UNITS = {"s": "s", "min": "min", "deg": "deg", "dps": "deg/s", "hz": "Hz", "ms2": "m/s²"}
"""The unit that the end of a value's name says."""
NUMBERS = frozenset({*UNITS.values(), "count", "1", "1/min"})
"""What a number is in; `count` is a whole number of things, `1` a ratio or share."""
TEXTS = frozenset({"word", "text", "texts"})
"""word: one of a few, which the language files have words for; text: kept as it is; texts: several."""
REASONS = frozenset({"reason", "reasons"})
"""Another reason, or several."""


class Code(StrEnum):
    """What a reason is, whatever its numbers: to be counted, filtered and acted on.

    A member is its code and its values: `name` where the end of the name says the unit, else `name:unit`.

    Attributes
    ----------
    places : mapping of str to str
        The unit of each value, by its name: one of `NUMBERS`, `TEXTS` or `REASONS`.
    """

    places: Mapping[str, str]

    def __new__(cls, code: str, values: str = "") -> Code:
        """Make a member."""
        member = str.__new__(cls, code)
        member._value_ = code
        pairs = (name.partition(":") for name in values.split())
        member.places = MappingProxyType(
            {name: unit or UNITS[name.rpartition("_")[2]] for name, _, unit in pairs}
        )
        return member

    # Any measure.
    NOT_COMPUTED = "not_computed"
    IN_WORDS = "in_words", "text:text"  # kept by a version that had sentences only

    # A phase, and its smoothness.
    TOUCHES_GAP = "touches_gap", "end_s"
    SMOOTHNESS_NEEDS_GYROSCOPE = "smoothness_needs_gyroscope"
    PHASE_RATE_LOW = "phase_rate_low", "rate_hz least_hz"
    PHASE_UNSEEN = "phase_unseen"
    PHASE_SHORT = "phase_short", "duration_s least_s"
    PHASE_SLOW = "phase_slow", "peak_dps least_dps"
    NO_STILLNESS = "no_stillness"
    KNOCKED = "knocked"
    NOTHING_MOVES = "nothing_moves"
    FASTER_THAN_BAND = "faster_than_band", "band_hz"
    ATTACK_OR_TREMOR = "attack_or_tremor", "noise:1"
    SUBMOVEMENTS_OR_TREMOR = "submovements_or_tremor", "share:1"
    SPARC_UNCERTAIN = "sparc_uncertain", "error:1"
    SPARC_JUMPS = "sparc_jumps", "jump:1"
    JERK_IN_SWAY = "jerk_in_sway", "share:1"
    JERK_BEYOND_BAND = "jerk_beyond_band", "band_hz"
    SENSOR_NOISE = "sensor_noise"

    # A hold, breathing, a hang.
    HOLD_UNCERTAIN = "hold_uncertain", "sd_s most_s"
    HOLD_UNSEEN = "hold_unseen"
    HOLD_BRIEF = "hold_brief", "duration_s least_s"
    STILLNESS_BRIEF = "stillness_brief", "duration_s least_s"
    SENSOR_UNMOVED = "sensor_unmoved"
    BREATHING_HIDDEN = "breathing_hidden"
    BREATHING_UNCERTAIN = "breathing_uncertain", "within:1/min"
    FEW_BREATHS = "few_breaths", "least:1 duration_s"
    PULL_NEEDS_GYROSCOPE = "pull_needs_gyroscope"

    # What became of an attempt.
    RECORDING_ENDED = "recording_ended"
    LONG_GAP = "long_gap", "length_s"
    RATE_CHANGED = "rate_changed", "rate_hz"
    TOOK_ANOTHER_POSTURE = "took_another_posture"
    ENDED_ELSEWHERE = "ended_elsewhere", "away_deg"
    STEPS_BEGAN = "steps_began"
    NEVER_CAME_BACK = "never_came_back", "after_s"
    TOO_SMALL = "too_small", "peak_deg least_deg"
    TURNED_BACK = "turned_back", "peak_deg usual_deg"
    TOO_QUICK = "too_quick", "took_s quickest_s"
    TOO_LARGE = "too_large", "peak_deg usual_deg"
    SHAKEN = "shaken"
    OFF_AXIS = "off_axis", "times:1"
    SIDEWAYS = "sideways", "off_deg along_deg"
    UNNOTICED = "unnoticed", "along_deg onset_deg"
    WENT_INWARD = "went_inward", "inward_deg"
    BEFORE_START_POSE = "before_start_pose"
    INTO_START_POSE = "into_start_pose"
    START_POSE_LATE = "start_pose_late", "most_s"
    WALKED = "walked"
    NOT_STILL_SINCE = "not_still_since"
    SHIFTED = "shifted", "shift_deg"
    NOT_FOLLOWED_THERE = "not_followed_there"
    NO_SAMPLES_THERE = "no_samples_there"

    # Why nothing, or no repetition, was found in a recording.
    NO_SAMPLES = "no_samples"
    ALL_LEFT_OUT = "all_left_out"
    ONE_SAMPLE = "one_sample"
    TRACKING_RATE_LOW = "tracking_rate_low", "rate_hz least_hz judged_hz"
    NO_START_POSE = "no_start_pose"
    START_POSE_OPEN = "start_pose_open", "rest_deg held_deg"
    MOSTLY_OFF_AXIS = "mostly_off_axis", "thrown_away:count counted:count"
    MOSTLY_STEPS = "mostly_steps", "thrown_away:count counted:count"
    MOSTLY_NOT_FOLLOWED = "mostly_not_followed", "not_followed:count counted:count"
    NOT_GRAVITY = "not_gravity", "force_ms2"
    AXES_CONTRADICTED = "axes_contradicted", "moved_deg off_deg"
    AXIS_OPEN = "axis_open", "moved_deg off_deg"
    GYROSCOPE_CONTRADICTS = "gyroscope_contradicts", "left:1 changes:reasons"
    GYROSCOPE_CONTRADICTS_FROM = "gyroscope_contradicts_from", "from_s left:1 changes:reasons"
    GYROSCOPE_CONTRADICTS_UNTIL = "gyroscope_contradicts_until", "until_s left:1 changes:reasons"
    GYROSCOPE_STRAYS = "gyroscope_strays", "from_s apart_deg within_s"
    GYROSCOPE_OVERFLOWS = "gyroscope_overflows", "axis:text end_dps from_s"
    ACCELEROMETER_OVERFLOWS = "accelerometer_overflows", "axis:text end_ms2 from_s"
    STUCK_BIT = "stuck_bit", "axis:text width_ms2 from_s"
    REPEATED_STRETCH = "repeated_stretch", "from_s first_s"
    GYROSCOPE_IN_RADIANS = "gyroscope_in_radians"
    GYROSCOPE_FACTOR = "gyroscope_factor", "factor:1"
    GYROSCOPE_AXES = "gyroscope_axes", "axes:text"
    GYROSCOPE_LATE = "gyroscope_late", "late_s"
    GYROSCOPE_EARLY = "gyroscope_early", "early_s"
    ANOTHER_POSTURE = "another_posture", "expected:word found:word away_deg"
    BETWEEN_POSTURES = "between_postures", "expected:word found:word other:word away_deg"
    UPSIDE_DOWN = "upside_down", "expected:word away_deg"
    NONE_SINCE = "none_since", "why:reason"
    HANG_HAS_NONE = "hang_has_none"
    MOVED_LITTLE = "moved_little", "largest_deg least_deg"
    NONE_COMPLETED = "none_completed", "attempts:count kinds:reasons"
    ATTEMPTS_OF_A_KIND = "attempts_of_a_kind", "n:count outcome:word why:reason"
    NO_REPETITION_HAS_IT = "no_repetition_has_it"

    # A person's own baseline.
    FEW_VALUES = "few_values", "values:count least:count"
    NOT_MEASURED = "not_measured"
    OTHER_PHASE = "other_phase", "baseline:word phase:word"
    NOT_VALID = "not_valid", "measure:text why:reason"
    OTHER_TEMPO = "other_tempo", "phase_s usual_s"

    # Why nothing measured can be judged.
    NOMINAL_RATE_LOW = "nominal_rate_low", "rate_hz least_hz"
    REAL_RATE_LOW = "real_rate_low", "rate_hz least_hz"
    RATE_UNKNOWN = "rate_unknown"
    NO_SET = "no_set"
    NO_REPETITION = "no_repetition"
    NO_GYROSCOPE = "no_gyroscope"
    GAPS = "gaps", "n:count longer_s"
    INTERRUPTED = "interrupted", "n:count"

    # Counts.
    HANG_NOT_COUNTED = "hang_not_counted"
    COUNTED = "counted", "n:count"
    COUNTED_BY_SIDE = "counted_by_side", "sides:reasons"
    OF_SIDE = "of_side", "side:word n:count"
    EACH_SIDE = "each_side"
    COUNT_KEPT = "count_kept", "counted:reason"
    COUNT_OVER = "count_over", "counted:reason most:1 each:reasons later:reasons"
    COUNT_OVER_ON_ONE_SIDE = "count_over_on_one_side", "counted:reason most:1 later:reasons"
    COUNT_UNDER = "count_under", "counted:reason least:1 each:reasons"
    COUNT_OPEN = "count_open", "counted:reason why:reasons"
    OWN_LIMIT_STANDS = "own_limit_stands", "rule:text"
    HISTORY_DECIDES = "history_decides"
    MAY_HIDE = "may_hide", "unseen:reasons n:count"
    NOT_FOLLOWED = "not_followed", "n:count"
    SMALL_MAY_COUNT = "small_may_count", "n:count least_deg"
    NEARLY_REACHED = "nearly_reached", "n:count least_deg"
    FAINT = "faint", "n:count"
    SIDE_UNKNOWN = "side_unknown", "n:count"
    GROWN = "grown", "n:count first:1 planned:count"
    STOPPED_BEFORE = "stopped_before", "otherwise:reason"

    # A clinician's exception from a rule; `found` is what it came to with it.
    BY_EXCEPTION = "by_exception", "found:reason exceptions:reasons"
    EXCEPTION = "exception", "rule:text limit:1 unit:word by:text because:text"

    # Durations of a hold, an effort, a rest, an exercise.
    HOLDS_KEPT = "holds_kept", "n:count longest_s"
    HOLDS_LONG = "holds_long", "long:count n:count longest_s most_s limit_s tolerance_s also:reasons"
    ALSO_SHORT = "also_short", "short:count least_s"
    HOLDS_SHORT = "holds_short", "short:count n:count shortest_s least_s"
    HOLDS_UNTIMED = "holds_untimed", "untimed:count n:count why:reason"
    HOLDS_OPEN = "holds_open", "n:count unseen:reasons"
    EFFORTS_KEPT = "efforts_kept", "n:count longest_s"
    EFFORTS_LONG = "efforts_long", "long:count n:count longest_s most_s limit_s tolerance_s also:reasons"
    EFFORTS_UNTIMED = "efforts_untimed", "untimed:count n:count why:reason"
    EFFORTS_OPEN = "efforts_open", "n:count unseen:reasons"
    PHASES_UNDEFINED = "phases_undefined"
    NO_REST = "no_rest", "n:count longest_s most:1 least_s"
    ONE_SERIES = "one_series", "n:count"
    REST_OPEN = "rest_open", "series:count unseen:reasons"
    RESTED = "rested", "series:count most:1 shortest_s"
    DURATION_UNKNOWN = "duration_unknown"
    NOTHING_TO_TIME = "nothing_to_time"
    DURATION_KEPT = "duration_kept", "lasted_min lasted_s"
    DURATION_OVER = "duration_over", "lasted_min lasted_s most_s"
    DURATION_BEFORE = "duration_before", "lasted_min lasted_s before_s"
    DURATION_GAPS = "duration_gaps", "lasted_min lasted_s gaps_s"

    # Attacks, and the passive hang.
    NO_PHASE_JUDGED = "no_phase_judged", "why:reason"
    ATTACKS = "attacks", "n:count phases:count ratio:1 limit:1"
    NO_ATTACK = "no_attack", "phases:count others:reasons"
    OTHERS_NOT_JUDGED = "others_not_judged", "n:count why:reason"
    ATTACK_IN_HANG = "attack_in_hang", "size:reasons limit:1 motion:reasons"
    OF_RATIO = "of_ratio", "ratio:1"
    NO_ATTACK_IN_HANG = "no_attack_in_hang"
    HANG_ATTACK_OPEN = "hang_attack_open", "unseen:reasons"
    HANG_RATIO_UNMEASURED = "hang_ratio_unmeasured"
    SWING = "swing", "swing_deg motion:reasons"
    SWAY = "sway", "rms_deg"
    PEAK_RATE = "peak_rate", "peak_dps"
    HANG_PASSIVE = "hang_passive", "swing:reason"
    HANG_OR_STANDING = "hang_or_standing", "swing:reason"
    HANG_DENIED = "hang_denied"
    HANG_SWINGS = "hang_swings", "swing:reason most_deg also:reasons"
    ATTACK_TOO = "attack_too"
    SWING_UNKNOWN = "swing_unknown", "why:reason"
    HANG_ATTACKS_UNKNOWN = "hang_attacks_unknown", "swing:reason why:reason"
    HANG_OPEN = "hang_open", "swing:reason unseen:reasons"

    # Asked and cued; `question` and `cue` are the catalogue's, of that rule.
    NOT_ASKED_HERE = "not_asked_here", "rule:text question:text"
    NOT_CUED_HERE = "not_cued_here", "rule:text cue:text"
    NO_ANSWER = "no_answer", "rule:text question:text"
    ANSWERED = "answered", "rule:text question:text answer:word"
    ANSWERED_ON = "answered_on", "date:text rule:text question:text answer:word"
    STANDS_AGAINST = "stands_against", "date:text conditions:texts"
    NOT_CUED = "not_cued", "answered:reasons"
    CUED = "cued", "n:count cues:texts answered:reasons"
    ASKED_AS_WELL = "asked_as_well", "answer:word"
    STOPPED_AT_ONCE = "stopped_at_once", "at_s symptom:word"
    WENT_ON = "went_on", "at_s symptom:word"
    PAIN_ROSE = "pain_rose", "before:count after:count"
    NO_SYMPTOMS = "no_symptoms", "most:count"
    SYMPTOMS_UNASKED = "symptoms_unasked"
    WENT_ON_WITH_SYMPTOMS = "went_on_with_symptoms"

    # What a stretch of a recording could be.
    CAN_ONLY_BE = "can_only_be", "posture:word size_deg"
    COULD_BE_SEVERAL = "could_be_several", "posture:word size_deg"
    NO_EXERCISE_MOVES_SO = "no_exercise_moves_so", "posture:word size_deg"

    # A rung of the ladder.
    STEP_UP = "step_up", "sessions:count"
    STEP_DOWN = "step_down"

    # How the sensor's axes are known.
    CALIBRATED = "calibrated", "exercise:text"
    AXES_DECLARED = "axes_declared"
    AXES_TOLD = "axes_told"
    AXES_UNKNOWN = "axes_unknown"

    # What a reader must know of how a session was judged.
    BROKEN_OFF = "broken_off", "fault:word"
    JUDGED_AFTERWARDS = "judged_afterwards"
    NOT_USED = "not_used", "exercise:text set_number:count why:reason"
    CORRECTED_BY_HAND = "corrected_by_hand", "exercise:text set_number:count n:count"
    NO_SUCH_EXERCISE = "no_such_exercise", "file:text"
    NOT_RECORDED = "not_recorded"
    RECORDING_GONE = "recording_gone", "path:text"
    RECORDING_CHANGED = "recording_changed", "path:text"
    RECORDING_UNREADABLE = "recording_unreadable", "path:text"

    # A whole session.
    SETS_NOT_JUDGED = "sets_not_judged", "sets:reasons otherwise:reason"
    SET_NOT_JUDGED = "set_not_judged", "number:count why:reason"
    NO_RECORDING = "no_recording"
    NOTHING_BEGUN = "nothing_begun"
    PLANNED_NOT_BEGUN = "planned_not_begun"
    NOT_PLANNED = "not_planned"
