"""What the page can ask about a person's earlier sessions; what analyses and reports is imported where it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import CannotCreateError, FileIOError, UsageError
from ..history import History
from ..history.data_folder import FILE
from ..language import Language, languages, load_language
from ..protocol.catalogue_model import Catalogue
from .security import Guest


class Past:
    """Answers about sessions that were done, each page about its own person's only.

    Parameters
    ----------
    home : pathlib.Path
        The folder of the history.
    busy : callable
        Whether a session is under way.
    """

    def __init__(self, home: Path, catalogue: Catalogue, busy: Callable[[], bool]) -> None:
        self._home, self._catalogue, self._busy = home, catalogue, busy

    def weeks(self, guest: Guest, code: str) -> dict[str, Any]:
        """The person's sessions and ladder."""
        from .weeks import weeks_view

        with opened_history(self._home) as history:
            return weeks_view(history, person_of(guest), self._catalogue, language_of(code))

    def after(self, guest: Guest, id: str, code: str) -> dict[str, Any]:
        """What came of a session of the person."""
        from .afterwards import afterwards

        return afterwards(self._document(guest, id), language_of(code))

    def report(self, guest: Guest, id: str, code: str) -> str:
        """The report's page."""
        from ..report.session_page import session_page

        return session_page(self._document(guest, id), language_of(code))

    def _document(self, guest: Guest, id: str) -> dict[str, Any]:
        from ..home.reports import judged_afterwards
        from ..report.session_document import session_document

        with opened_history(self._home) as history:
            record = history.session(id)
            # A page learns nothing of another person's sessions, not even whether there is one.
            if record.id != id or record.person != person_of(guest):
                raise UsageError(f"no session of id '{id}' of {person_of(guest)}.")
            document = history.report(id)
            if document is not None:
                return document
            language = load_language(record.language)
            if record.ended is not None and not self._busy():
                return judged_afterwards(history, record, self._catalogue, language)
            return session_document(record, history.findings(id), self._catalogue, language)


@contextmanager
def opened_history(home: Path) -> Iterator[History]:
    """The history in a folder; one that can't be written to is read as it stands."""
    history: History | None = None
    with suppress(CannotCreateError, FileIOError):
        history = History(home / FILE)
    with history or History(home / FILE, as_copy=True) as opened:
        yield opened


def person_of(guest: Guest) -> str:
    """Whose page it is; raises UsageError where that isn't known."""
    if guest.person is None:
        raise UsageError("it isn't known who you are; choose a name first.")
    return guest.person


def language_of(code: str) -> Language:
    """The language of that code; English where there is none."""
    return load_language(code if code in languages() else "en")
