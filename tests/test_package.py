"""What the package promises to those who import it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import sensortrack


def test_every_public_name_is_there() -> None:
    for name in sensortrack.__all__:
        assert getattr(sensortrack, name) is not None
    assert set(sensortrack.__all__) <= set(dir(sensortrack)) | {"__version__"}


def test_nothing_public_needs_pandas_to_be_imported() -> None:
    script = "import sys, sensortrack\nfor name in sensortrack.__all__: getattr(sensortrack, name)\n"
    told = subprocess.run(
        [sys.executable, "-c", script + "print('pandas' in sys.modules)"], capture_output=True, text=True
    )
    assert told.stdout == "False\n", told.stderr


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = sensortrack.nothing
