"""What every verb ends with: an exit code, and one clear message if it went wrong.

0 done, 2 usage, 65 data not usable, 66 no such input, 69 sensor not available, 73 can't create, 74 i/o,
130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from ..errors import SensortrackError

if TYPE_CHECKING:
    from ..protocol import Catalogue


def main() -> None:
    """Run the command line and exit."""
    asked = sys.argv[1:]
    try:
        if asked == ["app"]:
            _open_page()
            return
        from .command_line import command_line

        command_line(asked)()
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


def _open_page() -> None:
    """What the verb `app` does without options, as its starter begins it: the page opens before typer is imported."""
    from ..app.run import free_socket, serve_app

    def catalogue() -> Catalogue:
        from ..protocol import load_catalogue

        return load_catalogue()

    serve_app(None, catalogue, free_socket(None), tell=_tell)


def _tell(text: str) -> None:
    from .say import tell

    tell(text)
