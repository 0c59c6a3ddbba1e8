"""Files and folders: every article file below a folder, in a stable order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath

from schemas.contents import ARTICLE_SUFFIXES
from schemas.sources import Source
from tasks.discover.offers import Offer, offered_file, refused
from tasks.files.confined import Confined
from tasks.web.addresses import file_address

MANIFEST_SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".xlsx", ".xls", ".ods")
WARC_SUFFIX = ".warc"
_ARCHIVE_SUFFIXES = {".wacz": WARC_SUFFIX, ".arc": WARC_SUFFIX}
"""Other files that hold captures, read as WARC files are."""


def suffix(path: Path) -> str:
    """The ending that tells the type, without .gz: "page.HTML.gz" -> ".html"; ".warc" for any archive of captures."""
    name = path.name.lower().removesuffix(".gz")
    found = PurePath(name.removesuffix(".zst") if name.endswith(".warc.zst") else name).suffix
    return _ARCHIVE_SUFFIXES.get(found, found)


def holds_only_warcs(folder: Path) -> bool:
    """Whether there are WARC files in or below the folder and no article files."""
    found = False
    for _, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        endings = {suffix(Path(name)) for name in names if not name.startswith(".")}
        if not endings.isdisjoint(ARTICLE_SUFFIXES):
            return False
        found = found or WARC_SUFFIX in endings
    return found


def offers_in_folder(
    source: Source, folder: Path, warn: Callable[[str], None], allow_folders: Iterable[str] = ()
) -> Iterator[Offer]:
    """Every article file below the folder. A link that leads out of it is an offer with that reason. Other files are
    counted in one warning, hidden ones are passed over.
    """
    found, others, unread = 0, Counter[str](), list[Path]()
    refusals: list[Offer] = []
    confined = Confined(folder, allow_folders)

    def unreadable(error: OSError) -> None:
        path = Path(error.filename)
        refusals.append(refused(source, file_address(path), "unreadable", f"{path}: {error.strerror}"))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            if suffix(path) in ARTICLE_SUFFIXES:
                found += 1
                objection = confined.objection(path) if path.is_symlink() else None
                yield (
                    refused(source, file_address(path), "blocked_file", objection)
                    if objection
                    else offered_file(source, path)
                )
            elif suffix(path) in {*MANIFEST_SUFFIXES, WARC_SUFFIX}:
                unread.append(path)
            else:
                others[suffix(path) or "no ending"] += 1
    yield from refusals
    for words, files in (
        ("manifest(s)", [path for path in unread if suffix(path) != WARC_SUFFIX]),
        ("WARC file(s)", [path for path in unread if suffix(path) == WARC_SUFFIX]),
    ):
        if files:
            warn(f"{folder}: {len(files)} {words} not read, name them to read them: {files[0]}")
    if others:
        kinds = ", ".join(f"{count} {kind}" for kind, count in others.most_common(5))
        warn(f"{folder}: {others.total()} files that are no articles by their name were passed over: {kinds}")
    if not found and not refusals:
        yield refused(
            source, file_address(folder), "nothing_inside", f"{folder}: no {' '.join(ARTICLE_SUFFIXES)} (or .gz)"
        )
