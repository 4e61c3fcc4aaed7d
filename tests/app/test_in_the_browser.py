"""The page as a person uses it, in Debian's chromium: first run, STOP, what fails, the plan, German, access."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sensortrack.app.server import OWN
from sensortrack.history import History
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.plan import Dose
from sensortrack.session.interview import good_answers

from .browsing import Visit, visit, wait_for
from .patients import listens, never_there, wears_an_emulated_sensor
from .serving import Page, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

FAST = 40.0
SESSION_FASTER = 25.0
"""How much faster a whole session goes: a page that a busy machine holds up for a second misses 25 s of it."""
WATCHED = 10.0
"""How much faster where a state must be seen to pass: the shortest takes 0.3 s then, the longest pause 180 s."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(tmp_path_factory.mktemp("home"), speed=FAST) as page:
        yield page


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(tmp_path_factory.mktemp("home"), speed=WATCHED) as page:
        yield page


@pytest.fixture
def here(browser: Browser, page: Page) -> Iterator[Visit]:
    with visit(browser, page) as here:
        yield here
    page.leave()


@pytest.fixture
def here_watched(browser: Browser, watched: Page) -> Iterator[Visit]:
    with visit(browser, watched) as here:
        yield here
    watched.leave()


def history(page: Page) -> History:
    return History(page.home / "history.sqlite")


def test_three_clicks_to_the_first_repetition(browser: Browser, page: Page) -> None:
    with visit(browser, page) as here:
        tab = here.tab
        assert "no medical device" in tab.inner_text("main")
        tab.click("#look")
        tab.locator("#begin").wait_for()
        here.until(lambda _: any(e["key"] == "session.hearing_test" for e in here.log()))
        tab.click("#begin")
        here.state("introduction")
        tab.get_by_role("button", name="I am ready").click()
        here.until(lambda s: (s.get("frame") or {}).get("done", 0) >= 1 or s["state"] == "rest")
    page.leave()


def test_the_coach_is_heard_with_clips_in_the_order_of_the_session_and_never_two_at_once(
    browser: Browser, tmp_path: Path
) -> None:
    with served(tmp_path) as page, visit(browser, page) as here:
        here.begin(exercises=["E6"])
        here.until(lambda _: sum(e["how"] == "clip" and e["fate"] == "finished" for e in here.log()) >= 2)
        here.tab.keyboard.press(" ")
        stopped = here.until(lambda s: s["stopped"] > 0)
        here.until(lambda _: here.log()[-1]["key"] == "ask.stop_reason")
        log = here.log()
        assert all(e["how"] == "clip" for e in log if e["fate"] == "finished")
        for before, after in pairwise(log):
            assert before["end"] <= after["ms"] + 1, (before, after)
        said = next(e for e in log if e["key"] == "safety.stopped")
        assert (
            said["ms"] - stopped["stopped"] < 250
        )  # the first sample; a machine that is busy takes its time
        assert [e["key"] for e in log].count("safety.stopped") == 1
        page.leave()


def test_a_whole_session_of_all_exercises_through_the_emulated_sensor_by_a_written_plan(
    browser: Browser, tmp_path: Path
) -> None:
    catalogue = load_catalogue()
    doses: list[dict[str, Any]] = []
    for e in catalogue.exercises:
        by_time = {"hang": {"duration_s": 10}, "walk": {"duration_s": 60, "repetitions": 2}}
        doses.append(
            {"exercise": e.id, **by_time.get(e.movement.kind, {"repetitions": 5 if e.id in FIVE else 2})}
        )
    patient = wears_an_emulated_sensor([Dose(**dose) for dose in doses], catalogue)
    with (
        served(tmp_path, speed=SESSION_FASTER, opener=patient) as page,
        visit(browser, page) as here,
    ):
        here.plan(*doses)
        lost: list[Any] = []
        here.tab.on("websocket", lambda another: lost.append(another))
        here.begin(written=True)
        broken_into = to_the_end(here)
        assert "of 11 exercises as planned" in here.tab.inner_text("main")
        with history(page) as kept_history:
            record = kept_history.sessions("virtual")[0]
        assert [s.exercise for s in record.sets] == [e.id for e in catalogue.exercises]
        # A patient who was recorded does what comes next in the time that a pause leaves to get into position.
        assert not [s for s in record.sets if s.ended_by != "done" and s.exercise not in broken_into]
        assert broken_into or record.ended == "complete"
        # What the page says by itself, where a busy machine kept it waiting, is none of the session's.
        spoken = [e["key"] for e in here.log() if e["how"] == "paced" and e["key"] not in OWN]
        said = iter([cue.key for cue in record.cues])
        assert all(key in said for key in spoken)  # in the session's order, none twice
        # A page that a busy machine holds up for so long that its socket is given up misses what is said meanwhile.
        assert lost or len(spoken) == len(record.cues)
        with here.context.expect_page() as opened:
            here.tab.get_by_role("link", name="Report").click()
        report = opened.value
        report.locator("h1").first.wait_for()
        assert 'name="sensortrack-person" content="virtual"' in report.content()


def to_the_end(here: Visit) -> set[str]:
    """However long it takes, as long as its time goes on; one that was paused, its page being held up, goes on.

    The exercises that a pause broke into.
    """
    paused: set[str] = set()

    def is_over(standing: dict[str, Any]) -> bool:
        return standing["stage"] not in ("opening", "looking", "running")

    at_s = -1.0
    while not is_over(
        standing := here.until(
            lambda s, at_s=at_s: is_over(s) or s["state"] == "paused" or s["s"] > at_s  # type: ignore[misc]
        )
    ):
        at_s = standing["s"]
        if standing["state"] == "paused":
            paused.add((standing["exercise"] or {}).get("id", ""))
            here.tab.get_by_role("button", name="Go on").click()
            here.until(lambda s: s["state"] != "paused")
    here.tab.get_by_text("How it went").wait_for()
    return paused


FIVE = ("E10", "E11")
PAIN_AFTER = "pain_after"
"""The first thing that is asked after an exercise."""


@pytest.mark.parametrize(
    ("state", "by"),
    [
        ("introduction", "button"),
        ("start_pose", "space"),
        ("set", "escape"),
        ("rest", "button"),
        ("paused", "space"),
        ("asking", "escape"),
    ],
)
def test_stop_ends_every_state_at_once_and_is_kept(
    browser: Browser, watched: Page, monkeypatch: pytest.MonkeyPatch, state: str, by: str
) -> None:
    answers = {k: v for k, v in good_answers(load_catalogue()).items() if k != PAIN_AFTER}
    monkeypatch.setattr("sensortrack.app.person.good_answers", lambda catalogue: answers)
    with visit(browser, watched) as here:
        here.plan({"exercise": "E9", "series": 2, "repetitions": 2})
        here.begin(written=True)
        if state == "paused":
            here.state("introduction")
            here.tab.keyboard.press("p")
        if state == "asking":
            here.state("start_pose")
            here.tab.keyboard.press("n")
        here.state(state)
        if by == "button":
            here.tab.click("#stop")
        else:
            here.tab.keyboard.press({"space": " ", "escape": "Escape"}[by])
        here.until(lambda s: (s["stopped"] > 0 and "Stopped" in s["said"]) or "What was it" in s["said"])
        here.tab.get_by_role("button", name="Nausea").click()
        here.tab.get_by_role("button", name="I'd rather not say").click()
        here.tab.get_by_text("How it went").wait_for()
    watched.leave()
    with history(watched) as opened:
        stop = opened.sessions("virtual")[-1].stop
    assert stop is not None
    assert (stop.by, stop.reason) == ("page", "nausea")


def test_a_sensor_that_is_lost_is_told_and_the_set_goes_on_where_it_was(
    browser: Browser, tmp_path: Path
) -> None:
    with served(tmp_path, speed=WATCHED, opener=listens) as page, visit(browser, page) as here:
        here.begin(exercises=["E6"])
        here.state("sensor_lost")
        here.tab.locator("main").get_by_text("I have lost the sensor").first.wait_for()
        before = here.standing()["frame"]["done"]
        here.state("set")
        here.until(lambda s: s["frame"].get("done", 0) > before)
        page.leave()


def test_a_sensor_that_is_not_found_can_be_given_up(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, opener=never_there) as page, visit(browser, page) as here:
        here.begin()
        here.tab.get_by_text("Looking for the sensor").first.wait_for()
        here.tab.click("#stop")
        here.tab.locator("#look").wait_for()


def test_a_page_that_is_loaded_anew_in_a_set_finds_it_paused_and_goes_on(here_watched: Visit) -> None:
    here = here_watched
    here.begin(exercises=["E9"])
    here.state("set")
    done = here.standing()["frame"].get("done", 0)
    here.tab.reload()
    here.state("paused")
    here.tab.get_by_text("The page was loaded anew").wait_for()
    here.tab.get_by_role("button", name="Go on").click()
    standing = here.state("set", "coming_to_rest", "rest")
    assert (standing["frame"] or {}).get("done", done) >= done


def test_a_second_tab_sees_that_the_session_is_elsewhere_and_may_take_it_over(here_watched: Visit) -> None:
    here = here_watched
    here.begin(exercises=["E9"])
    here.state("introduction", "start_pose")
    second = here.watch(here.context.new_page())
    second.goto(here.page.url)
    second.get_by_text("open on another page").wait_for()
    assert second.locator("#stop").is_visible()
    second.get_by_role("button", name="Go on here").click()
    here.state("paused", tab=second)
    here.tab.get_by_text("open on another page").wait_for()
    assert here.tab.locator("#stop").is_visible()
    second.click("#stop")
    here.until(lambda s: s["stopped"] > 0, second)
    second.get_by_role("button", name="I'd rather not say").click()
    second.get_by_role("button", name="I'd rather not say").click()
    second.get_by_text("How it went").wait_for()


LIVES = """
window.lived = 0;
setInterval(() => {
  lived += 1;
  if (window.sensortrack?.standing.lost) window.lostAt ??= lived;
}, 100);
"""
"""Counts the tenths of a second in which the page is awake, and keeps the one in which the program is lost."""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_program_that_is_killed_or_hangs_is_told_within_two_seconds_aloud_and_stop_works(
    browser: Browser, tmp_path: Path, how: signal.Signals
) -> None:
    """The two seconds are those that the page lives through: on a busy machine it isn't called at its times."""
    command = [sys.executable, "-m", "sensortrack", "app", "--no-open", "--home", str(tmp_path)]
    with (
        subprocess.Popen([*command, "--speed", "1"], stderr=subprocess.PIPE, text=True) as program,
        contextlib.ExitStack() as whatever_happens,
    ):
        whatever_happens.callback(program.kill)
        assert program.stderr is not None
        link = next(line.split()[-1] for line in program.stderr if "?k=" in line)
        context = browser.new_context()
        tab = context.new_page()
        tab.add_init_script(LIVES)
        tab.goto(link)
        tab.click("#look")
        tab.click("#begin")
        tab.locator("#stop").wait_for()
        wait_for(tab, "sensortrack.log.some((e) => e.how === 'clip' && e.key !== 'session.hearing_test')")
        os.kill(program.pid, how)
        began = tab.evaluate("lived")
        tab.get_by_text("I have lost the program").first.wait_for()
        wait_for(tab, "window.lostAt")  # it is looked at ten times a second
        assert tab.evaluate("lostAt") - began <= 20
        wait_for(tab, "sensortrack.log.some((e) => e.key === 'safety.program_lost' && e.how === 'clip')")
        tab.keyboard.press(" ")
        wait_for(tab, "sensortrack.log.at(-1).key === 'safety.stopped'")
        assert "hasn't confirmed the stop" in tab.inner_text("#stopnote")
        if how == signal.SIGSTOP:
            os.kill(program.pid, signal.SIGCONT)
            wait_for(tab, "!document.getElementById('stopnote').textContent.includes('confirmed')")
            tab.get_by_role("button", name="Pain", exact=True).wait_for()
            with History(tmp_path / "history.sqlite") as opened:
                assert opened.sessions("virtual")[0].stop is not None
        os.kill(program.pid, signal.SIGKILL)
        context.close()


def test_how_the_sensor_sits_is_found_at_the_page_kept_and_next_time_only_looked_at(
    browser: Browser, tmp_path: Path
) -> None:
    with served(tmp_path, speed=WATCHED) as page, visit(browser, page) as here:
        here.begin(exercises=["E10"], mounting=True)
        here.state("mounting")
        shown = here.tab.inner_text("main")
        assert "How the sensor sits" in shown
        assert "lean forward slowly" in shown
        assert "no side is named" in shown  # what leaving it out means, beside the button for it
        assert here.tab.get_by_role("button", name="Leave this out").is_visible()
        here.tab.get_by_role("button", name="I am ready").click()
        here.until(lambda s: "I know how the sensor sits" in s["said"])
        here.state("introduction")
        here.tab.get_by_role("button", name="The sensor sits differently now").wait_for()
        page.leave()
        here.begin(exercises=["E10"], mounting=True)
        here.state("mounting")
        here.tab.keyboard.press("Enter")
        here.until(lambda s: "sits as it did before" in s["said"])
        here.tab.get_by_role("button", name="The sensor sits differently now").click()
        here.state("mounting")
        here.tab.keyboard.press("n")
        here.until(lambda s: "We go on without it" in s["said"])
        page.leave()


def test_a_mounting_that_cannot_be_saved_is_told_and_the_session_goes_on(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "mountings").write_text("no folder")
    with served(tmp_path, speed=WATCHED) as page, visit(browser, page) as here:
        here.begin(exercises=["E10"], mounting=True)
        here.state("mounting")
        here.tab.keyboard.press("Enter")
        alert = here.tab.get_by_text("How the sensor sits could not be saved")
        alert.wait_for()
        assert "mountings" in alert.inner_text()  # where, so that somebody can mend it
        here.state("introduction")
        here.tab.keyboard.press("Enter")
        here.state("set")
        page.leave()


def test_the_plan_editor_shows_limits_while_typing_and_takes_an_exception_with_a_reason(
    here: Visit, page: Page
) -> None:
    tab = here.tab
    tab.fill("input[name=person]", "anna")
    tab.get_by_role("button", name="Plan (physiotherapist)").click()
    tab.get_by_text("A plan for anna").wait_for()
    tab.fill("input[name=by]", "Dr. A")
    assert not tab.locator(".wrong:visible").count()  # an empty plan isn't wrong yet
    tab.check("#plan-E6 input[type=checkbox]")
    tab.fill("input[name='E6 repetitions']", "12")
    wrong = tab.locator("#plan-E6 .wrong")
    wrong.wait_for()
    assert "at most 10 (E6.count)" in wrong.inner_text()
    tab.click("#keep")
    assert tab.locator("#plan-E6 .wrong").is_visible()
    wrong.get_by_role("button", name="Allow it anyway").click()
    tab.get_by_text("An exception needs a name and a reason").wait_for()
    tab.get_by_label("Why", exact=True).fill("an <b>athlete</b>")
    tab.get_by_text("An exception needs a name and a reason").wait_for(state="hidden")
    tab.click("#keep")
    tab.get_by_text("The plan is kept").wait_for()
    tab.get_by_role("button", name="To the first page").click()
    tab.fill("input[name=person]", "anna")
    tab.click("#start")
    tab.get_by_text("an <b>athlete</b>").wait_for()  # as text, and wherever the plan is shown
    from sensortrack.history.belongings import belongings_of

    with history(page) as opened:
        assert [p for p in belongings_of(opened, "anna").there if p.parent.name == "plans"]


def test_the_page_speaks_german_from_the_coachs_own_file(browser: Browser, page: Page) -> None:
    with visit(browser, page, locale="de-DE") as here:
        tab = here.tab
        assert "kein Medizinprodukt" in tab.inner_text("main")
        assert tab.evaluate("document.documentElement.lang") == "de"
        tab.click("#look")
        tab.click("#begin")
        here.state("introduction", "start_pose", "set")
        assert tab.locator("#stop").inner_text() == "STOPP"
        tab.click("#stop")
        tab.get_by_role("button", name="Schwäche").click()
        tab.get_by_role("button", name="Möchte ich nicht sagen").click()
        tab.get_by_text("So war es").wait_for()
        assert "STOP" in tab.inner_text("main")


def test_no_view_breaks_a_rule_of_access_and_each_fits_a_small_phone_and_a_large_screen(
    browser: Browser, watched: Page
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe isn't installed: extra 'browser'"
    )

    def looked_at(tab: Tab) -> None:
        for width in (360, 2560):
            tab.set_viewport_size({"width": width, "height": 1300 if width > 1000 else 740})
            found = axe.Axe().run(tab, options={"resultTypes": ["violations"]})
            assert not found.response["violations"], found.generate_report()
            assert tab.evaluate("document.documentElement.scrollWidth") <= width

    def comes_to(here: Visit, state: str) -> None:
        """Go on where a look held the page up so long, on a busy machine, that the session took it for asleep."""
        while here.state(state, "paused")["state"] != state:
            here.tab.keyboard.press("p")
            here.until(lambda s: s["state"] != "paused")

    with visit(browser, watched, bypass_csp=True) as here:
        tab = here.tab
        looked_at(tab)
        for name in ("My weeks", "Plan (physiotherapist)", "Sound"):
            tab.get_by_role("button", name=name, exact=True).click()
            tab.wait_for_timeout(250)
            looked_at(tab)
            tab.get_by_role("button", name="Back" if name == "Sound" else "To the first page").click()
            tab.locator("#look").wait_for()
        tab.click("#start")
        tab.get_by_role("heading", name="How to wear it").wait_for()
        looked_at(tab)
        tab.get_by_role("button", name="Back").click()
        tab.click("#look")
        tab.locator("#begin").wait_for()
        looked_at(tab)
        tab.get_by_role("button", name="Back").click()
        tab.locator("#look").wait_for()
        here.plan({"exercise": "E9", "series": 3, "repetitions": 2, "rest_s": 120})
        here.begin(written=True, mounting=True)
        for state in ("mounting", "introduction", "start_pose", "set", "rest"):
            if state == "introduction":
                comes_to(here, "mounting")
                tab.keyboard.press("n")  # the leans are left out
            comes_to(here, state)
            looked_at(tab)
        if here.standing()["state"] != "paused":
            tab.keyboard.press("p")
        here.state("paused")
        looked_at(tab)
        tab.get_by_role("button", name="End for today").click()
        looked_at(tab)
        tab.get_by_role("button", name="No", exact=True).click()
        tab.click("#stop")
        tab.get_by_role("button", name="Pain", exact=True).wait_for()
        looked_at(tab)
        tab.get_by_role("button", name="Pain", exact=True).click()
        tab.get_by_role("button", name="I'd rather not say").wait_for()
        looked_at(tab)
        tab.get_by_role("button", name="7", exact=True).click()
        tab.get_by_text("How it went").wait_for()
        tab.get_by_text("All rules and numbers").click()
        looked_at(tab)
        with here.context.expect_page() as opened:
            tab.get_by_role("link", name="Report").click()
        report = opened.value
        report.locator("h1").first.wait_for()
        looked_at(report)
    watched.leave()


def test_the_first_page_comes_with_the_socket_s_first_picture_and_waits_no_longer(
    browser: Browser, page: Page
) -> None:
    never = "const soon = setTimeout; window.setTimeout = (do_, ms) => (ms === 1000 ? 0 : soon(do_, ms));"
    with visit(browser, page, script=never) as here:
        assert here.tab.locator("#look").is_visible()
