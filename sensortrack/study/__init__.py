"""Many recordings: found, analysed on one machine or a cluster, kept as tables that can be made again and compared."""

from .compare import compare
from .many import Study, analyse_many, read_many
from .settings import Settings
from .sources import Item, expand

__all__ = ["Item", "Settings", "Study", "analyse_many", "compare", "expand", "read_many"]
