"""The verbs, and the options that stand before them."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

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


def command_line(asked: list[str]) -> typer.Typer:
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
