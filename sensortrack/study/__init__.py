"""Many recordings: found, analysed on one machine or a cluster, kept as tables that can be made again and compared."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agreement_by_hand import MachineAndPerson, machine_and_person
    from .comparison import compare
    from .many import Study, analyse_many, read_many
    from .raters import Agreement, agreement, icc
    from .settings import Settings
    from .study_items import Item, expand

__all__ = [
    "Agreement",
    "Item",
    "MachineAndPerson",
    "Settings",
    "Study",
    "agreement",
    "analyse_many",
    "compare",
    "expand",
    "icc",
    "machine_and_person",
    "read_many",
]

# Imported when first used: a worker process begins at once, and imports what its work needs.
_HOME = {
    "Agreement": "raters",
    "Item": "study_items",
    "MachineAndPerson": "agreement_by_hand",
    "Settings": "settings",
    "Study": "many",
    "agreement": "raters",
    "analyse_many": "many",
    "compare": "comparison",
    "expand": "study_items",
    "icc": "raters",
    "machine_and_person": "agreement_by_hand",
    "read_many": "many",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
