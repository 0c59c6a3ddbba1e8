"""The rules of the house, checked by machines: style, types, imports, the lock file, what files say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"], ["lint-imports", "--no-cache"]],
    ids=["format", "style", "types", "imports"],
)
def test_the_checks_pass(command: list[str], project: Path):
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.xdist_group("house rules")
def test_tests_of_a_group_run_in_one_process(request: pytest.FixtureRequest):
    """They share what is dear to start. pytest-xdist sees the group at the end of a test's id."""
    if request.config.getoption("loadgroup", default=False):
        assert request.node.nodeid.endswith("@house rules")


def test_the_lock_has_hashes_and_names_no_index(project: Path):
    lock = (project / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|--index|--find-links", lock)
    pinned = re.findall(r"^[\w.\[\]-]+==\S+(?: ; .*)? \\\n    --hash=sha256:", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[\w.\[\]-]+==", lock, re.MULTILINE))


@pytest.mark.parametrize("python", ["3.11.0", "3.12.0", "3.13.0", "3.14.0"])
def test_the_lock_has_what_its_packages_need_on_every_python(python: str, project: Path):
    lines = re.findall(
        r"^([\w.-]+)==\S+(?: ; (.*?))? \\\n", (project / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    there = {"python_full_version": python, "python_version": python.rsplit(".", 1)[0], "sys_platform": "linux"}
    locked = {canonicalize_name(name) for name, marker in lines if not marker or Marker(marker).evaluate(there)}
    missing = set()
    for name in sorted(locked):
        with suppress(PackageNotFoundError):  # what only another Python needs is not installed here
            needed = [Requirement(line) for line in requires(name) or ()]
            missing |= {
                f"{name} needs {requirement}"
                for requirement in needed
                if (requirement.marker is None or requirement.marker.evaluate(there | {"extra": ""}))
                and canonicalize_name(requirement.name) not in locked
            }
    assert missing == set()


def test_every_dependency_says_why_it_is_there(project: Path):
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    lines = text[text.index("dependencies = [") : text.index("[dependency-groups]")].splitlines()
    unexplained = [
        line.strip()
        for before, line in pairwise(lines)
        if line.startswith('    "') and not before.startswith(("    #", '    "'))
    ]
    assert unexplained == []


def test_no_python_file_is_longer_than_can_be_read_at_a_sitting(project: Path):
    files = [
        path
        for name in ("flows", "tasks", "schemas", "benchmarks", "drills", "tests")
        for path in (project / name).rglob("*.py")
    ]
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_every_sql_file_begins_with_what_it_answers_or_does(project: Path):
    files = [path for name in ("flows", "tasks", "schemas") for path in (project / name).rglob("*.sql")]
    assert files
    assert [path.name for path in files if not path.read_text(encoding="utf-8").startswith("-- ")] == []


PACKAGES = ("flows", "tasks", "schemas")


def class_names(project: Path) -> dict[str, list[str]]:
    """Name of a class, without the underscore of a private one -> the files that define it."""
    found = defaultdict(list)
    for package in PACKAGES:
        for path in sorted((project / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found[node.name.lstrip("_")].append(str(path.relative_to(project)))
    return found


def glossary_rows(project: Path, heading: str) -> list[list[str]]:
    """The cells of the table below a heading of the glossary."""
    text = (project / "docs" / "glossary.md").read_text(encoding="utf-8")
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def words_of(name: str) -> set[str]:
    """`RobotsMemory` or `robots_memory` -> {robots, memory}"""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def test_no_class_name_has_two_meanings(project: Path):
    assert {name: files for name, files in class_names(project).items() if len(files) > 1} == {}


def test_names_of_classes_and_modules_avoid_the_words_that_the_glossary_avoids(project: Path):
    avoided = {row[0] for row in glossary_rows(project, "Words that names avoid")}
    assert "told" in avoided
    modules = [path for package in PACKAGES for path in (project / package).rglob("*.py")]
    names = {*class_names(project), *(path.stem for path in modules), *(path.parent.name for path in modules)}
    assert {name for name in names if words_of(name) & avoided} == set()


def test_every_word_of_the_glossary_names_something(project: Path):
    """A class, a file of the project, or a text in its code."""
    classes = class_names(project)
    code = "".join(
        path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in (project / package).rglob("*")
        if path.suffix in {".py", ".sql"}
    )
    where = {row[0]: row[2].strip("`") for row in glossary_rows(project, "Words of this project")}
    assert len(where) > 20
    assert {
        word for word, name in where.items() if not (name in classes or (project / name).exists() or name in code)
    } == set()


def test_no_name_of_a_folder_becomes_a_column(project: Path):
    """DuckDB takes `name=value` in the path of a file for a column, which hides one of that name in the file."""
    found = [
        f"{path.relative_to(project)}: {call}"
        for folder in ("flows", "tasks")
        for path in (project / folder).rglob("*")
        if path.suffix in {".py", ".sql"}
        for call in re.findall(
            r"read_(?:parquet|json|json_auto)\((?!content)[^;]{200}", path.read_text(encoding="utf-8")
        )
        if "hive_partitioning = false" not in call
    ]
    assert found == []
