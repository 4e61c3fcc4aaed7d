"""Draws every figure at rest, under way and at the far end on one sheet: `python -m scripts.figure_sheet sheet.png`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sensortrack.app.clips import FOLDER

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGE = """<!doctype html><meta charset="utf-8"><style>
body { margin: 8px; font: 13px sans-serif; display: grid; grid-template-columns: repeat(2, 1fr); gap: 8px }
section { display: grid; grid-template-columns: repeat(3, 1fr); color-scheme: light; background: #fff; color: #123 }
section.dark { color-scheme: dark; background: #111; color: #eee }
h2 { grid-column: 1 / 4; margin: 4px; font-size: 13px }
</style><script type="module">%s
NAMES.forEach((name, i) => {
  const section = document.createElement("section");
  section.className = i %% 3 ? "" : "dark";
  section.append(Object.assign(document.createElement("h2"), { textContent: name.replaceAll("_", " ") }));
  for (const phase of ["rest", "out", "hold"]) {
    const svg = figure(name);
    svg.set(phase, 0.5, "right");
    section.append(svg);
  }
  document.body.append(section);
});
</script>"""


def main(out: Path) -> None:
    """Draw the sheet."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"the sheet is drawn by a browser: install one of {', '.join(BROWSERS)}.")
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        page = Path(name) / "sheet.html"
        source = (FOLDER.parent / "figures.js").read_text(encoding="utf-8")
        page.write_text(PAGE % source, encoding="utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={name}",
        ]
        size = ["--window-size=1000,1260", f"--screenshot={out.resolve()}", page.as_uri()]
        subprocess.run([browser, *options, *size], check=True, capture_output=True, timeout=60)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
