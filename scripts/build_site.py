"""Build the site of docs/: `python -m scripts.build_site` runs the notebook, builds the pages, and checks each link.

The pages go to build/site. They can be opened as files; only their search wants a server, as
`python -m http.server -d build/site` is one.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parents[1]
DOCS, SITE = ROOT / "docs", ROOT / "build" / "site"
NOTEBOOK = DOCS / "notebook.ipynb"
CELL_WITHIN_S = 120
"""The slowest cell takes some seconds; one that hangs ends the build."""
_FETCHED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}
"""What a browser fetches to show a page."""
_STYLE = re.compile(r"<style scoped>.*?</style>", re.DOTALL)
_TABLE = re.compile(r'<table border="1" class="dataframe">')
"""How pandas dresses its tables; the site has its own way."""
_METADATA = ("canonical", "alternate", "next", "prev")
"""Relations of a <link> that no browser fetches."""


def run_notebook(folder: Path) -> Path:
    """Run the notebook; the page of it, which is written into the folder with its figures.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        A cell failed.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import MarkdownExporter

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with tempfile.TemporaryDirectory() as scratch:
        # What a cell writes stays out of the repository.
        NotebookClient(
            notebook,
            timeout=CELL_WITHIN_S,
            kernel_name="python3",
            resources={"metadata": {"path": scratch}},
            extra_arguments=["--log-level=ERROR"],  # it warns of TCP on the loopback interface
        ).execute()
    named = {"output_files_dir": "notebook_files", "unique_key": "notebook"}
    text, resources = MarkdownExporter().from_notebook_node(notebook, resources=named)
    for name, data in resources["outputs"].items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    page = folder / "notebook.md"
    page.write_text(_TABLE.sub("<table>", _STYLE.sub("", text)), encoding="utf-8")
    return page


def broken_links(site: Path) -> Iterator[str]:
    """What is wrong with a site: links and anchors that lead nowhere, and what a page would fetch from elsewhere."""
    pages = {path.resolve(): _Page(path) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}
    for path, page in pages.items():
        where = path.relative_to(site.resolve())
        yield from (f"{where}: fetches {url}" for url in page.fetched if urlsplit(url).netloc)
        for url in (*page.links, *page.fetched):
            parts = urlsplit(url)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                yield f"{where}: {url} leads nowhere"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                yield f"{where}: {url} names no place of that page"


class _Page(HTMLParser):
    """The links, anchors and fetched files of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.anchors: set[str] = {"__top"}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value is not None}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif (name := _FETCHED.get(tag)) in given and given.get("rel") not in _METADATA:
            self.fetched.append(given[str(name)])


def main() -> None:
    """Build, and end with 1 where a cell, a page or a link is wrong."""
    for made in (DOCS / "notebook_files", SITE):
        shutil.rmtree(made, ignore_errors=True)  # pages and figures that are no more
    print(f"ran {NOTEBOOK.name}: {run_notebook(DOCS)}")
    subprocess.run([sys.executable, "-m", "zensical", "build", "--strict", "--clean"], cwd=ROOT, check=True)
    wrong = list(broken_links(SITE))
    print(*wrong, f"{len(wrong)} wrong links; the site is {SITE / 'index.html'}", sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
