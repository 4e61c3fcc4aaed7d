"""A listener that fails (a terminal that was closed, a fault of a page) loses nothing of a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.history import History
from sensortrack.records import SessionRecord
from sensortrack.session.events import Say, SessionEvent, StateChanged, Stopped

from .people import Answering, run_session
from .test_stop_first import StopsIn


class Fails:
    """Fails at the first event of a kind that has these words; with an OSError at all that follow, too."""

    def __init__(self, error: Exception, kind: type, words: str) -> None:
        self._error, self._kind, self._words = error, kind, words
        self.failed = 0

    def __call__(self, event: SessionEvent) -> None:
        here = isinstance(event, self._kind) and self._words in repr(event)
        if here or (self.failed and isinstance(self._error, OSError)):
            self.failed += 1
            raise self._error


def saved_session(folder: Path) -> SessionRecord:
    with History(folder / "history.sqlite") as history:
        (session,) = history.sessions()
        return session


MOMENTS = [(StateChanged, "introduction"), (Say, "session.begin"), (StateChanged, "set"), (Say, "1 done")]


@pytest.mark.parametrize(("kind", "words"), MOMENTS)
def test_a_terminal_that_is_gone_ends_the_session_and_everything_is_kept(
    tmp_path: Path, kind: type, words: str
) -> None:
    fails = Fails(OSError(5, "gone"), kind, words)
    run_session(tmp_path, ["E10"], listen=fails)
    assert fails.failed
    session = saved_session(tmp_path)
    assert session.ended == "left"
    assert session.end_utc is not None
    assert all(s.sha256 for s in session.sets)


@pytest.mark.parametrize("error", [OSError(5, "gone"), ValueError("a fault of ours")])
def test_a_stop_whose_listener_fails_is_kept_all_the_same(tmp_path: Path, error: Exception) -> None:
    try:
        run_session(tmp_path, ["E10"], StopsIn("set"), listen=Fails(error, Stopped, ""))
    except ValueError:
        assert isinstance(error, ValueError)
    session = saved_session(tmp_path)
    assert session.ended == "stopped"
    assert session.stop is not None
    with History(tmp_path / "history.sqlite") as history:
        assert history.obligations("p1")


def test_a_fault_of_a_listener_is_no_silent_end(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a fault of ours"):
        run_session(
            tmp_path, ["E10"], Answering(), listen=Fails(ValueError("a fault of ours"), Say, "session.begin")
        )
    assert saved_session(tmp_path).ended == "left"
