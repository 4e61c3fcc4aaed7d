"""Many recordings: found, analysed on one machine or a cluster, kept as tables that can be made again and compared."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .comparison import compare
    from .many import Study, analyse_many, read_many
    from .settings import Settings
    from .sources import Item, expand

__all__ = ["Item", "Settings", "Study", "analyse_many", "compare", "expand", "read_many"]

# Imported when first used: a worker process begins at once, and imports what its work needs.
_HOME = {
    "Item": "sources",
    "Settings": "settings",
    "Study": "many",
    "analyse_many": "many",
    "compare": "comparison",
    "expand": "sources",
    "read_many": "many",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
