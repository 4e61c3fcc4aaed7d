"""The one reader: each kind of document has a class; an error names line and key; the schema knows every key."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from sensortrack.cli.schema import KINDS, kind_of
from sensortrack.data_files import data_folder
from sensortrack.errors import CatalogueError, DataError
from sensortrack.files.profiles import load_profile as load_import_profile
from sensortrack.outside.document import Kind, parse_document
from sensortrack.outside.document_path import steps_of
from sensortrack.outside.expected import expected_at, schema_of
from sensortrack.outside.key_lines import toml_line
from sensortrack.outside.reader import Table, Wrong, read
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.catalogue import OURS
from sensortrack.protocol.plan_file import load_plan

PACKAGE = Path(sensortrack.__file__).parent
SHIPPED = [
    ("catalogue", OURS),
    *(("profile", path) for path in sorted(data_folder("firmware_profiles").glob("*.toml"))),
    *(("import", path) for path in sorted((PACKAGE / "files" / "import_profiles").glob("*.toml"))),
    *(("language", path) for path in sorted((PACKAGE / "language").glob("*.toml"))),
]
CATALOGUE = OURS.read_text(encoding="utf-8")
KEYS = [n for n, line in enumerate(CATALOGUE.splitlines()) if "=" in line and line[0].isalpha()]


def paths(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield steps
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from paths(one, (*steps, step))


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=lambda v: v.stem if isinstance(v, Path) else v)
def test_the_schema_of_a_kind_knows_every_key_of_the_files_that_ship(kind: str, path: Path) -> None:
    schema = schema_of(kind_of(kind))
    for steps in paths(tomllib.loads(path.read_text(encoding="utf-8"))):
        assert expected_at(schema, steps).words != "nothing", steps


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_says_which_schema_a_file_names_and_refuses_other_keys(kind: str) -> None:
    schema = schema_of(kind_of(kind))
    root = schema["$defs"][kind_of(kind).__name__]
    if kind != "language":
        assert root["properties"]["schema"]["enum"][0].startswith("sensortrack.")
        assert "schema" in root["required"]
    # A recording's description may hold keys of a later version, and a calibration what its maker found.
    assert root.get("additionalProperties", True) is (kind in ("recording", "calibration"))


@settings(max_examples=25)
@given(st.sampled_from(KEYS))
def test_a_misspelt_key_is_refused_at_its_line(tmp_path_factory: pytest.TempPathFactory, line: int) -> None:
    lines = CATALOGUE.splitlines()
    name, rest = lines[line].split("=", 1)
    lines[line] = f"{name.rstrip()}x ={rest}"
    path = tmp_path_factory.mktemp("c") / "mine.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path)
    error = caught.value
    assert error.line == line + 1
    assert (error.key or "").endswith(f"{name.strip()}x")
    assert "unknown" in error.found
    assert error.expected
    assert error.hint


class Sub(Table, frozen=True):
    size: int

    def __post_init__(self) -> None:
        if self.size == 7:
            raise Wrong("7", "another number", key="size")


class Doc(Table, frozen=True):
    deep: dict[str, dict[str, tuple[Sub, ...]]]


def refused(text: str) -> DataError:
    with pytest.raises(DataError) as caught:
        read(parse_document(text.encode(), Kind("a thing", "a thing")), Doc)
    return caught.value


@settings(max_examples=30)
@given(
    st.integers(0, 40),
    st.sampled_from(["size = 7", 'size = "1"', "size = 1.5", "", "size = 1\nother = 2", "sise = 1"]),
)
def test_the_one_bad_table_among_many_is_named(bad: int, content: str) -> None:
    text = "".join(f"[[deep.a.k{k}]]\n{content if k == bad else 'size = 1'}\n" for k in range(41))
    error = refused(text)
    assert (error.key or "").startswith(f"deep.a.k{bad}[0].")
    assert error.line in (2 * bad + 1, 2 * bad + 2, 2 * bad + 3)


def test_the_line_of_an_entry_is_found_in_lists_within_lists() -> None:
    text = (
        "[[a]]\nx = 1\n[[a.b]]\ny = 1\n[[a]]\nx = 2\n[[a.b]]\ny = 2\n[[a.b]]\ny = 3\nz = [\n  1,\n  2,\n]\n"
    )
    assert toml_line(text, steps_of("a[1].b[1].y")) == 10
    assert toml_line(text, steps_of("a[0].b[0].y")) == 4
    assert toml_line(text, steps_of("a[1].x")) == 6
    assert toml_line(text, steps_of("a[1].b[1].z[1]")) == 13
    assert toml_line(text, steps_of("a[1].b[0].missing")) == 7


PLAN = 'schema = "sensortrack.plan/1"\nby = "Dr. Müller"\n[[exercises]]\nid = "E6"\n'
PROFILE = """
schema = "sensortrack.import/1"
id = "lab"
name = "lab"
source = "made up"
[recognise]
header = "Zeit,Größe,y,z"
[table]
delimiter = ","
[time]
column = "Zeit"
unit = "s"
[acc]
unit = "g"
x = "Größe"
y = "y"
z = "z"
[axes]
frame = "sensor"
"""


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_line_ends_and_forms_of_accents_make_no_difference(
    tmp_path: Path, form: Any, mark: str, end: str
) -> None:
    def written(text: str, name: str, form: Any) -> Path:
        path = tmp_path / name
        path.write_bytes((mark + unicodedata.normalize(form, text)).replace("\n", end).encode())
        return path

    plan = load_plan(written(PLAN, "plan.toml", form), load_catalogue())
    assert plan == load_plan(written(PLAN, "plan.toml", "NFC"), load_catalogue())
    profile = written(PROFILE, "lab.toml", form)
    assert load_import_profile(profile).acc.columns[0] == "Größe"
    other = "NFD" if form == "NFC" else "NFC"
    table = written("Zeit,Größe,y,z\n0,1,0,0\n0.1,1,0,0\n", "t.csv", other)
    (block,) = sensortrack.read(table, format=str(profile)).blocks
    assert len(block) == 2
