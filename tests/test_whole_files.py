"""A file is written whole or not at all; a program that is killed at whichever moment leaves nothing beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sensortrack.errors import CannotCreateError
from sensortrack.private_files import PART_LIVES_S, clear_parts, new_whole, write_whole
from sensortrack.recorder import Recorder
from sensortrack.records import Description

KILLED = """
import os, signal, sys
from pathlib import Path
from sensortrack import private_files
from sensortrack.recorder.recording_file import OwnSidecar
from sensortrack.records import Description

folder, named = Path(sys.argv[1]), sys.argv[2] == "named"
if named:
    vars(os).pop("O_TMPFILE", None)

def killed_at(at, own):
    calls = 0

    def counted(name, call):
        def one(*args, **kwargs):
            nonlocal calls
            for before in (True, False):
                calls += 1
                if calls == at:
                    (own.path.parent / "log").write_text(name)
                    os.kill(os.getpid(), signal.SIGKILL)
                if before:
                    back = call(*args, **kwargs)
            return back
        return one

    for name in ("open", "fsync", "link", "replace", "unlink"):
        setattr(os, name, counted(name, getattr(os, name)))
    own.replace(Description(frame="body", placement="new" * 20_000))

for at in range(1, 40):
    (folder / str(at)).mkdir()
    own = OwnSidecar(folder / str(at) / "a.json", Description(frame="body", placement="old"))
    pid = os.fork()
    if pid == 0:
        killed_at(at, own)
        os._exit(0)
    if os.waitpid(pid, 0)[1] == 0:
        break
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9 and fork as on POSIX")
@pytest.mark.parametrize("how", ["as it is", "named"])
def test_a_description_that_is_killed_while_it_is_replaced_is_the_old_or_the_new_one(
    tmp_path: Path, how: str
) -> None:
    """Killed before and after each call to the system; "named": where no bytes without a name can be written."""
    subprocess.run([sys.executable, "-c", KILLED, tmp_path, how], check=True)
    left, folders = set(), sorted(tmp_path.iterdir(), key=lambda p: int(p.name))
    assert 6 < len(folders) < 39
    for folder in folders:
        text = (folder / "a.json").read_text()
        assert text.endswith("}\n")
        assert ("old" in text) != ("new" in text)
        call = (folder / "log").read_text() if (folder / "log").exists() else ""
        (folder / "log").unlink(missing_ok=True)
        assert call or "new" in text
        for path in (p for p in folder.iterdir() if p.name != "a.json"):
            left.add(call)
            assert path.stat().st_mode & 0o077 == 0
            long_ago = path.stat().st_mtime - 2.0 * PART_LIVES_S
            os.utime(path, (long_ago, long_ago))
        # Another recording in the folder begins.
        Recorder(folder / "b.csv", Description(frame="body", rate_hz=100.0)).close()
        assert {p.name for p in folder.iterdir()} == {"a.json", "b.csv", "b.json"}
    if how == "as it is" and hasattr(os, "O_TMPFILE"):
        assert left <= {"link", "replace"}  # only between the two calls that give the name


def test_what_is_being_written_now_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    names = [".a.json.0a1b2c3d.part", "a.json.0a1b2c3d.part", ".a.json.part", ".film.mkv.0a1b2c3d.part"]
    for name in names:
        (tmp_path / name).write_text("half")
    clear_parts(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == set(names)
    for name in names:
        os.utime(tmp_path / name, (1.0, 1.0))
    clear_parts(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == set(names[1:])
    clear_parts(tmp_path / "nowhere")


@pytest.mark.parametrize("there", ["nothing", "a file", "a link", "a link to nowhere"])
def test_a_file_takes_the_place_of_what_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    other = tmp_path / "other"
    for flags in (True, False):
        path = tmp_path / f"{flags}.json"
        if not flags:
            monkeypatch.delattr(os, "O_TMPFILE", raising=False)
        if there == "a file":
            path.write_text("old")
        elif there != "nothing":
            path.symlink_to(other)
            if there == "a link":
                other.write_text("kept")
        write_whole(path, b"new", on_disk=True)
        assert not path.is_symlink()
        assert path.read_bytes() == b"new"
        assert path.stat().st_mode & 0o077 == 0 or os.name == "nt"
        assert not other.exists() or other.read_text() == "kept"
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_a_new_file_is_never_written_over_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "nowhere")
    for _ in range(2):
        new_whole(tmp_path / "a.json", b"new")
        assert (tmp_path / "a.json").stat().st_mode & 0o077 == 0 or os.name == "nt"
        for name in ("a.json", "link.json"):
            with pytest.raises(CannotCreateError, match="nothing is overwritten"):
                new_whole(tmp_path / name, b"newer")
        assert (tmp_path / "a.json").read_bytes() == b"new"
        (tmp_path / "a.json").unlink()
        assert [p.name for p in tmp_path.iterdir()] == ["link.json"]
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
