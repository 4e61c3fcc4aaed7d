"""Files that aren't text but are often given: the error names what they are, and how to get a table out of them."""

from __future__ import annotations

from pathlib import Path

from ..errors import RecordingError

_KINDS = (
    (b"PAR1", "a Parquet file", "Convert it: pandas.read_parquet(...).to_csv(..., index=False)."),
    (b"\xfd7zXZ\x00", "a file packed with xz", "Unpack it with 'xz -d'; gzip is read as it is."),
    (b"BZh", "a file packed with bzip2", "Unpack it with 'bunzip2'; gzip is read as it is."),
    (b"\x28\xb5\x2f\xfd", "a file packed with zstd", "Unpack it with 'zstd -d'; gzip is read as it is."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it, and give the table in it."),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls)", "Save it as CSV in the spreadsheet."),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", "Write its table as CSV, or use Recording.from_arrays."),
    (
        b"MATLAB 5.0 MAT",
        "a MATLAB file",
        "Write its table as CSV (writetable), or use Recording.from_arrays.",
    ),
    (b"\xff\xfe", "text in UTF-16", "Save it as UTF-8 ('iconv -f UTF-16 -t UTF-8')."),
    (b"\xfe\xff", "text in UTF-16", "Save it as UTF-8 ('iconv -f UTF-16 -t UTF-8')."),
)


def refuse_containers(head: bytes, path: Path) -> None:
    """Refuse a file that begins as a spreadsheet, an archive or another known container does.

    Raises RecordingError that names its kind, and says how to get a table.
    """
    if head.startswith(b"PK\x03\x04"):
        sheet = b"[Content_Types].xml" in head or b"xl/" in head
        found = "an Excel workbook (.xlsx)" if sheet else "a zip archive"
        hint = "Save it as CSV in the spreadsheet." if sheet else "Unpack it, and give the table in it."
        raise _refused(path, found, hint)
    for magic, found, hint in _KINDS:
        if head.startswith(magic):
            raise _refused(path, found, hint)


def _refused(path: Path, found: str, hint: str) -> RecordingError:
    return RecordingError(found, expected="a table as text in UTF-8, plain or gzip", hint=hint, path=path)
