"""Files elsewhere, by their address (`s3://bucket/a.csv`): read by fsspec (extra `remote`), behind the same guard.

Its file systems are other people's packages, and raise what they like: whatever they raise becomes an error of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeGuard

from ..errors import FileIOError, NoInputError, SensortrackError, UsageError
from .showing import plain

MOST_BYTES = 4 << 30
"""Bytes that are fetched of a file: as many as are unpacked of an archive."""
_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]+(::.*)?://.*", re.DOTALL
)  # a single letter is a drive of Windows
_SECRETS = re.compile(r"(?<=://)[^/@]*@|\?.*", re.DOTALL)
_WEB = ("http://", "https://")
_PIECE = 1 << 20


def is_address(path: object) -> TypeGuard[str]:
    """Whether this is the address of a file elsewhere, and no path."""
    return isinstance(path, str) and _ADDRESS.fullmatch(path) is not None


def on_this_machine(path: str | Path, what: str) -> Path:
    """The path of what is written; raises UsageError for an address."""
    if is_address(path):
        raise UsageError(
            f"{without_secrets(path)}: {what} is written on this machine only. Name a path, and copy it afterwards."
        )
    return Path(path)


def without_secrets(address: str) -> str:
    """An address for results and messages: without name and password, and without a query, which may hold a token."""
    return plain(_SECRETS.sub("", address))


def without_query(address: str) -> str:
    """The address whose path says the file's name; only on the web has one a query."""
    return address.partition("?")[0] if address.startswith(_WEB) else address


@contextmanager
def reached(address: str, expected: str, doing: str = "reading") -> Iterator[tuple[Any, str]]:
    """The file system of an address, and the path in it.

    Raises
    ------
    UsageError
        fsspec isn't installed, or not the package that it needs for this address, or nobody knows such addresses.
    NoInputError
        No such file.
    FileIOError
        Whatever else goes wrong while it is in use.
    """
    where = without_secrets(address)
    try:
        yield _file_system(address, where)
    except SensortrackError:
        raise
    except (
        Exception
    ) as error:  # packages of any kind raise what they like here: RuntimeError and KeyError, too
        cause: BaseException = error
        if isinstance(error, FileNotFoundError) and isinstance(error.__cause__, OSError):
            cause = error.__cause__  # the web's file system calls a connection refused "not found", too
        if isinstance(cause, FileNotFoundError):
            raise NoInputError(where, "no such file", expected=expected) from None
        raise FileIOError(
            f"{where}: {doing} failed: {_words(cause)}. Check the address, the network and your access to it."
        ) from error


def _file_system(address: str, where: str) -> tuple[Any, str]:
    try:
        url_to_fs = import_module("fsspec.core").url_to_fs
    except ImportError:
        raise UsageError(f'{where}: an address needs fsspec: pip install "sensortrack[remote]"') from None
    try:
        system, path = url_to_fs(address)
    except ImportError as error:  # its message names the package
        raise UsageError(
            f"{where}: fsspec needs another package for such an address: {_words(error)}"
        ) from None
    except ValueError as error:
        raise UsageError(f"{where}: no address that fsspec knows ({_words(error)}).") from None
    return system, path


def pieces(address: str, expected: str) -> Iterator[bytes]:
    """The bytes of a file, piece by piece; raises what `reached` raises, and FileIOError for one that is too large."""
    with reached(address, expected) as (system, path):
        kind = system.info(path)["type"]
        if kind != "file":
            found = "is a directory" if kind == "directory" else "is not a regular file"
            raise NoInputError(without_secrets(address), found, expected=expected)
        size = 0
        with system.open(path, "rb") as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > MOST_BYTES:
                    where, most = without_secrets(address), MOST_BYTES >> 30
                    raise FileIOError(f"{where}: more than {most} GiB. Fetch it, and read it from there.")
                yield piece


def exists(address: str) -> bool:
    """Whether there is such a file; raises what `reached` raises."""
    with reached(address, "a file") as (system, path):
        return bool(system.isfile(path))


def listed(address: str, expected: str) -> list[str] | None:
    """The files of a folder, with all that is in it, or of a glob, by their addresses; None where it is a single file.

    Raises
    ------
    UsageError
        A folder within a chain of file systems ("zip://…::s3://…"): its files have no addresses.
    NoInputError, FileIOError
        Nothing is there, or it can't be determined.
    """
    if address.startswith(_WEB):
        return None  # the web has no folders
    with reached(address, expected) as (system, path):
        if any(sign in path for sign in "*?[") and not system.isfile(path):
            found = sorted(system.glob(path))
        elif system.isdir(path):
            found = sorted(system.find(path))
        elif not system.exists(path):
            raise NoInputError(without_secrets(address), "no such file", expected=expected)
        else:
            return None
        if "::" in address:
            raise UsageError(
                f"{without_secrets(address)}: expected a single file where file systems are chained"
            )
        return [system.unstrip_protocol(one) for one in found if system.isfile(one)]


def _words(error: BaseException) -> str:
    return plain(str(error).strip().split("\n")[0])[:300] or type(error).__name__
