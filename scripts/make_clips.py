"""Makes the clips that the page speaks with: `python -m scripts.make_clips`.

Only what has changed is made: a clip's file is named after what its sound depends on, so a text that is the same has
its file already, and one that is gone leaves a file that is deleted. Needs pico2wave (Debian: libttspico-utils, in
the section non-free) and soundfile.
"""

from __future__ import annotations

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from json import dumps as to_json
from pathlib import Path

import soundfile

from sensortrack.app.clips import FOLDER, clip_id
from sensortrack.language import languages, load_language
from sensortrack.protocol.catalogue import load_catalogue

from .clip_sound import PROGRAM, SETTINGS, clip, write_clip
from .clip_texts import clip_texts

dumps = partial(to_json, ensure_ascii=False)


def main() -> None:
    """Make what is missing, delete what isn't said any more, write the indexes."""
    for code in languages():
        made, unchanged, gone = make(code, FOLDER)
        print(f"{code}: {made} clips made, {unchanged} kept, {gone} deleted")


def make(code: str, folder: Path) -> tuple[int, int, int]:
    """Bring the clips of a language up to date; how many were made, kept and deleted.

    Parameters
    ----------
    code : str
        Of the language.
    folder : pathlib.Path
        Of the clips.
    """
    texts = clip_texts(load_language(code), load_catalogue())
    ids = {text: clip_id(text, code, SETTINGS) for text in texts}
    paths = {text: folder / f"{code}-{id}.opus" for text, id in ids.items()}
    missing = {path: text for text, path in paths.items() if not path.is_file()}
    if missing and shutil.which(PROGRAM) is None:
        sys.exit(f"{len(missing)} clips must be made, and {PROGRAM} isn't there: see docs/sound.md.")
    folder.mkdir(exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda m: write_clip(m[0], clip(m[1], code)), missing.items()))
    lines = [
        f"{dumps(text)}: {dumps({'file': path.name, 'duration_s': _duration_s(path), 'sha': ids[text]})}"
        for text, path in paths.items()
    ]
    (folder / f"index.{code}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    named = set(paths.values())
    gone = [path for path in folder.glob(f"{code}-*.opus") if path not in named]
    for path in gone:
        path.unlink()
    return len(missing), len(named) - len(missing), len(gone)


def _duration_s(path: Path) -> float:
    return round(float(soundfile.info(path).duration), 3)


if __name__ == "__main__":
    main()
