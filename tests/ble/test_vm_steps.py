"""The script of the third tier says at which step its machine stands, and ends in time, whatever the machine does."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from .vm import run as script


def machine(program: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-uc", program], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("code", [0, 3])
def test_a_machine_that_ends_gives_its_code(code: int) -> None:
    with machine(f"print('--- scan'); print('ended with exit code {code}')") as running:
        assert script.followed(running, 60.0, 60.0) == code


def test_a_step_that_hangs_is_named_and_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "TELL_EVERY_S", 0.2)
    began_s = time.monotonic()
    with machine("import time; print('--- scan'); print('--- record'); time.sleep(600)") as running:
        assert script.followed(running, 600.0, 3.0) == 1
    assert time.monotonic() - began_s < 60.0
    out = capsys.readouterr().out
    assert "... record: for" in out
    assert "stopped in the step 'record'" in out


def test_a_machine_that_chatters_for_ever_is_ended_too() -> None:
    with machine("import time\nwhile True: print('x'); time.sleep(0.05)") as running:
        assert script.followed(running, 2.0, 600.0) == 1
