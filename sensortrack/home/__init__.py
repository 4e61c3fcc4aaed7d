"""The sessions of the persons on this machine, as the terminal and the page both do and show them.

Which folder, who, what is due, which plan, and what is kept afterwards; neither of the two has a rule of its own.
"""

from .folder import FILE, RECORDINGS, home_folder, recover
from .people import check_pseudonym, refuse_mixing
from .plans import ladder_plan, sessions_a_week
from .reports import judged_afterwards, keep_report, report_path, stamp
from .screening import Held, screening_that_holds

__all__ = [
    "FILE",
    "RECORDINGS",
    "Held",
    "check_pseudonym",
    "home_folder",
    "judged_afterwards",
    "keep_report",
    "ladder_plan",
    "recover",
    "refuse_mixing",
    "report_path",
    "screening_that_holds",
    "sessions_a_week",
    "stamp",
]
