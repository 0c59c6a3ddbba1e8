"""One more entry in the sources file, which people keep by hand: every line and comment of theirs stays as it was."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from schemas.contents import ARTICLE_SUFFIXES
from schemas.errors import SourcesFileError, UsageError
from schemas.sources import Kind, Source, declared_sources, sources_if_any
from tasks.discover.inputs import holds_warcs
from tasks.discover.listing import form_of
from tasks.discover.readers.files import MANIFEST_SUFFIXES, suffix
from tasks.files.atomic import atomic_write

_NEW_FILE = "# Where Broadsheet takes its articles from; docs/sources.md shows every field.\nsources:\n"
_EMPTY_LIST = re.compile(r"^(sources:)[ \t]*\[[ \t]*\]", re.MULTILINE)

_HEAD = 10_000


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """The name, with a number behind it where it is taken."""
    names = set(taken)
    return next(
        name
        for number in range(1, len(names) + 2)
        if (name := f"{wanted}-{number}" if number > 1 else wanted) not in names
    )


def kind_at(path: Path) -> Kind | None:
    """The kind of source that a file, folder or glob on this machine is; None where articles come from no such thing.

    A file is known by its ending, a feed, sitemap or list of addresses by its first 10,000 bytes. Raises OSError.
    """
    if holds_warcs(path):
        return "warc"
    if path.is_dir():
        return "files"
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        head = file.read(_HEAD)
    form, ending = form_of(head), suffix(path)
    if ending in MANIFEST_SUFFIXES and form != "feed":
        return "manifest"
    lines = [line for line in head.lower().splitlines() if line.strip() and not line.startswith(b"#")]
    if lines and ending in {"", ".txt"} and all(line.startswith((b"http://", b"https://")) for line in lines):
        return "sitemap" if path.suffix.lower() == ".gz" else "urls"
    if form in {"feed", "sitemap"} and ending not in {".txt", ".md"}:
        return "feed" if form == "feed" else "sitemap"
    return "files" if ending in {"", *ARTICLE_SUFFIXES} else None


def declare(path: Path, source: Source) -> None:
    """Add the source to the file, which is made where there is none. Whole or not at all, and read back before it
    counts.

    Raises SourcesFileError where the file cannot be understood, UsageError where the entry finds no place in it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    declared = declared_sources(path) if path.exists() and path.stat().st_size else {}
    by_hand = f"Add this entry by hand: - {_written(source, in_one_line=True)}"
    _change(path, lambda text: with_entry(text, source), {**declared, source.name: source}, by_hand)


def with_entry(text: str, source: Source) -> str:
    """The text of a sources file with one more entry at the end of its list; every other line stays as it was."""
    text = _EMPTY_LIST.sub(r"\1", text or _NEW_FILE)
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += ending
    column, place = _place(text, len(lines))
    if place < len(lines):  # what is said before the next key is said of that
        while _says_nothing(lines[place - 1]):
            place -= 1
    entry = [" " * column + line + ending for line in _written(source).splitlines()]
    is_first = place > 0 and lines[place - 1].strip() == "sources:"
    return "".join(lines[:place] + ([] if is_first else [ending]) + entry + lines[place:])


def _place(text: str, end: int) -> tuple[int, int]:
    """The column that entries begin in, and the line before which the list has ended: the next key's, or the end's."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    keys = root.value if isinstance(root, yaml.MappingNode) else []
    for number, (key, value) in enumerate(keys):
        if key.value == "sources":
            is_list = isinstance(value, yaml.SequenceNode) and not value.flow_style
            after = keys[number + 1][0].start_mark.line if number + 1 < len(keys) else end
            return (value.start_mark.column if is_list else 2), after
    return 2, end


def rename_declared(path: Path, old: str, new: str) -> bool:
    """Change the name of a declared source; False where none is declared by the old one. No other letter changes.

    Raises SourcesFileError, and UsageError where the name was not found in the text.
    """
    declared = sources_if_any(path)
    if old not in declared:
        return False
    renamed = {
        new if name == old else name: source.model_copy(update={"name": new}) if name == old else source
        for name, source in declared.items()
    }

    def change(text: str) -> str:
        node = _entry(text, old)
        mark = next(value for key, value in node.value if key.value == "name")
        written = yaml.safe_dump(new, allow_unicode=True).splitlines()[0]
        return text[: mark.start_mark.index] + written + text[mark.end_mark.index :]

    _change(path, change, renamed, f"Change it by hand: name: {new}")
    return True


def remove_declared(path: Path, name: str) -> bool:
    """Take the entry of a source out; False where it is not declared. All other lines stay, comments too.

    Raises SourcesFileError, and UsageError where the entry cannot be told from its neighbours.
    """
    declared = sources_if_any(path)
    if name not in declared:
        return False

    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        node = _entry(text, name)
        first = node.start_mark.line
        last = (
            node.end_mark.line if node.end_mark.column == 0 or node.flow_style is not True else node.end_mark.line + 1
        )
        last = max(last, first + 1)
        while last - 1 > first and _says_nothing(lines[last - 1]):
            last -= 1  # what is said before the next entry is said of that
        return "".join(lines[:first] + lines[last:])

    rest = {other: source for other, source in declared.items() if other != name}
    _change(path, change, rest, "Take it out by hand.")
    return True


def _entry(text: str, name: str) -> yaml.MappingNode:
    """The entry of the list `sources` with this name."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    (entries,) = (value for key, value in root.value if key.value == "sources")
    return next(  # type: ignore[no-any-return]
        entry for entry in entries.value if any(k.value == "name" and v.value == name for k, v in entry.value)
    )


def _change(path: Path, change: Callable[[str], str], wanted: dict[str, Source], by_hand: str) -> None:
    """Write the file with a change. It is read back before it counts, as the `wanted` sources in order."""
    path = path.resolve()  # a link stays one
    before = _bytes_of(path)
    with atomic_write(path) as draft:
        draft.write_bytes(change(before.decode("utf-8")).encode("utf-8"))
        try:
            found = declared_sources(draft)
        except SourcesFileError:
            found = {}
        if list(found.items()) != list(wanted.items()):
            raise UsageError(f"the place in {path} was not found, and nothing was written", by_hand)
        if before:
            shutil.copymode(path, draft)
        if _bytes_of(path) != before:
            raise UsageError(f"{path} was changed by somebody else at this moment", "Nothing was written: try again.")


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _says_nothing(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _written(source: Source, *, in_one_line: bool = False) -> str:
    values: dict[str, Any] = source.model_dump(mode="json", exclude_defaults=True)
    values["location"] = source.location if in_one_line else source.asked_location
    form: Any = values if in_one_line else [values]
    return yaml.safe_dump(
        form, sort_keys=False, allow_unicode=True, default_flow_style=in_one_line, width=100_000
    ).rstrip("\n")
