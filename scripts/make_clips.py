"""Makes the clips that the page speaks with: `python -m scripts.make_clips`.

Only what has changed is made: a clip's file is named after what its sound depends on, so a text that is the same has
its file already, and one that is gone leaves a file that is deleted. Needs pico2wave (Debian: libttspico-utils, in
the section non-free) and soundfile.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sensortrack.app.clips import FOLDER, clip_id
from sensortrack.language import languages, load_language
from sensortrack.protocol.catalogue import load_catalogue

from .clip_sound import PROGRAM, SETTINGS, clip, write_clip
from .clip_texts import clip_texts


def main() -> None:
    """Make what is missing, delete what isn't said any more, write the indexes."""
    for code in languages():
        made, kept, gone = make(code, FOLDER)
        print(f"{code}: {made} clips made, {kept} kept, {gone} deleted")


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
    index_path = folder / f"index.{code}.json"
    old = json.loads(index_path.read_text()) if index_path.is_file() else {}
    durations_s = {e["sha"]: e["duration_s"] for e in old.values() if (folder / e["file"]).is_file()}
    ids = {text: clip_id(text, code, SETTINGS) for text in texts}
    missing = {id: text for text, id in ids.items() if id not in durations_s}
    if missing and shutil.which(PROGRAM) is None:
        sys.exit(f"{len(missing)} clips must be made, and {PROGRAM} isn't there: see docs/sound.md.")
    folder.mkdir(exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = pool.map(lambda m: write_clip(folder / _file(code, m[0]), clip(m[1], code)), missing.items())
        durations_s |= {id: round(d, 3) for id, d in zip(missing, made, strict=True)}
    index = {
        text: {"file": _file(code, id), "duration_s": durations_s[id], "sha": id} for text, id in ids.items()
    }
    index_path.write_text(json.dumps(index, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    named = {entry["file"] for entry in index.values()}
    gone = [path for path in folder.glob(f"{code}-*.opus") if path.name not in named]
    for path in gone:
        path.unlink()
    return len(missing), len(set(ids.values())) - len(missing), len(gone)


def _file(code: str, id: str) -> str:
    return f"{code}-{id}.opus"


if __name__ == "__main__":
    main()
