"""The two pages that stand before the page itself: the way in, and why there is none."""

from __future__ import annotations

from html import escape
from typing import Literal

_FRAME = """<!doctype html>
<html lang="{code}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
{head}<title>sensortrack</title></head>
<body><main class="card">{body}</main></body></html>
"""


def entered() -> str:
    """Leads on to the page, as a page of ours: a cookie that is strict isn't sent along a link from elsewhere."""
    return _FRAME.format(
        code="en",
        # Nothing is loaded for a page that nobody sees.
        head='<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="0;url=/">'
        '<link rel="icon" href="data:,">',
        body='<p><a href="/">sensortrack</a></p>',
    )


def refused(why: Literal["used", "none"]) -> str:
    """Says, in every language, why the page can't be shown, and what to do."""
    from ..language import languages, load_language

    said = "".join(
        f'<p lang="{code}">{escape(load_language(code).say(f"app.refused_{why}"))}</p>'
        for code in languages()
    )
    style = '<link rel="stylesheet" href="/static/app.css">'
    return _FRAME.format(code="en", head=style, body=f"<h1>sensortrack</h1>{said}")
