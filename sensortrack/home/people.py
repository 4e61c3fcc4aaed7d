"""Who exercises: pseudonyms, and that no simulated session is mixed with a person's."""

from __future__ import annotations

import re

from ..errors import UsageError
from ..history import History

PSEUDONYM = re.compile(r"\w[\w .-]{0,39}")


def check_pseudonym(person: str) -> None:
    """Refuse what is no pseudonym; raises UsageError."""
    if not PSEUDONYM.fullmatch(person):
        raise UsageError(
            f"--person {person!r}: expected a pseudonym of up to 40 letters, digits, spaces, dots and hyphens"
        )


def refuse_mixing(history: History, person: str, *, simulated: bool) -> None:
    """No simulated session moves a person's ladder, and no person gets a simulated one's.

    Raises UsageError where the pseudonym has sessions of the other kind.
    """
    from ..report.session_document import is_simulated  # it brings the reports; the first page needs none

    for record in history.sessions(person):
        if any(s.result for s in record.sets) and is_simulated(record) != simulated:
            kinds = ("simulated sessions", "sessions of a person")
            has, now = kinds if not simulated else kinds[::-1]
            raise UsageError(
                f"'{person}' has {has} in the history, and {now} would be mixed with them; name another --person."
            )
