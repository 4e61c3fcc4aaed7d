"""A starter on the desktop, so that the second time is a double click."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ..errors import CannotCreateError

NAME = "sensortrack"
ICON = Path(__file__).with_name("static") / "icon.svg"


def install(folder: Path | None = None, platform: str = sys.platform) -> Path:
    """Put a starter into a folder, by default the desktop: where it is.

    Parameters
    ----------
    platform : str
        As `sys.platform` names it.

    Raises
    ------
    CannotCreateError
        There is something of that name, or no such folder.
    """
    folder = folder or _desktop(Path.home(), os.environ)
    command = [sys.executable, "-m", "sensortrack", "app"]
    path = folder / f"{NAME}{_suffix(platform)}"
    if os.path.lexists(path):
        raise CannotCreateError(path, "there is something of that name, and nothing is overwritten")
    try:
        if platform == "win32":
            _windows_link(path, command)
        else:
            path.write_text(_text(platform, command), encoding="utf-8")
            path.chmod(0o755)
    except OSError as error:
        raise CannotCreateError(path, error.strerror or str(error)) from error
    return path


def _suffix(platform: str) -> str:
    return {"win32": ".lnk", "darwin": ".command"}.get(platform, ".desktop")


def _text(platform: str, command: list[str]) -> str:
    if platform == "darwin":
        return f"#!/bin/sh\nexec {shlex.join(command)}\n"
    # In a .desktop file these are quoted once more than in a shell, and % is doubled (Desktop Entry Specification).
    quoted = " ".join(_desktop_quoted(part) for part in command)
    return (
        "[Desktop Entry]\nType=Application\n"
        f"Name={NAME}\nComment=Back exercises, coached by voice\nExec={quoted}\nIcon={ICON}\nTerminal=true\n"
        "Categories=Education;MedicalSoftware;\n"
    )


def _desktop_quoted(part: str) -> str:
    escaped = "".join(f"\\{c}" if c in '"`$\\' else c for c in part)
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%") + '"'


def _windows_link(path: Path, command: list[str]) -> None:
    """A shortcut can only be made by the system's own scripting; the values go by the environment, not by quoting."""
    script = (
        "$s = (New-Object -ComObject WScript.Shell).CreateShortcut($env:ST_PATH);"
        "$s.TargetPath = $env:ST_TARGET; $s.Arguments = $env:ST_ARGUMENTS; $s.Save()"
    )
    values = {
        "ST_PATH": str(path),
        "ST_TARGET": command[0],
        "ST_ARGUMENTS": subprocess.list2cmdline(command[1:]),
    }
    done = subprocess.run(
        ["powershell", "-NoProfile", "-Command", script], env={**os.environ, **values}, check=False
    )
    if done.returncode != 0:
        raise OSError("the system made no shortcut")


def _desktop(home: Path, environment: Mapping[str, str]) -> Path:
    """The desktop's folder, whatever the language of the system calls it; else the home folder."""
    if sys.platform.startswith("linux"):
        config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "user-dirs.dirs"
        try:
            lines = config.read_text(encoding="utf-8").splitlines()
        except OSError:
            lines = []
        for line in lines:
            if line.startswith("XDG_DESKTOP_DIR="):
                named = Path(line.partition("=")[2].strip().strip('"').replace("$HOME", str(home)))
                if named.is_dir():
                    return named
    desktop = home / "Desktop"
    return desktop if desktop.is_dir() else home
