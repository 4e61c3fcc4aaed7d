"""The starter on the desktop, a plan that the page keeps, and the clock of a hurried session."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sensortrack.app import run as app_run
from sensortrack.app.plan_editor import draft_of, keep, problems, written_plan
from sensortrack.app.run import free_socket, serve_app
from sensortrack.app.shortcut import install
from sensortrack.cli import main
from sensortrack.errors import CannotCreateError, CatalogueError, DataError
from sensortrack.language import load_language
from sensortrack.protocol import load_catalogue
from sensortrack.session.clocks import HurriedClock

CATALOGUE, ENGLISH = load_catalogue(), load_language("en")


def draft(*doses: dict[str, Any], **more: Any) -> Any:
    return draft_of({"by": "Dr. A", "doses": list(doses), **more})


@pytest.mark.parametrize(
    ("platform", "name"), [("linux", "sensortrack.desktop"), ("darwin", "sensortrack.command")]
)
def test_the_starter_runs_this_very_program_and_overwrites_nothing(
    tmp_path: Path, platform: str, name: str
) -> None:
    path = install(tmp_path, platform)
    assert path == tmp_path / name
    assert path.stat().st_mode & 0o100
    command = next(line for line in path.read_text().splitlines() if line.startswith(("Exec=", "exec ")))
    assert shlex.split(command.partition("=")[2] or command)[-3:] == ["-m", "sensortrack", "app"]
    with pytest.raises(CannotCreateError):
        install(tmp_path, platform)


def test_a_plan_is_kept_for_its_person_and_the_last_one_counts(tmp_path: Path) -> None:
    keep(draft({"exercise": "E6", "repetitions": 3}), "anna", tmp_path, CATALOGUE)
    keep(draft({"exercise": "E9", "repetitions": 4}), "anna", tmp_path, CATALOGUE)
    keep(draft({"exercise": "E10", "repetitions": 5}), "bert", tmp_path, CATALOGUE)
    plan = written_plan(tmp_path, "anna", CATALOGUE)
    assert plan is not None
    assert [(d.exercise, d.repetitions) for d in plan.doses] == [("E9", 4)]
    assert written_plan(tmp_path, "carl", CATALOGUE) is None
    assert all(p.stat().st_mode & 0o077 == 0 for p in (tmp_path / "plans").iterdir())


def test_a_plan_beyond_a_limit_is_not_kept_however_it_came_there(tmp_path: Path) -> None:
    beyond = draft({"exercise": "E6", "repetitions": 12})
    found = problems(beyond, CATALOGUE, ENGLISH)["problems"]
    assert [(p["exercise"], p["field"], p["rule"]) for p in found] == [("E6", "repetitions", "E6.count")]
    with pytest.raises(CatalogueError):
        keep(beyond, "anna", tmp_path, CATALOGUE)
    assert written_plan(tmp_path, "anna", CATALOGUE) is None


@pytest.mark.parametrize(
    "data", [None, [], {}, {"by": 3, "doses": []}, {"by": "A", "doses": [{"exercise": 1}]}]
)
def test_what_is_no_draft_is_refused(data: object) -> None:
    with pytest.raises(DataError, match="expected a plan of the page"):
        draft_of(data)


def test_a_hurried_clock_runs_fast_and_waits_for_a_step_that_takes_long() -> None:
    clock = HurriedClock(50.0)
    begun_s = time.monotonic()
    clock.reach(5.0)
    assert clock.now() >= 5.0
    assert time.monotonic() - begun_s < 5.0
    before_s = clock.now()
    time.sleep(0.2)  # ten seconds of the session, if it didn't wait
    assert clock.now() - before_s <= HurriedClock.MOST_STEP_S + 1e-9


def test_the_pages_files_are_served_before_anything_heavy_is_imported() -> None:
    heavy = ("numpy", "scipy", "bleak", "sensortrack.records", "sensortrack.protocol", "sensortrack.history")
    code = f"import sys, sensortrack.app.serving; print(*(m for m in {heavy} if m in sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert not found.stdout.split()


def test_the_first_page_needs_no_numpy() -> None:
    rooms = ("home.home_folder", *(f"app.{room}" for room in ("serving", "desk", "clips", "spoken_lines")))
    code = f"import sys, {', '.join(f'sensortrack.{room}' for room in rooms)}; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "False"


def test_a_folder_that_cannot_be_had_ends_the_program_with_the_reason(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    with pytest.raises(CannotCreateError, match="a file of that name is there"):
        serve_app(taken, load_catalogue, free_socket(0), open_browser=False, tell=lambda text: None)


@pytest.mark.parametrize(("opens", "says"), [(True, False), (False, True)])
def test_the_browser_is_opened_on_the_link_before_the_server_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opens: bool, says: bool
) -> None:
    messages: list[str] = []
    opened: list[str] = []

    def open_(link: str) -> bool:
        opened.append(link)
        return opens

    monkeypatch.setattr("webbrowser.open", open_)
    served: list[list[str]] = []
    monkeypatch.setattr("sensortrack.app.serving.serve", lambda *_, **__: served.append(list(messages)))
    with free_socket(0) as listening:
        serve_app(tmp_path, load_catalogue, listening, tell=messages.append)
    ends = time.monotonic() + 10.0
    while time.monotonic() < ends and (not opened or says != any("no browser" in t for t in messages)):
        time.sleep(0.01)
    assert opened[0] in messages[0]
    assert any("no browser" in t for t in messages) == says
    assert served[0][0] == messages[0]  # the link was there before


def test_what_is_asked_while_the_program_is_still_imported_waits_and_is_answered(tmp_path: Path) -> None:
    """Ten times at once, from the first moment on: threads that import on their own may get half of a module."""
    command = [sys.executable, "-m", "sensortrack", "app", "--no-open", "--home", str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        try:
            assert program.stderr is not None
            link = next(line.split()[-1] for line in program.stderr if "?k=" in line)
            with urllib.request.urlopen(link, timeout=60) as entered:
                cookie = str(entered.headers["set-cookie"]).partition(";")[0]
            base = link.partition("/?")[0]

            def status(path: str) -> int:
                asked = urllib.request.Request(base + path, headers={"cookie": cookie})
                with urllib.request.urlopen(asked, timeout=60) as answer:
                    return int(answer.status)

            paths = ["/api/texts?lang=de", "/api/setup", "/api/texts", "/static/js/main.js", "/"] * 2
            with ThreadPoolExecutor(len(paths)) as pool:
                assert set(pool.map(status, paths)) == {200}
        finally:
            program.kill()


def test_the_page_opens_before_the_command_line_is_imported_and_as_its_verb_opens_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`sensortrack app`, as its starter begins it, needs no parser; what it asks for are the verb's defaults."""
    begun: list[tuple[Any, ...]] = []

    def opened(home: Any, catalogue: Any, listening: Any, **options: Any) -> None:
        hosts, browser, speed = (
            options.get(k, v) for k, v in {"hosts": (), "open_browser": True, "speed": 1.0}.items()
        )
        begun.append(
            (home, catalogue().rules_version, listening, hosts, browser, speed, options["tell"].__name__)
        )

    monkeypatch.setattr(app_run, "serve_app", opened)
    monkeypatch.setattr(app_run, "free_socket", lambda port, *, lan=False: (port, lan))
    for words in (["app"], ["app", "--speed", "1"]):
        monkeypatch.setattr(sys, "argv", ["sensortrack", *words])
        with suppress(SystemExit):
            main()
    first, second = ((*one[:-1], one[-1].strip("_")) for one in begun)
    assert first == second
    script = "import sys, sensortrack.cli, sensortrack.app.run; sys.exit('typer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
