"""The verbs, and what every one of them ends with: an exit code, and one clear message if it went wrong.

0 done, 2 usage, 65 data not usable, 66 no such input, 69 sensor not available, 73 can't create, 74 i/o,
130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import import_module
from typing import Annotated

import typer

from ..errors import SensortrackError
from ..version import __version__

VERBS = {
    "demo": "demo.demo",
    "session": "session.session",
    "analyse": "analyse.analyse",
    "compare": "many.compare",
    "agreement": "correct.agreement",
    "replay": "replay.replay",
    "rejudge": "rejudge.rejudge",
    "calibrate": "calibrate.calibrate",
    "scan": "scan.scan",
    "record": "record.record",
    "decode": "decode.decode",
    "doctor": "doctor.doctor",
    "emulate": "emulate.emulate",
    "simulate": "simulate.simulate",
    "exercises": "exercises.exercises",
    "schema": "schema.schema",
    "app": "app.app",
    "import": "import_.import_",
    "markers": "markers.app",
    "correct": "correct.app",
    "history": "history_keep.app",
    "profiles": "profiles.app",
}
"""Where each verb is, in the order of the help. Only the one that was asked for is imported: a page opens sooner."""


def _version(show: bool) -> None:
    if show:
        print(f"sensortrack {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    del version


def _command_line(asked: list[str]) -> typer.Typer:
    """The verb that was asked for; all of them where none was, or one that isn't there."""
    app = typer.Typer(
        name="sensortrack",
        help="Back exercises from one Bluetooth IMU at the lower back: counted, measured, judged by one document.\n\n"
        "Not a medical device. Pain, headache, nausea or weakness: stop, and see a doctor.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    wanted = asked[0] if asked and asked[0] in VERBS else None
    for name in VERBS if wanted is None else (wanted,):
        module, _, what = VERBS[name].partition(".")
        verb = getattr(import_module(f".{module}", __package__), what)
        if isinstance(verb, typer.Typer):
            app.add_typer(verb, name=name)
        else:
            app.command(name)(verb)
    return app


def main() -> None:
    """Run the command line and exit."""
    try:
        _command_line(sys.argv[1:])()
    except SensortrackError as error:
        _tell(f"sensortrack: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _tell("sensortrack: interrupted")
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has enough of it (`… | head`); Python would complain while it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        with contextlib.suppress(OSError):  # the terminal itself may be what failed
            _tell(f"sensortrack: {error.filename or 'input or output'}: {error.strerror or error}")
        sys.exit(74)


def _tell(text: str) -> None:
    from .say import tell

    tell(text)
