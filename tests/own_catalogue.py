"""Parts of a catalogue of one's own, for tests that write one."""

from __future__ import annotations

import re

from sensortrack.protocol.catalogue import OURS

DEFINED = """
[definitions.repetition]
says = "Up for long enough, or far enough."
raised_share = { value = 50, unit = "%", origin = "ours" }
long = { value = 1.3, unit = "s", origin = "ours" }
usual_share = { value = 60, unit = "%", origin = "ours" }
long_share = { value = 20, unit = "%", origin = "ours" }
short_share = { value = 50, unit = "%", origin = "ours" }
shift = { value = 6, unit = "deg", origin = "ours" }

[definitions.phase]
says = "Where the speed crosses this share of its peak."
boundary = { value = 5, unit = "%", origin = "ours" }

"""
"""What a repetition and a phase are, as in our own catalogue."""

SAFE = """
[[rules]]
id = "easy"
role = "smooth"
method = "measured"
says = "No jerks."
check = "no_attack"
numbers.below = { value = 2.5, unit = "1", origin = "ours" }

[[rules]]
id = "place"
role = "surroundings"
method = "asked"
says = "Enough room."
question = "Is there enough room?"
good_answer = "yes"

[[rules]]
id = "breathe"
role = "breath"
method = "cued"
says = "Keep breathing."
cue = "Keep breathing."

[[rules]]
id = "enough"
role = "symptoms"
method = "asked"
says = "Stop at a bad sign."
question = "Do you feel any bad sign?"
good_answer = "no"

[[rules]]
id = "bare"
role = "spine_load"
method = "cued"
says = "No load on the spine."
cue = "No weights."

[[rules]]
id = "leave"
role = "doctor"
method = "asked"
says = "Ask a doctor first."
question = "Have you asked a doctor?"
good_answer = "yes"

[progression]
clean_sessions = { value = 3, unit = "sessions", origin = "ours" }
pain_most = { value = 0, unit = "0-10", origin = "ours" }
pain_to_start = { value = 4, unit = "0-10", origin = "ours" }
below_share = { value = 60, unit = "%", origin = "ours" }

[plan]
out_and_return = { value = 4, unit = "s", origin = "ours" }

[plan.bounds]
series.most = { value = 5, unit = "series", origin = "ours" }
series_repetitions.most = { value = 20, unit = "repetitions", origin = "ours" }
repetitions.most = { value = 50, unit = "repetitions", origin = "ours" }
hold.most = { value = 15, unit = "s", origin = "ours" }
duration.most = { value = 1200, unit = "s", origin = "ours" }
rest.most = { value = 300, unit = "s", origin = "ours" }
bends_per_minute.most = { value = 6, unit = "1/min", origin = "ours" }
session.most = { value = 5400, unit = "s", origin = "ours" }

[screening]
max_age = { value = 28, unit = "days", origin = "ours" }

[screening.advice]
emergency = "Get emergency help."
get_help = "Get help."
contraindicated = "See a doctor."
not_recommended = "Ask a doctor."

[[screening.conditions]]
id = "numb"
kind = "emergency"
origin = "ours"
condition = "numbness"
question = "Are you numb?"
"""
"""What every catalogue needs: the rules of safety, the progression, an emergency; under ids that aren't ours."""

SIDE_BEND = """
[[exercises]]
id = "side_bend"
name = "standing side bend"
position = "standing"
does = "Bend to one side, come up, then to the other."
observability = "clearly"
steps = ["Stand upright.", "Bend to one side.", "Come up. Then the other side."]

[exercises.movement]
kind = "repetitions"
axis = [0, 0, -1]
start_up = [1, 0, 0]
amplitude = { value = 20, unit = "deg", origin = "ours" }
least_amplitude = { value = 5, unit = "deg", origin = "ours" }
sides = "directions"

[[exercises.rules]]
id = "side_bend.count"
role = "count"
method = "measured"
says = "At most 6 to each side."
check = "count_at_most"
numbers.most = { value = 6, unit = "repetitions", origin = "ours" }

[[exercises.stages]]
repetitions = { value = 4, unit = "repetitions", origin = "ours" }
hold = { value = 2, unit = "s", origin = "ours" }
per_week = { value = 3, unit = "sessions", origin = "ours" }

"""
"""An exercise that our catalogue doesn't have, with no cues of its own."""


def new_id(id: str) -> str:
    """What `renamed` makes of an id of ours; a rule's begins with its exercise's, before and after."""
    head, dot, tail = id.partition(".")
    return f"own_{head[::-1].lower()}{dot}{tail}"


def renamed() -> str:
    """Our catalogue under ids that are all others, with one exercise more."""
    text = re.sub(
        r'^(id|substitute) = "([^"]+)"',
        lambda found: f'{found[1]} = "{new_id(found[2])}"',
        OURS.read_text(encoding="utf-8"),
        flags=re.M,
    )
    text = re.sub(
        r"^needs = \[(.*)\]",
        lambda found: (
            f"needs = [{re.sub(r'[^, ]+', lambda n: chr(34) + new_id(n[0].strip(chr(34))) + chr(34), found[1])}]"
        ),
        text,
        flags=re.M,
    )
    at = text.index("# --- Screening")
    return text[:at] + SIDE_BEND + text[at:]
