"""Who gets in: foreign pages, foreign names, links that are none; what is asked for by tricks; what is too much."""

from __future__ import annotations

import posixpath
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from sensortrack.app import security
from sensortrack.app.bridge import Bridge
from sensortrack.app.desk import Desk
from sensortrack.app.lan import home_addresses, qr_code
from sensortrack.app.page_sources import open_source
from sensortrack.app.run import free_socket
from sensortrack.app.security import Doorkeeper
from sensortrack.app.server import MOST_BODY, STATIC, make_app
from sensortrack.errors import UsageError
from sensortrack.protocol import load_catalogue

PORT = 8737
OURS = f"http://127.0.0.1:{PORT}"


class Door:
    """The app, and clients that knock."""

    def __init__(self, home: Path) -> None:
        self.door = Doorkeeper(PORT)
        self.bridge = Bridge()
        self.desk = Desk(home, load_catalogue(), self.bridge, open_source)
        self.ended = False
        self.app = make_app(self.door, self.bridge, lambda much: self.desk, quit_=self._end)

    def _end(self) -> None:
        self.ended = True

    def stranger(self) -> TestClient:
        return TestClient(self.app, base_url=OURS)

    def friend(self, *, local: bool = True) -> TestClient:
        client = self.stranger()
        value = self.door.exchange(self.door.link(local=local).partition("k=")[2])
        assert value is not None
        client.cookies.set(self.door.cookie, value)
        return client


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


def opened(client: TestClient, **headers: str) -> Any:
    return client.websocket_connect(f"ws://127.0.0.1:{PORT}/ws", headers={"origin": OURS} | headers)


def refused(client: TestClient, **headers: str) -> None:
    with pytest.raises(WebSocketDisconnect), opened(client, **headers) as ws:
        ws.receive_json()


def test_a_link_lets_one_browser_in_and_is_used_up(door: Door) -> None:
    link, client = door.door.link(), door.stranger()
    first = client.get(link)
    assert first.status_code == 200
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert client.get("/").status_code == 200
    again = door.stranger().get(link)
    assert again.status_code == 403
    assert "was used before" in again.text
    assert "schon benutzt" in again.text


def test_a_link_that_was_not_opened_in_time_is_void(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "TOKEN_HOLDS_S", -1.0)
    assert door.stranger().get(door.door.link()).status_code == 403


@pytest.mark.parametrize("path", ["/", "/api/setup", "/api/past", "/report/x", "/api/after/x"])
@pytest.mark.parametrize("cookie", [None, "", "wrong", "ä"])
def test_without_the_links_cookie_nothing_is_shown(door: Door, path: str, cookie: str | None) -> None:
    headers = {} if cookie is None else {b"cookie": f"{door.door.cookie}={cookie}".encode()}
    answer = door.stranger().get(path, headers=headers)
    assert answer.status_code == 403
    assert "start" in answer.text.lower()
    refused(door.stranger())


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_host_name_is_refused_on_every_request_and_socket(door: Door, host: str) -> None:
    client = door.friend()
    for path in ("/", "/static/app.css", "/api/setup"):
        assert client.get(path, headers={"host": host}).status_code == 403
    refused(client, host=host)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:9999", "https://127.0.0.1:8737", "null", "file://"]
)
def test_another_page_is_refused_whatever_cookie_the_browser_sends_along(door: Door, origin: str) -> None:
    client = door.friend()
    answer = client.post("/api/who", json={"person": "anna"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert "another page" in answer.text
    assert client.get("/api/setup", headers={"origin": origin}).status_code == 403
    refused(client, origin=origin)


def test_what_changes_something_must_say_which_page_it_is_from(door: Door) -> None:
    assert door.friend().post("/api/who", json={"person": "anna"}).status_code == 403


def test_data_are_not_given_into_another_page_of_this_machine(door: Door) -> None:
    sent = {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}
    assert door.friend().get("/api/setup", headers=sent).status_code == 403


def test_every_answer_has_the_headers_that_shut_it_in(door: Door) -> None:
    for path in ("/", "/static/js/main.js", "/api/setup", "/none"):
        headers = door.friend().get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/%2e%2e/server.py",
        "/static/..%2f..%2f..%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/js/../../server.py",
        "/static/js",
        "/static/",
        "/static/%00",
        "/report/..%2f..%2fhistory.sqlite",
        "/api/after/%25",
    ],
)
def test_paths_that_lead_elsewhere_lead_nowhere(door: Door, path: str) -> None:
    client = door.friend()
    client.post("/api/who", json={"person": "anna"}, headers={"origin": OURS})
    answer = client.get(path)
    assert answer.status_code in (403, 404, 422)
    assert "import" not in answer.text


def test_the_pages_scripts_are_small_and_load_nothing_from_elsewhere(door: Door) -> None:
    client, whole = door.friend(), 0
    for path in STATIC.rglob("*.js"):
        script = client.get(f"/static/{path.relative_to(STATIC).as_posix()}").text
        whole += len(script.encode())
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", script)
    assert whole <= 60_000


def test_a_body_that_is_too_large_malformed_or_something_else_is_refused(door: Door) -> None:
    client, ours = door.friend(), {"origin": OURS}
    post = client.post
    assert post("/api/who", content=b"x", headers=ours).status_code == 415
    json = ours | {"content-type": "application/json"}
    assert post("/api/who", content=b'"' + b"x" * MOST_BODY + b'"', headers=json).status_code == 413
    assert post("/api/who", content=b"{", headers=json).status_code == 400
    wrong: list[Any] = [[], {}, {"person": 3}, {"person": "<b>"}, {"person": "x" * 41}, "anna"]
    for body in wrong:
        answer = post("/api/who", json=body, headers=ours)
        assert answer.status_code == 404, body
    assert post("/api/begin", json={"language": "xx"}, headers=ours).status_code == 422


def test_a_name_with_markup_in_it_is_no_pseudonym_and_stays_text(door: Door) -> None:
    answer = door.friend().post(
        "/api/who", json={"person": "<img src=x onerror=alert(1)>"}, headers={"origin": OURS}
    )
    assert answer.headers["content-type"] == "application/json"
    assert "expected a pseudonym" in answer.json()["error"]


def test_another_persons_page_sees_nothing_of_a_session_and_gets_no_names(door: Door) -> None:
    ours = {"origin": OURS}
    tablet = door.friend(local=False)
    assert tablet.get("/api/setup").json()["persons"] == []
    assert tablet.get("/api/past").status_code == 404  # nobody yet
    assert tablet.post("/api/quit", json={}, headers=ours).status_code == 404
    assert not door.ended
    door.friend().post("/api/quit", json={}, headers=ours)
    assert door.ended


def test_a_port_that_is_taken_is_named_and_ours_gives_way_to_a_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} is taken .* name another --port"):
            free_socket(port)
    first, second = free_socket(None), free_socket(None)
    assert first.getsockname()[1] != second.getsockname()[1]
    assert {s.getsockname()[0] for s in (first, second)} == {"127.0.0.1"}
    first.close()
    second.close()


def test_of_several_addresses_only_those_of_a_home_network_are_served() -> None:
    found = ("192.168.1.5", "127.0.0.1", "8.8.8.8", "10.0.0.7")
    assert home_addresses(found) == ("192.168.1.5", "10.0.0.7")
    door = Doorkeeper(PORT, ("127.0.0.1", "localhost", "192.168.1.5", "10.0.0.7"))
    for host in ("192.168.1.5", "10.0.0.7"):
        headers = {"host": f"{host}:{PORT}", "origin": f"http://{host}:{PORT}"}
        assert door.why_not(headers, socket=True) is None
    assert door.why_not({"host": f"8.8.8.8:{PORT}"}) is not None
    assert "█" in qr_code(door.link("10.0.0.7", local=False)) or "▀" in qr_code("x")


def test_the_first_page_asks_for_all_its_modules_at_once() -> None:
    """Otherwise the browser hears of the inner ones only once it has read those that ask for them."""
    known, todo = set[str](), ["js/main.js"]
    while todo:
        path = todo.pop()
        for _, name in re.findall(r'^import (.+ from )?"(.+)";$', (STATIC / path).read_text(), re.MULTILINE):
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            todo += [found] * (found not in known)
            known.add(found)
    page = (STATIC / "index.html").read_text()
    listed = re.findall(r'<link rel="modulepreload" href="/static/(.+)">', page)
    assert len(listed) == len(set(listed))
    assert set(listed) == known - {"js/main.js"}
