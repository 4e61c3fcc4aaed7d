"""sensortrack: back exercises from one lumbar IMU, measured and judged.

    import sensortrack as st
    recording = st.read("x.csv")
    result = st.analyse(recording, exercise="E6")

What this module exports is stable; what lies in the packages below it may move.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from . import plot
    from .analysis import Result, analyse, calibrate
    from .analysis.find import Found, find_exercises
    from .errors import SensortrackError
    from .files import open_recording, read, read_annotations, write_annotations, write_bids, write_recording
    from .motion.smoothness.measures import dimensionless_jerk, ld_acc, ldlj, ldlj_a, sparc
    from .protocol import load_catalogue
    from .records import (
        Annotations,
        Attempt,
        Block,
        Correction,
        Description,
        Event,
        Finding,
        Marker,
        Measure,
        Phase,
        Recording,
    )
    from .report.research_page import write_report
    from .study import (
        Agreement,
        MachineAndPerson,
        Settings,
        Study,
        agreement,
        analyse_many,
        icc,
        machine_and_person,
        read_many,
    )

# Imported when first used: `sensortrack --help` needs neither pandas nor scipy.
_HOME = {
    "Agreement": "study",
    "Annotations": "records",
    "Attempt": "records",
    "Block": "records",
    "Correction": "records",
    "Description": "records",
    "Event": "records",
    "Finding": "records",
    "Found": "analysis.find",
    "MachineAndPerson": "study",
    "Marker": "records",
    "Measure": "records",
    "Phase": "records",
    "Recording": "records",
    "Result": "analysis",
    "SensortrackError": "errors",
    "Settings": "study",
    "Study": "study",
    "agreement": "study",
    "analyse": "analysis",
    "analyse_many": "study",
    "calibrate": "analysis",
    "dimensionless_jerk": "motion.smoothness.measures",
    "find_exercises": "analysis.find",
    "icc": "study",
    "ld_acc": "motion.smoothness.measures",
    "ldlj": "motion.smoothness.measures",
    "ldlj_a": "motion.smoothness.measures",
    "load_catalogue": "protocol",
    "machine_and_person": "study",
    "open_recording": "files",
    "read": "files",
    "read_annotations": "files",
    "read_many": "study",
    "sparc": "motion.smoothness.measures",
    "write_annotations": "files",
    "write_bids": "files",
    "write_recording": "files",
    "write_report": "report.research_page",
}

__all__ = [
    "Agreement",
    "Annotations",
    "Attempt",
    "Block",
    "Correction",
    "Description",
    "Event",
    "Finding",
    "Found",
    "MachineAndPerson",
    "Marker",
    "Measure",
    "Phase",
    "Recording",
    "Result",
    "SensortrackError",
    "Settings",
    "Study",
    "__version__",
    "agreement",
    "analyse",
    "analyse_many",
    "calibrate",
    "dimensionless_jerk",
    "find_exercises",
    "icc",
    "ld_acc",
    "ldlj",
    "ldlj_a",
    "load_catalogue",
    "machine_and_person",
    "open_recording",
    "plot",
    "read",
    "read_annotations",
    "read_many",
    "sparc",
    "write_annotations",
    "write_bids",
    "write_recording",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name == "plot":
        return import_module(".plot", __name__)
    if name not in _HOME:
        raise AttributeError(f"module 'sensortrack' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
