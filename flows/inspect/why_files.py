"""What there is to say of a file that no source ever offered."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from tasks.clean.sniff import foreign_type
from tasks.discover.readers.files import ARTICLE_SUFFIXES, MANIFEST_SUFFIXES, WARC_SUFFIX, suffix

_HEAD = 4096


def passed_over(key: str) -> str | None:
    """Why a folder that holds this file offers none, and what helps; None where nothing speaks against it."""
    path = Path(unquote(key.removeprefix("file://")))
    try:
        if path.is_dir():
            return "it is a folder: ask for one of the files in it"
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError) as error:
        return f"it cannot be read here: {getattr(error, 'strerror', None) or error}"
    if path.name.startswith("."):
        return "folders are read without what is hidden: name it with another first letter than a dot"
    if suffix(path) in ARTICLE_SUFFIXES:
        return None
    if suffix(path) in {*MANIFEST_SUFFIXES, WARC_SUFFIX}:
        return f"a folder offers no manifests and WARC files: broadsheet ingest {path} reads it"
    what = foreign_type(head)
    advice = f"it is {what}" if what else "where it is an article, name it .html or .txt"
    return f"a folder passes over files that are no articles by their name ({' '.join(ARTICLE_SUFFIXES)}); {advice}"
