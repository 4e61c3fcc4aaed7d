"""What a rule is for: code knows roles, only a catalogue knows ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

SafetyRole = Literal["doctor", "surroundings", "symptoms", "smooth", "breath", "spine_load"]
OtherRole = Literal["count", "passive", "hold", "effort", "duration", "rest", "weight", "form"]
Role = SafetyRole | OtherRole

SAFETY: Mapping[SafetyRole, str] = {
    "doctor": "A doctor was asked first; asked with the screening.",
    "surroundings": "Room, clothes and floor are fit; asked with the screening.",
    "symptoms": "Stop at the first bad sign; STOP keeps it, and it is asked.",
    "smooth": "No jerk and no sharp attack; the tracker listens for them.",
    "breath": "The order of the breath; the coach's cues keep it.",
    "spine_load": "Nothing loads the spine; cued, and asked before the first exercise.",
}
"""The general rules without which no catalogue is read: each once, and what it is for."""

OTHER: Mapping[OtherRole, str] = {
    "count": "How often: the general one for all exercises, and an exercise's own.",
    "passive": "A hang without swinging or pulling.",
    "hold": "How long the pose is held.",
    "effort": "How long out, hold and return take together.",
    "duration": "How long the whole exercise takes.",
    "rest": "The pause between two series.",
    "weight": "What may lie on the thigh.",
    "form": "How to do it where the sensor can't see it (a bent knee, hands off); there may be several.",
}
"""The roles of an exercise's own rules; `count` also is a general one."""

ROLES: Mapping[Role, str] = {role: what for part in (SAFETY, OTHER) for role, what in part.items()}
GENERAL: frozenset[Role] = frozenset({*SAFETY, "count"})
"""The roles that a general rule can have."""
OWN: frozenset[Role] = frozenset(OTHER)
"""The roles that an exercise's rule can have: none of them can loosen a rule of safety."""
REPEATABLE: frozenset[Role] = frozenset({"form"})
"""The roles that may stand more than once in one exercise; every other one means one rule."""

KEPT_BY: Mapping[Role, tuple[str, ...]] = {
    "doctor": ("asked",),
    "surroundings": ("asked",),
    "symptoms": ("asked",),
    "smooth": ("no_attack",),
    "breath": ("cued",),
    "spine_load": ("cued",),
    "count": ("count_at_most", "count_range"),
    "passive": ("passive_hang",),
    "hold": ("hold_range", "hold_target"),
    "effort": ("effort_at_most",),
    "duration": ("duration_at_most",),
    "rest": ("rest_between_series",),
    "weight": ("asked",),
    "form": ("asked", "cued"),
}
"""How a rule of each role is kept: by asking, by a cue, or by one of these checks of the sensor's data."""
