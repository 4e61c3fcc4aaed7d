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


def zipped(name: str, content: bytes = TABLE.encode()) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (zipped("notes.txt", b"nothing"), "a zip archive with no recordings.*notes.txt"),
        (zipped("xl/workbook.xml"), r"an Excel workbook that can't be read"),
        (lzma.compress(TABLE.encode()), "xz"),
        (bz2.compress(TABLE.encode()), "bzip2"),
        (TABLE.encode("utf-16"), "UTF-16.*UTF-8"),
        (b"PAR1" + bytes(100), "a Parquet file that can't be read"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "an HDF5 file that can't be read"),
    ],
)
def test_a_container_is_named_with_the_way_in(make: Callable[..., Path], content: bytes, found: str) -> None:
    with pytest.raises(RecordingError, match=found):
        read(make(content))


def test_the_only_recording_in_an_archive_is_read_and_of_several_one_is_named(
    make: Callable[..., Path],
) -> None:
    alone = make(zipped("a folder/r.csv"), name="one.zip")
    assert read(alone).path == alone
    assert sum(map(len, read(alone).blocks)) == 2
    several = io.BytesIO()
    with zipfile.ZipFile(several, "w") as archive:
        for name, rows in (("a.csv", 1), ("b.csv", 2), ("notes.txt", 0)):
            archive.writestr(name, TABLE + "".join(f"0.0{k + 2},1,2,3\n" for k in range(rows)))
    path = make(several.getvalue(), name="two.zip")
    with pytest.raises(RecordingError, match=r"3 recordings.*a\.csv, b\.csv.*--part"):
        read(path)
    assert sum(map(len, read(path, part="b.csv").blocks)) == 4


def test_an_archive_that_unpacks_without_end_is_refused(make: Callable[..., Path]) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("r.csv", bytes(80 << 20))
    with pytest.raises(RecordingError, match="unpack to more than 64 MiB"):
        read(make(file.getvalue(), name="bomb.zip"))
