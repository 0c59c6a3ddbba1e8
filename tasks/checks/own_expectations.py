"""Expectation classes of the user, from the files *.py of the folder that the setting own_checks names."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from schemas.checks import own_files
from schemas.errors import ChecksFileError
from schemas.owners_files import open_to_all
from schemas.settings import Settings
from schemas.sources import sources_if_any

_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


def require_known_expectations(settings: Settings) -> None:
    """Look at the user's files and entries without importing Great Expectations, which takes seconds.

    Raises ChecksFileError that names the file: for one that is no Python or imports a module that is not installed, and
    for an entry with an expectation that neither these files nor Great Expectations have.
    """
    folder = settings.own_checks
    own = {name for path in sorted(folder.glob("*.py")) for name in _classes_of(path)} if folder else set()
    for where, entries in _entries(settings):
        for check_id, entry in entries.items():
            name = entry.get("expectation") if isinstance(entry, dict) else None
            if name and name not in own and name not in _known_expectations():
                meant = get_close_matches(name, [*own, *_known_expectations()], n=1)
                raise ChecksFileError(
                    f"{where}: {check_id}: there is no expectation {name}",
                    f"Did you mean {meant[0]}?" if meant else "Correct the name, or define it in own_checks.",
                )


def _entries(settings: Settings) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, own in own_files(settings):
        yield f"{path}", {**own.checks, **own.day_checks}
    for source in sources_if_any(settings.sources_file).values():
        yield f"{settings.sources_file}, source {source.name}", source.checks


def _classes_of(path: Path) -> Iterator[str]:
    """Names of classes that the file defines. Raises ChecksFileError where it cannot be imported."""
    try:
        content = ast.parse(path.read_bytes(), path.name)
    except (OSError, SyntaxError, ValueError) as error:
        raise _not_imported(path, error) from error
    for node in content.body:
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for name in names:
            if find_spec(name.partition(".")[0]) is None:
                raise _not_imported(path, ModuleNotFoundError(f"No module named {name!r}"))
    for part in ast.walk(content):
        if isinstance(part, ast.ClassDef):
            yield part.name
        elif isinstance(part, ast.Assign):  # a class may be made by a call
            yield from (target.id for target in part.targets if isinstance(target, ast.Name))


def _not_imported(path: Path, error: Exception) -> ChecksFileError:
    words = f"{type(error).__name__}: {error}".splitlines()[0]
    return ChecksFileError(f"{path} cannot be imported: {words}", "Mend the file; docs/quality.md has one.")


@cache
def _known_expectations() -> frozenset[str]:
    """Those of Great Expectations, as its files define them."""
    package = find_spec("great_expectations")
    assert package is not None
    assert package.origin is not None
    files = Path(package.origin).with_name("expectations").joinpath("core").glob("*.py")
    return frozenset(name for path in files for name in _CLASS.findall(path.read_text(encoding="utf-8")))


@cache
def own_expectations(folder: Path, base: type) -> dict[str, type]:
    """The subclasses of `base` that the files define, by name; each file is imported once in a process.

    Raises ChecksFileError that names the file, where one cannot be imported, every user can write to it, or two classes
    have one name.
    """
    found: dict[str, type] = {}
    for path in sorted(folder.glob("*.py")):
        _require_closed(path)
        for name, kind in inspect.getmembers(_imported(path), inspect.isclass):
            if kind.__module__ != _name(path) or not issubclass(kind, base):
                continue
            if name in found:
                raise ChecksFileError(f"{path}: there is a class {name} in another file too", "Rename one of them.")
            found[name] = kind
    return found


def _require_closed(path: Path) -> None:
    """Its code runs as this user, so not every user of the machine may be able to write it."""
    if one := open_to_all(path):
        raise ChecksFileError(
            f"{path} is not run: every user of this machine can write to {one}",
            f"Look at what is in it, then: chmod o-w {one}",
        )


def _name(path: Path) -> str:
    return f"broadsheet_own_checks_{path.stem}"


def _imported(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(_name(path), path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[_name(path)] = module  # pydantic looks for it while a class is made
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # any: it is the user's code
        del sys.modules[_name(path)]
        raise _not_imported(path, error) from error
    return module
