"""The server of the page: its own files, its questions, its socket; nothing else, and for nobody else.

Its files are served before the rest of the program is imported: what needs that waits for the desk.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from ..errors import SensortrackError, UsageError
from ..json_text import to_json
from .bridge import Bridge
from .page import entered, refused
from .security import HEADERS, READ, REPORT_POLICY, Doorkeeper, Guest

if TYPE_CHECKING:
    from .desk import Desk

STATIC = Path(__file__).with_name("static")
MOST_BODY = 65_536
"""Bytes of a request's body; a plan of all exercises has about 5000."""
TEXTS = ("safety", "session", "coach", "ask", "terminal", "report", "app", "duration")
"""Tables of lines that the page shows."""
OWN = (
    "safety.stopped",
    "safety.after_stop",
    "safety.program_lost",
    "session.hearing_test",
    "session.page_was_away",
)
"""Lines that the page says by itself: before the program can, or when it is gone."""
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".opus": "audio/ogg"}

TYPED = re.compile(rb"/\*\* @type [^*\n]*\*/ ?")
"""A type that is said of a value."""

FIRST, DESK, WHOLE = range(3)
"""Parts of the program that are imported one after the other: for the first page, for what is due, for a session."""

Answer = Callable[[Request, Guest, Any], Any]


def make_app(
    door: Doorkeeper, bridge: Bridge, desk: Callable[[int], Desk], *, quit_: Callable[[], None]
) -> Starlette:
    """The app.

    Parameters
    ----------
    desk : callable
        Waits until that part of the program (`FIRST`, `DESK`, `WHOLE`) is imported, and gives the desk: of two threads
        that import at the same time each may get half of a module.
    quit_ : callable
        Ends the program, when the page asks for it.
    """
    # Files are found by their exact name in this list: no path is ever put together from what was asked for.
    files = {f"/static/{p.relative_to(STATIC).as_posix()}": p for p in STATIC.rglob("*") if p.is_file()}

    def guest_of(request: Request | WebSocket) -> Guest | None:
        return door.guest(request.cookies.get(door.cookie))

    async def file(request: Request) -> Response:
        path = files.get(request.url.path)
        if path is None:
            return _plain("there is no such file", 404)
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        body = path.read_bytes()  # some kB: sooner read than handed to a thread
        body = without_comments(body) if path.suffix == ".js" else body
        return Response(body, media_type=kind, headers={"Cache-Control": "no-cache"})

    async def no(why: Literal["used", "none"]) -> Response:
        await run_in_threadpool(desk, FIRST)
        return HTMLResponse(refused(why), 403)

    async def root(request: Request) -> Response:
        token = request.query_params.get("k")
        if token is not None:
            value = door.exchange(token)
            if value is None:
                return await no(why="used")
            answer = HTMLResponse(entered())
            answer.set_cookie(door.cookie, value, httponly=True, samesite="strict", path="/")
            return answer
        if guest_of(request) is None:
            return await no(why="none")
        return HTMLResponse((STATIC / "index.html").read_text(encoding="utf-8"))

    def ask(do: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            guest = guest_of(request)
            if guest is None:
                return _plain("this page was opened without its link; start the program again", 403)
            data = None
            if request.method not in READ:
                if request.headers.get("content-type", "").partition(";")[0] != "application/json":
                    return _plain("expected JSON", 415)
                body = await _body(request)
                if body is None:
                    return _plain(f"expected at most {MOST_BODY} bytes", 413)
                try:
                    data = msgspec.json.decode(body or b"null")
                except msgspec.DecodeError as error:
                    return _plain(f"expected JSON: {error}", 400)
            try:
                return JSONResponse(await run_in_threadpool(lambda: do(request, guest, data)))
            except SensortrackError as error:
                return _plain(str(error), 404 if isinstance(error, UsageError) else 422)

        return answer

    async def report(request: Request) -> Response:
        guest = guest_of(request)
        if guest is None:
            return _plain("this page was opened without its link; start the program again", 403)
        id, code = request.path_params["id"], request.query_params.get("lang", "en")
        try:
            page = await run_in_threadpool(lambda: desk(WHOLE).past.report(guest, id, code))
        except SensortrackError as error:
            return _plain(str(error), 404)
        return HTMLResponse(page, headers={"Content-Security-Policy": REPORT_POLICY})

    async def socket(websocket: WebSocket) -> None:
        guest = guest_of(websocket)
        if guest is None:
            await websocket.close(4403)
            return
        may_hold = (await run_in_threadpool(desk, FIRST)).may_hold(guest)
        from .socket import serve

        await serve(websocket, bridge, may_hold=may_hold)

    def lang(request: Request) -> str:
        return request.query_params.get("lang", "en")

    def leave(request: Request, guest: Guest, data: Any) -> Any:
        del request, data
        if not guest.local:
            raise UsageError("the program is ended on the machine that it runs on.")
        quit_()
        return {"ending": True}

    asked: dict[str, tuple[str, Answer]] = {
        "/api/setup": ("GET", lambda r, g, d: desk(FIRST).setup(g)),
        "/api/texts": ("GET", lambda r, g, d: desk(FIRST) and texts(lang(r))),
        "/api/who": ("POST", lambda r, g, d: desk(FIRST).who(g, _text(d, "person"))),
        "/api/today": ("GET", lambda r, g, d: desk(DESK).today(g, lang(r))),
        "/api/sensors": ("POST", lambda r, g, d: desk(DESK).sensors()),
        "/api/begin": ("POST", lambda r, g, d: desk(WHOLE).begin(g, d)),
        "/api/past": ("GET", lambda r, g, d: desk(DESK).past.weeks(g, lang(r))),
        "/api/after/{id}": ("GET", lambda r, g, d: desk(WHOLE).past.after(g, r.path_params["id"], lang(r))),
        "/api/plan": ("GET", lambda r, g, d: desk(DESK).limits(g, lang(r))),
        "/api/plan/check": ("POST", lambda r, g, d: desk(DESK).check_plan(d, lang(r))),
        "/api/plan/keep": ("POST", lambda r, g, d: desk(DESK).keep_plan(g, d, lang(r))),
        "/api/quit": ("POST", leave),
    }
    routes = [
        Route("/", root, methods=["GET"]),
        Route("/report/{id}", report, methods=["GET"]),
        Route("/static/{path:path}", file, methods=["GET"]),
        *(Route(path, ask(do), methods=[method]) for path, (method, do) in asked.items()),
        WebSocketRoute("/ws", socket),
    ]

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        import asyncio

        bridge.opened(asyncio.get_running_loop())
        yield
        with suppress(Exception):  # where the desk couldn't be had there is nothing to close
            await run_in_threadpool(lambda: desk(FIRST).close())

    app = Starlette(routes=routes, lifespan=life)
    app.add_middleware(_Guard, door=door)
    return app


def texts(code: str) -> dict[str, Any]:
    """The lines that the page shows, in a language."""
    from ..language import languages, load_language
    from .clips import load_clips
    from .spoken_lines import line_view

    language = load_language(code if code in languages() else "en")
    lines = {key: text for key, text in language.lines.items() if key.partition(".")[0] in TEXTS}
    clips = load_clips(language.code)
    own = {key: line_view(key, language.say(key), clips) for key in OWN}
    return {
        "code": language.code,
        "name": language.name,
        "decimal": language.decimal,
        "lines": lines,
        "own": own,
    }


class _Guard:
    """Looks at every request and every socket before anything else does, and puts our headers on every answer."""

    def __init__(self, app: Any, door: Doorkeeper) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
        socket = scope["type"] == "websocket"
        why = self._door.why_not(headers, method=scope.get("method", "GET"), socket=socket)
        if why is not None and socket:
            await WebSocket(scope, receive, send).close(4403, why[:120])
            return
        if why is not None:
            await _plain(why, 403)(scope, receive, self._with_headers(send))
            return
        await self._app(scope, receive, send if socket else self._with_headers(send))

    def _with_headers(self, send: Any) -> Any:
        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                ours = HEADERS | {"Content-Security-Policy": self._door.page_policy}
                for name, value in ours.items():
                    if name.lower().encode() not in there:
                        message["headers"].append((name.lower().encode(), value.encode()))
            await send(message)

        return sent


async def _body(request: Request) -> bytes | None:
    """The body; None where it is too large, whatever its length is said to be."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            return None
    return body


def without_comments(script: bytes) -> bytes:
    """A script without types, lines that are comments as a whole, and indentation: those are for its readers."""
    lines = (line.strip() for line in TYPED.sub(b"", script).splitlines())
    return b"\n".join(line for line in lines if line and not line.startswith((b"//", b"/**", b"*")))


def _text(data: Any, name: str) -> str:
    if not isinstance(data, dict) or not isinstance(data.get(name), str):
        raise UsageError(f"expected '{name}'.")
    return str(data[name])


def _plain(text: str, status: int) -> Response:
    return Response(to_json({"error": text}), status, media_type="application/json")
