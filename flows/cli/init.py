"""`broadsheet init`: a project of one's own, in a folder without any of the program's files."""

from __future__ import annotations

import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output.console import err
from schemas.errors import UsageError

_UNDER_OTHER_NAMES = {"gitignore": ".gitignore", "settings.toml": "broadsheet.toml"}
"""Names that version control of a checkout would leave out."""


def init(
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="Where; made if it is not there.")] = ".",
    contact: Annotated[str, typer.Option(help="The setting contact: whom sites may ask, you@example.org.")] = "",
) -> None:
    """Make a project of your own: a settings file, a list of sources, a folder of checks. Upgrading never touches them.

    Commands find it from its folder, or with --config FOLDER/broadsheet.toml. Example: broadsheet init desk --contact
    you@example.org
    """
    place = Path(folder).expanduser().absolute()
    begin_project(place, contact)
    words = [f"{place} is a project now: sources.yaml, checks/, broadsheet.toml"]
    if place != Path.cwd():
        words.append(f"Go there: cd {folder}")
    words.append("Then: broadsheet sources add https://… · broadsheet ingest FILE… --source NAME · broadsheet up")
    err().print("\n".join(words), markup=False, highlight=False, soft_wrap=True)


def begin_project(place: Path, contact: str) -> None:
    """Write the files of a new project. Nothing is replaced. Raises UsageError: a file is there already, or cannot be
    written; the contact is none.
    """
    wanted = {place / name: content for name, content in _contents(files("flows.cli").joinpath("project"), contact)}
    if os.path.lexists(place / "broadsheet.toml"):
        raise UsageError(f"{place} is a project already", "Nothing was written: go on with it, or name another folder.")
    if there := [path for path in wanted if os.path.lexists(path) and path.name != ".gitignore"]:
        raise UsageError(
            f"{there[0]} is there already", "Nothing was written: name another folder, or go on with what is there."
        )
    try:
        for path, content in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(path):
                with path.open("x", encoding="utf-8") as file:
                    file.write(content)
    except OSError as error:
        raise UsageError(
            f"{error.filename} cannot be written: {error.strerror}", "Name a folder that can be written."
        ) from error


def _contents(folder: Traversable, contact: str, inside: str = "") -> list[tuple[str, str]]:
    """Name below the project's folder, text: of every file of the template."""
    found: list[tuple[str, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = inside + _UNDER_OTHER_NAMES.get(entry.name, entry.name)
        if entry.is_dir():
            found += _contents(entry, contact, f"{name}/")
        else:
            text = entry.read_text(encoding="utf-8")
            found.append((name, _with_contact(text, contact) if name == "broadsheet.toml" else text))
    return found


def _with_contact(text: str, contact: str) -> str:
    from schemas.settings import load_settings
    from schemas.settings.loading import toml

    if not contact:
        return text
    try:
        load_settings(contact=contact)
    except UsageError as error:
        raise UsageError(error.what, "Write --contact you@example.org, or the address of a page about you.") from error
    return text.replace('#contact = "you@example.org"', f"contact = {toml(contact)}")
