"""From a profile's TOML to a `Profile`: strict, and checked down to its test vectors."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from ..errors import ProfileError
from ..outside.document import Document, Kind, parse_document, read_document
from ..outside.reader import all_of, read
from ..outside.showing import shown
from .profile.firmware_profile import Profile, ProfileFile
from .profile.match import Match
from .profile.sensor_settings import SensorSettings
from .profile.steps import Sequence
from .profile.values import Alias
from .profile_checks import check_profile

SCHEMA = "sensortrack.firmware/1"
_KIND = Kind(
    "a firmware profile (a .toml file)",
    f'a firmware profile, schema = "{SCHEMA}"',
    error=ProfileError,
    hint="Correct the profile.",
    decimals=True,  # how many digits a test vector was printed with
)


def read_profile(path: Path) -> Profile:
    """The profile in a file.

    Raises NoInputError where there is no such file, ProfileError where it isn't TOML, doesn't hold to the schema,
    or one of its vectors doesn't decode.
    """
    return _profile(read_document(path, _KIND))


def parse_profile(data: bytes, path: Path | None = None) -> Profile:
    """The profile in these bytes of TOML; see `read_profile`."""
    return _profile(parse_document(data, _KIND, path))


def _profile(document: Document) -> Profile:
    parsed, path = read(document, ProfileFile), document.path
    if path is not None and path.stem != parsed.device.id:
        expected = f'the file\'s name, "{path.stem}"'
        raise document.fail("device.id", shown(parsed.device.id), expected, "Rename one of them.")
    for key, alias in all_of(Alias, parsed):
        if alias not in parsed.gatt:
            expected = f"one of {', '.join(parsed.gatt) or 'its keys'}"
            raise document.fail(key, f"{shown(alias)}, which isn't in [gatt]", expected)
    values = msgspec.structs.asdict(parsed)
    del values["schema"], values["device"]
    profile = Profile(
        **msgspec.structs.asdict(parsed.device),
        **values
        | {
            "defaults": SensorSettings(
                parsed.defaults.rate_hz, parsed.defaults.accel_g, parsed.defaults.gyro_dps
            ),
            "match": parsed.match or Match(gatt_services=()),
            "sequence": parsed.sequence or Sequence(),
        },
        path=path,
        sha256=hashlib.sha256(document.data).hexdigest(),
    )
    check_profile(profile, document)
    return profile
