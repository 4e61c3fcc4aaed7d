"""The folder of a machine's history and recordings, as the verbs open it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import CannotCreateError, FileIOError, UsageError
from .say import tell

if TYPE_CHECKING:
    from ..history import History

FILE = "history.sqlite"
RECORDINGS = "recordings"

Home_ = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="Folder of the history and the recordings; default: SENSORTRACK_HOME, or your own data folder.",
    ),
]
Language_ = Annotated[str, typer.Option("--language", help="en or de.")]


@contextmanager
def existing_history(path: Path | None, *, to_change: bool = False) -> Iterator[History]:
    """The history there; sessions that a killed program left open are ended first.

    One that can't be written to (a read-only medium, a full disk) is read as it stands, unless it is `to_change`.

    Raises UsageError where there is none yet.
    """
    from ..history import History, data_home
    from ..history.lock import session_lock

    home = data_home() if path is None else path
    file = home / FILE
    if not file.is_file():
        lost = any((home / RECORDINGS).glob("*.csv"))
        raise UsageError(
            f"no history in {home} yet; it begins with `sensortrack session`, or name another --home."
            + (" Recordings are there: `sensortrack history repair` makes a history of them." if lost else "")
        )
    with ExitStack() as stack:
        try:
            history = stack.enter_context(History(file))
            with suppress(UsageError), session_lock(file):  # a session that runs now isn't a lost one
                recover(history)
        except (CannotCreateError, FileIOError) as error:
            if to_change:
                raise
            tell(f"sensortrack: note: {error} The history is shown as it stands.")
            stack.close()
            history = stack.enter_context(History(file, as_copy=True))
        yield history


def recover(history: History) -> None:
    """End the sessions that a killed program left open, and tell it."""
    from ..home.home_folder import recover as put_right

    put_right(history, lambda text: tell(f"sensortrack: note: {text}"))
