"""Where a person's data live on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "SENSORTRACK_HOME"


def data_home() -> Path:
    """The folder of the history and of the sessions' recordings; `SENSORTRACK_HOME` names another one."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "sensortrack"


def private_folder(path: Path) -> Path:
    """The folder, made where it isn't there, for its owner only."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
