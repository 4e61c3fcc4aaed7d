"""A private D-Bus daemon of Debian's, with the rights of a system bus."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

ABSENT = (
    None
    if sys.platform == "linux" and shutil.which("dbus-daemon")
    else "no dbus-daemon (Debian: apt-get install dbus-daemon)"
)
"""Why there can't be one; None where there can."""

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow eavesdrop="true"/>
    <allow send_destination="*"/><allow receive_sender="*"/>
    {more}
  </policy>
</busconfig>
"""

DENY_BLUEZ = '<deny send_destination="org.bluez"/>'
"""A policy that lets nobody talk to BlueZ."""


class DBusDaemon:
    """A running daemon; `address` is where it listens."""

    def __init__(self, more_policy: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="bus")
        folder = Path(self._folder.name)
        (folder / "bus.conf").write_text(_CONFIG.format(folder=folder, more=more_policy))
        self.address = f"unix:path={folder}/bus"
        self._process = subprocess.Popen(
            ["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it would like more open files than it may have
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it listens by now

    def stop(self) -> None:
        """End the daemon."""
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        """Its process, so that a benchmark can see what it costs."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
