"""What the tests of files share."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HEADER = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a file, and its JSON where one is given; returns its path."""

    def _make(content: str | bytes, sidecar: dict[str, Any] | str | None = None, name: str = "r.csv") -> Path:
        path = tmp_path / name
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        if sidecar is not None:
            text = sidecar if isinstance(sidecar, str) else json.dumps(sidecar)
            (tmp_path / "r.json").write_text(text, encoding="utf-8")
        return path

    return _make


@pytest.fixture
def rows() -> Callable[..., str]:
    """Lines of a recording of ours: header and `n` samples at `rate_hz`."""

    def _rows(n: int, rate_hz: float = 100.0, start: int = 0) -> str:
        return HEADER + "\n" + "".join(f"{(start + i) / rate_hz:.6f},9.8,{i},0.5,1,2,3\n" for i in range(n))

    return _rows
