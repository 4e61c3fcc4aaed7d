"""Parts of a catalogue of one's own, for tests that write one."""

from __future__ import annotations

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
kept = "measured"
says = "No jerks."
check = "no_attack"
numbers.below = { value = 2.5, unit = "1", origin = "ours" }

[[rules]]
id = "place"
role = "surroundings"
kept = "asked"
says = "Enough room."
question = "Is there enough room?"
good_answer = "yes"

[[rules]]
id = "breathe"
role = "breath"
kept = "cued"
says = "Keep breathing."
cue = "Keep breathing."

[[rules]]
id = "enough"
role = "symptoms"
kept = "asked"
says = "Stop at a bad sign."
question = "Do you feel any bad sign?"
good_answer = "no"

[[rules]]
id = "bare"
role = "spine_load"
kept = "cued"
says = "No load on the spine."
cue = "No weights."

[[rules]]
id = "leave"
role = "doctor"
kept = "asked"
says = "Ask a doctor first."
question = "Have you asked a doctor?"
good_answer = "yes"

[progression]
clean_sessions = { value = 3, unit = "sessions", origin = "ours" }
pain_most = { value = 0, unit = "0-10", origin = "ours" }
pain_to_start = { value = 4, unit = "0-10", origin = "ours" }

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
