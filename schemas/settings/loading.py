"""Settings from broadsheet.toml, the environment and the command line, each value with where it came from.

Merged here and not by pydantic-settings: an error has to name the place of the value that is wrong, and `broadsheet
config` that of every value; and the import would cost every command and companion 0.15 s.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args, get_origin

import pydantic_core
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from schemas.errors import UsageError
from schemas.owners_files import open_to_all, text_of
from schemas.settings.groups import Group, form_of, is_secret, kind_of

PREFIX = "BROADSHEET_"
FILE_VARIABLE = PREFIX + "CONFIG"
FILE_NAME = "broadsheet.toml"

S = TypeVar("S", bound=Group)

_from_flags: dict[str, str] = {}
"""Of this process: flags are handed on as environment variables, so that every process started from here has them
too.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it came from: `by` is default, file, environment or flag, `place` names it for people."""

    value: Any
    by: str
    place: str


@dataclass(frozen=True, slots=True)
class Loaded(Generic[S]):
    settings: S
    origins: dict[str, Found]
    """By name, those that are not defaults; the values as they were written."""
    file: Path | None
    """The settings file, where there is one."""
    unknown_variables: list[str]
    """Of the environment, with our prefix: no error, because others may set such (Kubernetes does for each service)."""


def load_values(kind: type[S], given: Mapping[str, object]) -> Loaded[S]:
    """Gather, merge, check. Raises UsageError; see load_settings."""
    file = settings_file()
    origins = (_of_file(kind, file) if file else {}) | _of_environment(kind) | _of_call(given)
    try:
        settings = kind(**{name: found.value for name, found in origins.items()})
    except ValidationError as error:
        raise _error_of(kind, origins, error.errors()[0]) from error
    unknown = [
        variable
        for variable in sorted(os.environ)
        if variable.startswith(PREFIX)
        and variable != FILE_VARIABLE
        and variable.removeprefix(PREFIX).lower() not in kind.model_fields
    ]
    return Loaded(settings, origins, file, unknown)


def settings_file() -> Path | None:
    """The file that BROADSHEET_CONFIG names, else broadsheet.toml in the working folder, where there is one."""
    named = os.environ.get(FILE_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    here = Path(FILE_NAME).absolute()
    return here if os.path.lexists(here) else None


def open_files(*named: Path) -> Iterator[tuple[str, str]]:
    """A sentence, and the command that helps, for each file that says what runs do and that every user of the machine
    can change: the settings file, and those named.
    """
    for file in filter(None, (settings_file(), *named)):
        if one := open_to_all(file):
            yield f"{file} says what runs do, and every user of this machine can change it", f"chmod o-w {one}"


def files_open_to_all(*named: Path) -> Iterator[str]:
    """The same, a line each."""
    return (f"{what}: {command}" for what, command in open_files(*named))


def use_flags(assignments: Iterable[str], kind: type[Group]) -> None:
    """What `--set NAME=VALUE` says, for this process and every process it starts. Raises UsageError for unknown
    names.
    """
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        name = name.strip()
        if not equals or name not in kind.model_fields:
            raise UsageError(
                f"--set {assignment}: there is no setting {name}" if equals else f"--set {assignment} sets nothing",
                f"{_nearest(kind, name)}Write --set name=value; `broadsheet config` lists the names.",
            )
        os.environ[PREFIX + name.upper()] = value.strip()
        _from_flags[name] = value.strip()


def _of_file(kind: type[Group], file: Path) -> dict[str, Found]:
    try:
        text = text_of(file, "utf-8-sig")
        content = tomllib.loads(text)
    except OSError as error:
        raise UsageError(
            f"settings file {file}: {error.strerror}",
            "Name a file that can be read."
            + (f" It is named by --config or {FILE_VARIABLE}." if os.environ.get(FILE_VARIABLE) else ""),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"settings file {file} is not TOML: {error}",
            "Mend it at that place; `broadsheet config --example` prints one that is right.",
        ) from error
    found = {}
    for name, value in content.items():
        place = f"{file}{_line(text, name)}"
        if name not in kind.model_fields:
            raise _unknown(kind, name, value, place)
        if name == "own_checks" and (one := open_to_all(file)):
            raise UsageError(
                f"{place}: own_checks names code to run, and every user of this machine can write to {one}",
                f"Look at what is in it, then: chmod o-w {one}",
            )
        found[name] = Found(_as_written(kind.model_fields[name], value, file), "file", place)
    return found


def _as_written(field: FieldInfo, value: Any, file: Path) -> Any:
    """A path counts from the folder of the file, an empty one is none. `true` is no number: pydantic would take it for
    1.
    """
    if kind_of(field) is Path and isinstance(value, str):
        return file.parent / Path(value).expanduser() if value else None
    return str(value).lower() if isinstance(value, bool) else value


def _of_environment(kind: type[Group]) -> dict[str, Found]:
    """Empty variables count as unset."""
    found = {}
    for name, field in kind.model_fields.items():
        variable = PREFIX + name.upper()
        if text := os.environ.get(variable):
            by, place = ("flag", f"--set {name}") if _from_flags.get(name) == text else ("environment", variable)
            found[name] = Found(_parsed(field, text), by, place)
    return found


def _of_call(given: Mapping[str, object]) -> dict[str, Found]:
    return {
        name: Found(value, "flag", f"--{name.replace('_', '-')}") for name, value in given.items() if value is not None
    }


_BEFORE_ADDRESS = r",(?=\s*[a-z][a-z0-9+.-]*://)"


def _parsed(field: FieldInfo, text: str) -> Any:
    """Lists are written `80,443` or, as TOML has them, `[80, 443]`."""
    if get_origin(kind_of(field)) is not tuple:
        return text
    if text.lstrip().startswith("["):
        try:
            return tomllib.loads(f"list = {text}")["list"]
        except tomllib.TOMLDecodeError:
            return text  # refused with its place by whoever checks it
    # A comma in an address is part of it, unless another address follows.
    comma = _BEFORE_ADDRESS if "://" in text else ","
    words = [word.strip() for word in re.split(comma, text) if word.strip()]
    return [int(word) if word.isdecimal() else word for word in words] if get_args(kind_of(field))[0] is int else words


def _error_of(kind: type[Group], origins: Mapping[str, Found], wrong: pydantic_core.ErrorDetails) -> UsageError:
    """The first thing that is wrong: its name, its value unless that is a secret, where it stands, what is allowed."""
    name = str(wrong["loc"][0]) if wrong["loc"] else ""
    if name not in kind.model_fields:
        return UsageError(f"settings: {wrong['msg']}", "Mend the call: this name is none of ours.")
    field, found = kind.model_fields[name], origins[name]
    because = f": {wrong['ctx']['error']}" if wrong["type"] == "value_error" else ""
    shown = "(not shown)" if is_secret(field) else repr(found.value)
    return UsageError(
        f"setting {name} = {shown} ({found.place}) is not allowed{because}",
        f"Allowed: {form_of(field)}. Mend it there, or leave it out for {default_of(field)}.",
    )


def default_of(field: FieldInfo) -> str:
    """The default as it would be written in the file. A path that is not set is written as an empty one."""
    if kind_of(field) is Path and field.default is None:
        return toml("")
    is_shown = field.default is not None and not field.is_required() and not is_secret(field)
    return toml(field.default) if is_shown else "nothing"


def toml(value: Any) -> str:
    """A value of a setting as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unknown(kind: type[Group], name: str, value: Any, place: str) -> UsageError:
    inner = f"{name}_{next(iter(value), '')}" if isinstance(value, dict) else name
    hint = "Settings stand at the top of the file, without tables. " if isinstance(value, dict) else ""
    return UsageError(
        f"{place}: there is no setting {name}",
        f"{hint}{_nearest(kind, inner)}`broadsheet config --example` shows all of them.",
    )


def _nearest(kind: type[Group], name: str) -> str:
    word = name.lower().removeprefix(PREFIX.lower()).replace("-", "_")
    near = difflib.get_close_matches(word, kind.model_fields, n=1)
    return f"Did you mean {near[0]}? " if near else ""


def _line(text: str, name: str) -> str:
    """`, line 4`, where the key is found: the TOML parser keeps no places."""
    found = re.search(rf"""^[ \t]*\[*["']?{re.escape(name)}["']?[ \t]*[=.\]]""", text, re.MULTILINE)
    return f", line {text.count(chr(10), 0, found.start()) + 1}" if found else ""
