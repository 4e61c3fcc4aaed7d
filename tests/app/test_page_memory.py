"""What the page keeps: decoded clips up to a number, and the log of one session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sensortrack.app.clips import load_clips

from .browsing import Visit, visit, wait_for
from .serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KEPT = 40
"""Decoded clips that the page may keep besides those of its own lines."""
SPOKEN = 120
SESSIONS = 6
"""So many that one node left by each is more than the button with its text that the browser itself remembers."""
WATCHES = """
  window.decoded = [];
  const decode = BaseAudioContext.prototype.decodeAudioData;
  BaseAudioContext.prototype.decodeAudioData = function (...given) {
    return decode.apply(this, given).then((buffer) => { decoded.push(new WeakRef(buffer)); return buffer; });
  };
"""
SAYS = """async ([files, key]) => {
  const sound = await import("/static/js/sound.js");
  for (const file of files) {
    const line = { key, text: file, clips: [{ file, duration_s: 0.1 }], usual_s: 0.1 };
    await new Promise((over) => sound.say(line, (fate) => { if (fate !== "started") over(fate); else sound.cut(); }));
  }
}"""


def decoded(here: Visit) -> int:
    return int(here.tab.evaluate("decoded.length"))


def say(here: Visit, files: list[str]) -> int:
    """Speak these, and cut each off once it has begun; how many had to be decoded."""
    before = decoded(here)
    here.tab.evaluate(SAYS, [files, "test"])
    return decoded(here) - before


def test_of_the_clips_that_were_spoken_the_last_ones_are_kept_decoded_and_no_more(
    browser: Browser, tmp_path: Path
) -> None:
    with served(tmp_path) as page, visit(browser, page, script=WATCHES) as here:
        here.tab.wait_for_timeout(500)  # the page's own lines are loaded ahead
        own = decoded(here)
        texts = load_clips("en").by_text
        files = list(dict.fromkeys(clip.file for clip in texts.values()))[-SPOKEN:]
        assert say(here, files) == SPOKEN
        session = here.context.new_cdp_session(here.tab)
        for _ in range(20):  # the sound's own thread lets go of what was cut off a little later
            session.send("HeapProfiler.collectGarbage")
            alive = here.tab.evaluate("decoded.filter((one) => one.deref()).length")
            if alive <= own + KEPT:
                break
            here.tab.wait_for_timeout(200)
        assert alive <= own + KEPT
        assert say(here, files[-KEPT:]) == 0  # what is said often is there at once
        assert say(here, files[:1]) == 1  # what was dropped is decoded anew, and is spoken all the same


def test_a_session_after_another_leaves_no_element_behind(browser: Browser, tmp_path: Path) -> None:
    nodes = []
    with served(tmp_path, speed=40.0) as page, visit(browser, page) as here:
        session = here.context.new_cdp_session(here.tab)
        for _ in range(SESSIONS):
            here.tab.locator("#look").click()
            here.tab.locator("#begin").click()
            here.state("mounting", "start_pose", "set")
            page.leave()
            here.tab.get_by_role("button", name="To the first page").click()
            here.tab.locator("#look").wait_for()
            for _ in range(3):
                session.send("HeapProfiler.collectGarbage")
            nodes.append(session.send("Memory.getDOMCounters")["nodes"])
    assert (
        nodes[-1] - nodes[0] < SESSIONS - 1
    )  # what every session leaves behind comes to one node a session at least


def test_the_log_of_what_was_heard_is_of_one_session(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, speed=40.0) as page, visit(browser, page) as here:
        for _ in range(2):
            here.begin(exercises=["E6"])
            here.until(lambda s: s["state"] == "introduction")
            wait_for(here.tab, "sensortrack.log.some((line) => line.key === 'session.welcome')")
            page.leave()
            here.until(lambda s: s["stage"] in ("over", "none"))
        heard = [line["key"] for line in here.log()]
        assert heard.count("session.welcome") == 1
