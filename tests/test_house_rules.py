"""The rules of the house, checked by machines: style, types, imports, the lock file, what files say."""

from __future__ import annotations

import re
import subprocess
import sys
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
        for name in ("flows", "tasks", "schemas", "benchmarks", "drills")
        for path in (project / name).rglob("*.py")
    ]
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_every_sql_file_begins_with_what_it_answers_or_does(project: Path):
    files = [path for name in ("flows", "tasks", "schemas") for path in (project / name).rglob("*.sql")]
    assert files
    assert [path.name for path in files if not path.read_text(encoding="utf-8").startswith("-- ")] == []
