"""Importing the judge's library and using it: what is spared is there when it is used, and only then, and judges the
same.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.checks.lazy_import import import_lazily

JUDGED = """
import json, sys
import pandas as pd
if sys.argv[1] == "plainly":
    import great_expectations
from schemas.checks import Check, article_checks
from tasks.checks import judge
from tasks.checks.judge import Judge, gxe
if sys.argv[1] == "plainly":
    judge._spared = lambda kind: kind

def of(expectation, **arguments):
    words = {"severity": "info", "action": "flag", "reason": "It is there for this comparison."}
    return Check(id=f"c{len(more)}", expectation=expectation, arguments=arguments, **words)

more = []
for name, arguments in json.loads(sys.argv[2]):
    more.append(of(name, **arguments))
rows = [{check.column: value for check in article_checks()} for value in (None, 0, 1, 200.5)]
frame = pd.DataFrame(rows).assign(position=range(4), texts=["[1]", "b", "2026-04-02", None], more=[1, 5, 3, 4])
found = Judge([*article_checks(), *more]).findings(frame)
untouched = lambda name: type(sys.modules.get(name)).__name__ in {"NoneType", "_LazyModule"}
spared = [name for name in ("scipy.stats", "altair", "sqlalchemy", "jsonschema") if untouched(name)]
gallery = [name for name in dir(gxe) if name.startswith("Expect")]
print(json.dumps({
    "findings": [(f.check.id, f.status, f.positions, f.message) for f in found],
    "gallery": {name: getattr(gxe, name).__module__ for name in gallery},
    "spared": spared,
}))
"""
MORE = [
    ("ExpectColumnValuesToMatchRegex", {"column": "texts", "regex": "^[a-z]$"}),
    ("ExpectColumnValuesToBeJsonParseable", {"column": "texts"}),
    ("ExpectColumnValuesToMatchJsonSchema", {"column": "texts", "json_schema": {"type": "array"}}),
    ("ExpectColumnValuesToBeDateutilParseable", {"column": "texts"}),
    ("ExpectColumnValueLengthsToBeBetween", {"column": "texts", "max_value": 4}),
    ("ExpectColumnValuesToBeUnique", {"column": "texts"}),
    ("ExpectColumnValuesToBeNull", {"column": "texts"}),
    ("ExpectColumnValuesToNotBeInSet", {"column": "more", "value_set": [3]}),
    ("ExpectColumnValuesToBeOfType", {"column": "more", "type_": "int64"}),
    ("ExpectColumnPairValuesAToBeGreaterThanB", {"column_A": "more", "column_B": "position"}),
    ("ExpectCompoundColumnsToBeUnique", {"column_list": ["more", "position"]}),
    ("ExpectColumnMeanToBeBetween", {"column": "more", "max_value": 3}),
    ("ExpectColumnValuesToBeBetween", {"column": "nowhere", "max_value": 3}),
]
"""Expectations of every kind, a failing and an impossible one among them."""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A library in files, each of whose modules leaves a mark when it is executed. Gives the folder of the marks."""
    marks = tmp_path / "marks"
    marks.mkdir()
    modules = {
        "books/__init__.py": "import shelf\nfrom books import novels\n",
        "books/novels/__init__.py": (
            "from books.novels.long import Long, LENGTH\nfrom .short import Short as Tale\nHALF = LENGTH / 2\n"
        ),
        "books/novels/long.py": "class Long: ...\nLENGTH = 900\n",
        "books/novels/short.py": "class Short: ...\n",
        "shelf.py": "width = 42\n",
    }
    for name, text in modules.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True, parents=True)
        mark = marks / name.replace("/", ".").removesuffix(".py").removesuffix(".__init__")
        file.write_text(f"{text}open({str(mark)!r}, 'a').write('x')\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield marks
    for name in [*sys.modules]:
        if name.split(".")[0] in {"books", "shelf"}:
            del sys.modules[name]


def executed(marks: Path) -> dict[str, int]:
    """How often each module was."""
    return {mark.name: len(mark.read_text()) for mark in sorted(marks.iterdir())}


def test_a_module_that_is_put_off_is_executed_at_its_first_use(library: Path):
    books = import_lazily("books", lazy_modules={"shelf"})
    assert "shelf" not in executed(library)
    assert books.shelf.width == 42
    assert executed(library)["shelf"] == 1


def test_a_name_that_a_package_hands_on_is_imported_when_it_is_asked_for(library: Path):
    books = import_lazily("books", lazy_names={"books.novels"})
    assert "books.novels.short" not in executed(library)
    assert books.novels.Tale.__module__ == "books.novels.short"
    assert executed(library)["books.novels.short"] == 1
    assert {"Long", "Tale", "HALF"} <= {*dir(books.novels)}
    with pytest.raises(AttributeError, match=r"'books.novels' has no attribute 'Poem'"):
        books.novels.Poem  # noqa: B018


def test_a_name_that_the_package_uses_itself_is_there_at_once(library: Path):
    assert import_lazily("books", lazy_names={"books.novels"}).novels.HALF == 450
    assert "books.novels.long" in executed(library)


def test_a_library_that_cannot_be_imported_so_is_imported_plainly(library: Path, caplog: pytest.LogCaptureFixture):
    assert import_lazily("books", excluded={"shelf"}).shelf.width == 42
    assert caplog.messages == ["books is imported plainly"]


def test_nothing_of_it_stays_for_imports_that_follow(library: Path):
    import_lazily("books.novels.short", lazy_modules={"shelf"}, excluded={"books.novels.long"})
    import books.novels.long  # type: ignore[import-not-found]  # noqa: F401 - imported for what it does
    import shelf  # type: ignore[import-not-found]  # noqa: F401

    assert executed(library)["books.novels.long"] == 1


def test_the_garbage_collector_runs_again_afterwards_even_where_the_import_fails():
    with pytest.raises(ModuleNotFoundError):
        import_lazily("nowhere_at_all")
    assert gc.isenabled()


@pytest.mark.long
def test_great_expectations_judges_as_where_it_is_imported_plainly(project: Path):
    """And what was spared stays so while the checks of articles are judged: else the price is paid after all, later."""

    def judged(how: str) -> dict[str, Any]:
        command = [sys.executable, "-c", JUDGED, how, json.dumps(MORE)]
        return json.loads(subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout)

    quick, plain = judged("quickly"), judged("plainly")
    assert quick["findings"] == plain["findings"]
    assert {status for _, status, _, _ in plain["findings"]} == {"pass", "fail", "error"}
    assert quick["gallery"] == plain["gallery"]
    assert len(plain["gallery"]) > 50
    assert plain["spared"] == []
    assert quick["spared"] == ["scipy.stats", "altair", "sqlalchemy"]
