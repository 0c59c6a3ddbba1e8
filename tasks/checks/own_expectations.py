"""Expectation classes of the user, from the files *.py of the folder that the setting own_checks names."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from functools import cache
from pathlib import Path
from typing import Any

from schemas.errors import ChecksFileError
from schemas.owners_files import open_to_all


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
        words = f"{type(error).__name__}: {error}".splitlines()[0]
        raise ChecksFileError(
            f"{path} cannot be imported: {words}", "Mend the file; docs/quality.md has one."
        ) from error
    return module
