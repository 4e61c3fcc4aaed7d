"""The verbs, and what every one of them ends with: an exit code, and one clear message if it went wrong.

0 done, 2 usage, 65 data not usable, 66 no such input, 69 sensor not available, 73 can't create, 74 i/o,
130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Annotated

import typer

from ..errors import SensortrackError
from ..version import __version__
from . import correct, history_keep, markers, profiles
from .analyse import analyse
from .app import app as open_app
from .calibrate import calibrate
from .decode import decode
from .demo import demo
from .doctor import doctor
from .emulate import emulate
from .exercises import exercises
from .import_ import import_
from .many import compare
from .record import record
from .rejudge import rejudge
from .replay import replay
from .scan import scan
from .schema import schema
from .session import session
from .show import tell
from .simulate import simulate

app = typer.Typer(
    name="sensortrack",
    help="Back exercises from one Bluetooth IMU at the lower back: counted, measured, judged by one document.\n\n"
    "Not a medical device. Pain, headache, nausea or weakness: stop, and see a doctor.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(show: bool) -> None:
    if show:
        print(f"sensortrack {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    del version


VERBS = (
    demo,
    session,
    analyse,
    compare,
    correct.agreement,
    replay,
    rejudge,
    calibrate,
    scan,
    record,
    decode,
    doctor,
    emulate,
    simulate,
    exercises,
    schema,
)
for verb in VERBS:
    app.command()(verb)
app.command("app")(open_app)
app.command("import")(import_)
app.add_typer(markers.app, name="markers")
app.add_typer(correct.app, name="correct")
app.add_typer(history_keep.app, name="history")
app.add_typer(profiles.app, name="profiles")


def main() -> None:
    """Run the command line and exit."""
    try:
        app()
    except SensortrackError as error:
        tell(f"sensortrack: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        tell("sensortrack: interrupted")
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has enough of it (`… | head`); Python would complain while it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        with contextlib.suppress(OSError):  # the terminal itself may be what failed
            tell(f"sensortrack: {error.filename or 'input or output'}: {error.strerror or error}")
        sys.exit(74)
