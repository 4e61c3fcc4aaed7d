"""Where profiles are found: those that come with the program, and those in a folder of the user's."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from platformdirs import user_config_path

from ..data_files import data_folder
from ..errors import FileIOError, NoInputError, ProfileError, SensortrackError, UsageError
from .profile.firmware_profile import Profile
from .read_profile import read_profile

FOLDER = "firmware_profiles"
VARIABLE = "SENSORTRACK_PROFILES"


def user_folder() -> Path:
    """The folder of the user's own profiles, whether it is there or not.

    `SENSORTRACK_PROFILES` names another one.
    """
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    return user_config_path("sensortrack", appauthor=False, roaming=True) / FOLDER


def profile_paths() -> dict[str, Path]:
    """Each profile's file by id, which is the file's name; a user's one stands before a shipped one."""
    found: dict[str, Path] = {}
    for folder in (data_folder(FOLDER), user_folder()):
        if folder.is_dir():
            found |= {path.stem: path for path in sorted(folder.glob("*.toml"))}
    return dict(sorted(found.items()))


def list_profiles(broken: list[SensortrackError] | None = None) -> tuple[Profile, ...]:
    """All profiles, by id.

    Parameters
    ----------
    broken : list or None
        Gets the errors of profiles that can't be read or don't hold to the schema, so that the others can be used;
        with None they are raised.

    Raises
    ------
    ProfileError, NoInputError, FileIOError
        One of them doesn't hold to the schema, isn't a regular file, or can't be read; the message names it.
    """
    found: list[Profile] = []
    for path in profile_paths().values():
        try:
            found.append(load_profile(path))
        except (ProfileError, NoInputError, FileIOError) as error:
            if broken is None:
                raise
            broken.append(error)
    return tuple(found)


def load_profile(id_or_path: str | Path) -> Profile:
    """A profile by id, or by the path of its file.

    Raises UsageError that lists those there are, NoInputError where there is no such file, ProfileError where it
    doesn't hold to the schema.
    """
    if isinstance(id_or_path, str) and not id_or_path.endswith(".toml"):
        paths = profile_paths()
        if id_or_path not in paths:
            raise UsageError(
                f"no profile '{id_or_path}'; expected one of {', '.join(paths)}, or the path of a .toml file "
                f"(your own profiles belong into {user_folder()})."
            )
        path = paths[id_or_path]
    else:
        path = Path(id_or_path)
    try:
        status = path.stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        found = getattr(error, "strerror", None) or str(error)
        raise NoInputError(path, found, expected="a .toml file") from error
    return _read(path.resolve(), status.st_mtime_ns, status.st_size)


@cache
def _read(path: Path, changed_ns: int, size: int) -> Profile:
    """The profile in a file; one that was changed since is read again."""
    return read_profile(path)
