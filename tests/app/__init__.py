"""The page: its server without a browser, and the whole of it in Debian's chromium where that is there."""
