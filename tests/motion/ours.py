"""The numbers of our catalogue, as the tracker takes them."""

from __future__ import annotations

from sensortrack.protocol import load_catalogue
from sensortrack.protocol.definitions import movement_rules

RULES = movement_rules(load_catalogue().exercise("E6"), load_catalogue())
REPETITION = RULES.repetition
