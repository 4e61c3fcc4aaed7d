"""What a study's results depend on beside the recordings: settings, rules and versions, and one hash of them all."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from ..files import addresses_beside, files_beside, sha256_of
from ..json_text import to_json
from ..protocol import Catalogue, load_catalogue
from ..version import __version__
from .study_items import Item


@dataclass(frozen=True, slots=True)
class Settings:
    """How each recording is analysed, unless the participants table says otherwise.

    Attributes
    ----------
    exercise : str or None
        Id of the exercise; None takes the one that each recording names.
    format, frame : str or None
        See `open_recording`.
    catalogue : pathlib.Path or None
        Another catalogue than ours.
    breathing : bool
        See `analyse`.
    calibration : pathlib.Path or None
        How the sensor sat on the body (NAME.calibration.json), whatever frame a file declares.
    """

    exercise: str | None = None
    format: str | None = None
    frame: str | None = None
    catalogue: Path | None = None
    breathing: bool = False
    calibration: Path | None = None

    def to_dict(self) -> dict[str, object]:
        """Plain types."""
        chosen = asdict(self)
        paths = {"catalogue": self.catalogue, "calibration": self.calibration}
        return chosen | {key: None if path is None else str(path) for key, path in paths.items()}


@cache
def catalogue_at(path: Path | None) -> Catalogue:
    """The catalogue, read once in a process."""
    return load_catalogue(path)


def key_of(item: Item, content: str, settings: Settings) -> str:
    """Name of a result: another one whenever the recording, its description, a setting, a rule or the version is."""
    plain = {
        "content": content,
        "beside": _beside(item.path),
        "item": [item.file, item.person, item.exercise, item.format, item.part, item.frame],
        "stretch": [item.start_s, item.end_s],
        "formats": [_profile(name) for name in (item.format, settings.format)],
        "calibrations": [_content(path) for path in (item.calibration, settings.calibration)],
        "settings": settings.to_dict(),
        "catalogue": _content(settings.catalogue),
        "rules": catalogue_at(settings.catalogue).rules_version,
        "version": __version__,
    }
    return hashlib.sha256(to_json(plain).encode("utf-8", "surrogateescape")).hexdigest()


def _content(path: Path | None) -> str | None:
    """Hash of a file that a setting names; None where there is none, which its reader reports."""
    return sha256_of(path) if path is not None and path.is_file() else None


def _beside(recording: Path | str) -> list[str]:
    """Hash of each file beside a recording that says what it is, or what people say of it."""
    if isinstance(recording, str):
        return [sha256_of(address) for address in addresses_beside(recording)]
    return [sha256_of(path) for path in files_beside(recording)]


def _profile(format: str | None) -> str | None:
    if format is None or not format.endswith(".toml") or not Path(format).is_file():
        return format
    return sha256_of(Path(format))
