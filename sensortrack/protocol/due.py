"""When the screening must be asked: what a STOP demands stays due until the screening was answered whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from ..records import ScreeningRecord
from .catalogue_model import Catalogue
from .screening import screen

SECONDS_A_DAY = 86400.0
Due = Literal["never", "after_stop", "after_repair", "not_whole", "changed", "blocked", "old", "future"]
"""Why the screening must be asked.

never: it was never asked. after_stop: a session was stopped since it was last answered whole.
after_repair: the history was repaired since, and may have lost a STOP. not_whole: not every question was
answered. changed: the questions are others by now. blocked: the last answers stopped the session.
old: they are too old. future: they lie in the future, so the clock was changed.
"""


def screening_due(
    last: ScreeningRecord | None, now_utc: datetime, catalogue: Catalogue, *, after_stop: bool
) -> Due | None:
    """Why the screening must be asked now, or None where the last answers still hold.

    Parameters
    ----------
    last : ScreeningRecord or None
        The person's last one by order of entry, whole or not.
    now_utc : datetime
        With its time zone.
    after_stop : bool
        Whether a session was stopped since a screening was last answered whole, by order of entry: the history
        keeps that as an obligation, which no date hides and no session that was left meets.
    """
    if last is None:
        return "never"
    if after_stop:
        return "after_stop"
    if last.rules_version != catalogue.rules_version:
        return "changed"
    screened = screen(last, catalogue)
    if not screened.may_start:
        return "blocked" if screened.whole or screened.emergency else "not_whole"
    age = now_utc - datetime.fromisoformat(last.at_utc).astimezone(UTC)
    if age.total_seconds() > catalogue.screening_max_age.value * SECONDS_A_DAY:
        return "old"
    return "future" if age.total_seconds() < 0 else None
