"""The page: how old is what it shows, how soon STOP is silent and heard, what the server costs, how large it is.

    python -m benchmarks.app [--json] [--memory]

It needs chromium and the extra `browser`. Goals: a frame is drawn within 50 ms at 25 frames/s (95th percentile),
within 100 ms with the page's processor throttled four times; the first page within 1 s of the command, in a browser
that runs (a new tab of it is part of that; beyond the goal there is one that is only started when there is the link);
what of it is the program's own is measured by a client that draws nothing, what is the browser's by the same page of
a program that has run for some seconds; STOP silences
everything else within 100 ms and is heard within 250 ms; the server takes at most 3 % of a core at 100 Hz; two hours of
sessions leave the memory of both sides where it was; the scripts have at most 60 kB.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sensortrack.app.bridge import Bridge
from sensortrack.app.page_messages import VERSION
from sensortrack.app.server import STATIC, without_comments
from tests.app.browsing import Visit, visit, wait_for
from tests.app.serving import served
from tests.browser import launched, launched_again

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession
    from playwright.sync_api import Page as Tab

FRAMES_PER_S = 25.0
WATCHED_S = 12.0
THROTTLED = 4
STOPS = STARTS = 5
IMPORTS_ALL_S = 3.0
"""After this time, in s, the program has imported all that it needs: what a tab takes then is the browser's own."""
OWN_KINDS = ("object", "array", "string", "concatenated string", "sliced string", "closure", "number")
HURRIED, MEMORY_S = 40.0, 7200.0
COLLECT = """() => {
  window.ages = [];
  const set = (f) => { if (f.made_ms) ages.push(performance.timeOrigin + performance.now() - f.made_ms); };
  Object.defineProperty(sensortrack.standing, "frame", { configurable: true, get: () => null, set });
}"""


def ages_ms(here: Visit, bridge: Bridge, throttled: int) -> dict[str, float]:
    """From the moment in which a frame was made to that in which it was drawn."""
    session = here.context.new_cdp_session(here.tab)
    session.send("Emulation.setCPUThrottlingRate", {"rate": throttled})
    here.tab.evaluate(COLLECT)
    over = threading.Event()

    def show() -> None:
        while not over.wait(1.0 / FRAMES_PER_S):
            made = {"made_ms": time.time() * 1000.0, "done": 3, "planned": 10, "phase": "hold", "hold_s": 2.0}
            bridge.show({"t": "frame", "s": 0.0, "deg": 20.0, "there": True} | made)

    thread = threading.Thread(target=show)
    thread.start()
    here.tab.wait_for_timeout(1000.0 * WATCHED_S)
    over.set()
    thread.join()
    ages = np.array(here.tab.evaluate("ages"))
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return {
        "frames_per_s": len(ages) / WATCHED_S,
        "median_ms": float(np.median(ages)),
        "p95_ms": float(np.percentile(ages, 95)),
        "max_ms": float(ages.max()),
    }


def stops_ms(browser: Browser) -> dict[str, float]:
    """From the key to silence of all else, and to the first sample of "Stopped" that leaves the page."""
    silent, heard = [], []
    for _ in range(STOPS):
        with tempfile.TemporaryDirectory() as home, served(Path(home)) as page, visit(browser, page) as here:
            here.begin(exercises=["E6"])
            wait_for(
                here.tab,
                "sensortrack.log.at(-1)?.key === 'session.welcome' && sensortrack.log.at(-1).how === 'clip'",
            )
            here.tab.wait_for_timeout(400)
            here.tab.evaluate(
                "addEventListener('keydown', () => { window.pressed = performance.now(); }, true)"
            )
            here.tab.keyboard.press("Escape")
            here.until(lambda s: s["stopped"] > 0)
            here.tab.wait_for_timeout(600)
            # The listener of this benchmark comes after the page's own: what it measures begins a little late.
            pressed = min(here.tab.evaluate("pressed"), here.standing()["stopped"])
            log = here.log()
            k = next(k for k, e in enumerate(log) if e["key"] == "safety.stopped")
            silent.append(log[k - 1]["end"] - pressed)
            heard.append(log[k]["ms"] - pressed)
            page.serving.desk.close()
    return {"silent_most_ms": max(silent), "first_sample_most_ms": max(heard)}


def first_page(browser: Browser, *, cold: bool) -> dict[str, float]:
    """From the command, as its starter has it, to its link, and to its first page: the soonest of some starts.

    The page is a tab of a browser that runs; `cold`, of one that is started as soon as there is the link.
    `browser_s` is what the browser takes for a tab and the same page once the program has imported all.
    """
    took: list[tuple[float, float, float, float]] = []
    with bytecode() as environment:
        for _ in range(STARTS):
            with begun(environment) as (program, since_s, link), shown_in(browser, cold=cold) as own:
                link_s = time.monotonic() - since_s
                context = own.new_context()
                opened(context, link).close()
                took.append((time.monotonic() - since_s, link_s, cpu_s(program.pid), 0.0))
                time.sleep(IMPORTS_ALL_S)
                again_s = time.monotonic()
                opened(context, link.partition("?")[0])
                took[-1] = (*took[-1][:3], time.monotonic() - again_s)
                context.close()
    found = dict(zip(("first_page_s", "link_s", "program_cpu_s"), min(took), strict=False))
    return found | {"browser_s": min(browser_s for *_, browser_s in took)}


def opened(context: BrowserContext, url: str) -> Tab:
    """A tab that shows the first page."""
    tab = context.new_page()
    tab.goto(url)
    tab.locator("#look").wait_for()
    return tab


def without_browser() -> dict[str, float]:
    """From the command to all that its first page asks for, got one by one by a client that draws nothing."""
    took: list[tuple[float, float]] = []
    with bytecode() as environment:
        for _ in range(STARTS):
            with begun(environment) as (program, since_s, link):
                fetch_first_page(link)
                took.append((time.monotonic() - since_s, cpu_s(program.pid)))
    return dict(zip(("answered_s", "program_cpu_s"), min(took), strict=True))


def fetch_first_page(link: str) -> None:
    """Get the page, its files, its texts, its setup, and the socket's first picture."""
    from websockets.sync.client import connect

    home = link.partition("?")[0]
    address = home.removeprefix("http://").rstrip("/")
    client = http.client.HTTPConnection(address)

    def get(path: str, cookie: str = "") -> tuple[str, str]:
        client.request("GET", path, headers={"Cookie": cookie})
        answer = client.getresponse()
        return answer.read().decode(), answer.getheader("Set-Cookie", "").partition(";")[0]

    _, cookie = get(link.removeprefix(home.rstrip("/")))
    page, _ = get("/", cookie)
    for file in re.findall(r'"(/static/[^"]+[.](?:js|css))"', page):
        get(file, cookie)
    for asked in ("/api/texts?lang=en", "/api/setup?lang=en"):
        get(asked, cookie)
    headers = {"Cookie": cookie, "Origin": f"http://{address}"}
    with connect(f"ws://{address}/ws", additional_headers=headers) as ws:
        ws.send(json.dumps({"t": "hello", "v": VERSION, "page": "p", "tab": "t", "take": False}))
        while json.loads(ws.recv())["t"] != "held":
            pass


@contextmanager
def begun(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], float, str]]:
    """The program as its starter begins it, with nobody known to it: its process, when it was begun, and its link."""
    with tempfile.TemporaryDirectory() as home:
        since_s = time.monotonic()
        program = subprocess.Popen(
            [sys.executable, "-m", "sensortrack", "app"],
            stderr=subprocess.PIPE,
            text=True,
            env=environment | {"HOME": home, "XDG_DATA_HOME": home, "BROWSER": "true"},
        )
        yield program, since_s, link_of(program)
        program.terminate()
        program.wait(20)


@contextmanager
def bytecode() -> Iterator[dict[str, str]]:
    """An environment whose programs find their bytecode from the second start on, as an installed package has it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        yield environment | {"PYTHONPYCACHEPREFIX": folder}


@contextmanager
def shown_in(browser: Browser, *, cold: bool) -> Iterator[Browser]:
    """This browser, or another one like it, which is started."""
    if not cold:
        yield browser
        return
    with launched_again(browser) as own:
        yield own


def link_of(program: subprocess.Popen[str]) -> str:
    """The link that a program prints."""
    assert program.stderr is not None
    return next(line.split()[-1] for line in program.stderr if "?k=" in line)


def server_share(browser: Browser) -> float:
    """The processor's share of the server in a session at 100 Hz."""
    with tempfile.TemporaryDirectory() as home:
        program = subprocess.Popen(
            [sys.executable, "-m", "sensortrack", "app", "--no-open", "--home", home],
            stderr=subprocess.PIPE,
            text=True,
        )
        tab = browser.new_context().new_page()
        tab.goto(link_of(program))
        tab.locator("#look").wait_for()
        tab.click("#look")
        tab.click("#begin")
        tab.get_by_role("button", name="I am ready").click(timeout=60_000)
        wait_for(tab, "sensortrack.standing.state === 'set'", within_s=60.0)
        share = []
        for _ in range(2):
            before, since = cpu_s(program.pid), time.monotonic()
            tab.wait_for_timeout(5000)
            share.append((cpu_s(program.pid) - before) / (time.monotonic() - since))
        program.terminate()
        program.wait(20)
    return min(share)


def memory(browser: Browser) -> dict[str, float]:
    """The memory of both sides after the first session, and after two hours of sessions, done faster than real time."""
    with tempfile.TemporaryDirectory() as home:
        program = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "sensortrack",
                "app",
                "--no-open",
                "--home",
                home,
                "--speed",
                f"{HURRIED:g}",
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        tab = browser.new_context().new_page()
        tab.goto(link_of(program))
        tab.locator("#look").wait_for()
        cdp = tab.context.new_cdp_session(tab)
        lasted_s, program_mb, page_mb, nodes, own_kb = 0.0, [], [], [], []
        while lasted_s < MEMORY_S:
            tab.click("#look")
            tab.click("#begin")
            tab.get_by_text("How it went").wait_for(timeout=900_000)
            lasted_s += tab.evaluate("sensortrack.standing.s")
            tab.get_by_role("button", name="To the first page").click()
            tab.locator("#look").wait_for()
            # Always seen from the first page, so that it is the same page that is weighed.
            used, counters = weighed(cdp)
            page_mb.append(used / 1e6)
            nodes.append(counters["nodes"])
            own_kb.append(objects_bytes(cdp) / 1000.0)
            program_mb.append(resident_mb(program.pid))
            lines = tab.evaluate("sensortrack.log.length")
            print(
                f"{lasted_s:.0f} s: program {program_mb[-1]:.0f} MB, page {page_mb[-1]:.2f} MB, "
                f"its objects {own_kb[-1]:.0f} kB, {nodes[-1]} nodes, "
                f"{counters['jsEventListeners']} listeners, {lines} lines in its log",
                file=sys.stderr,
            )
        program.terminate()
        program.wait(20)
    return {
        "sessions": len(page_mb),
        "lasted_s": lasted_s,
        "program_first_mb": program_mb[0],
        "program_last_mb": program_mb[-1],
        "page_first_mb": page_mb[0],
        "page_last_mb": page_mb[-1],
        "page_objects_first_kb": own_kb[0],
        "page_objects_last_kb": own_kb[-1],
        "nodes_first": nodes[0],
        "nodes_last": nodes[-1],
    }


def weighed(cdp: CDPSession) -> tuple[float, dict[str, int]]:
    """Bytes of the page's heap that are in use, and what the browser holds for it, once all that can go is gone."""
    for _ in range(2):  # what the first round frees may have kept something else
        cdp.send("HeapProfiler.collectGarbage")
    return cdp.send("Runtime.getHeapUsage")["usedSize"], cdp.send("Memory.getDOMCounters")


def objects_bytes(cdp: CDPSession) -> int:
    """Bytes of what the page itself has made: neither compiled code nor the browser's own records of what it did.

    These grow while the browser warms up and are watched (compiled code, timings, what DevTools keeps of requests).
    """
    chunks: list[str] = []
    cdp.on("HeapProfiler.addHeapSnapshotChunk", lambda event: chunks.append(event["chunk"]))
    cdp.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    found = json.loads("".join(chunks))
    fields, (kinds, *_) = (found["snapshot"]["meta"][key] for key in ("node_fields", "node_types"))
    nodes = np.array(found["nodes"], dtype=np.int64).reshape(-1, len(fields))
    own = [kinds.index(kind) for kind in OWN_KINDS]
    mine = np.isin(nodes[:, fields.index("type")], own)
    return int(nodes[mine, fields.index("self_size")].sum())


def resident_mb(pid: int) -> float:
    """The memory that a process has."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000.0


def cpu_s(pid: int) -> float:
    """Seconds of the processor that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def scripts_bytes() -> int:
    """What all scripts have together, as they are sent."""
    return sum(len(without_comments(p.read_bytes())) for p in STATIC.rglob("*.js"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--memory", action="store_true", help="two hours of sessions, and nothing else")
    wanted = parser.parse_args()
    found: dict[str, Any] = {"scripts_bytes": scripts_bytes()}
    if wanted.memory:
        with launched() as browser:
            print(json.dumps(memory(browser), indent=2))
        return
    with launched() as browser:
        with tempfile.TemporaryDirectory() as home, served(Path(home)) as page, visit(browser, page) as here:
            found["age"] = ages_ms(here, page.serving.bridge, 1)
            found["age_throttled"] = ages_ms(here, page.serving.bridge, THROTTLED)
        found["stop"] = stops_ms(browser)
        found["first_page"] = first_page(browser, cold=False)
        found["first_page_cold"] = first_page(browser, cold=True)
        found["without_browser"] = without_browser()
        found["server_share"] = server_share(browser)
    if wanted.json:
        print(json.dumps(found, indent=2))
        return
    stop, age, slow, run = (found[key] for key in ("stop", "age", "age_throttled", "first_page"))
    rows = [
        ("frame, 95th percentile", age["p95_ms"], "ms", 50),
        (f"frame, throttled {THROTTLED} times", slow["p95_ms"], "ms", 100),
        ("STOP to silence, at most", stop["silent_most_ms"], "ms", 100),
        ("STOP to its first sample, at most", stop["first_sample_most_ms"], "ms", 250),
        ("command to link", run["link_s"], "s", 1),
        ("to first page, browser runs", run["first_page_s"], "s", 1),
        ("of it the program's: all answered", found["without_browser"]["answered_s"], "s", "-"),
        ("of it the browser's: a tab, the page", run["browser_s"], "s", "-"),
        ("to first page, browser starts too", found["first_page_cold"]["first_page_s"], "s", 1),
        ("server's share of a core", 100.0 * found["server_share"], "%", 3),
        ("scripts", found["scripts_bytes"] / 1000.0, "kB", 60),
    ]
    for name, value, unit, goal in rows:
        print(f"{name:37} {value:8.2f} {unit:3} (goal {goal})")
    print(f"{age['frames_per_s']:.1f} frames/s drawn, throttled {slow['frames_per_s']:.1f}")


if __name__ == "__main__":
    main()
