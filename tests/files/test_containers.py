"""Files that aren't text are named for what they are, with the way in."""

import bz2
import io
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sensortrack.errors import RecordingError
from sensortrack.files import read

TABLE = "time_s,acc_x,acc_y,acc_z\n0,1,2,3\n0.01,1,2,3\n"


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, TABLE)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (zipped("r.csv"), "a zip archive.*Unpack"),
        (zipped("xl/workbook.xml"), r"an Excel workbook.*CSV"),
        (lzma.compress(TABLE.encode()), "xz"),
        (bz2.compress(TABLE.encode()), "bzip2"),
        (TABLE.encode("utf-16"), "UTF-16.*UTF-8"),
        (b"PAR1" + bytes(100), "Parquet"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "HDF5"),
    ],
)
def test_a_container_is_named_with_the_way_in(make: Callable[..., Path], content: bytes, found: str) -> None:
    with pytest.raises(RecordingError, match=found):
        read(make(content))
