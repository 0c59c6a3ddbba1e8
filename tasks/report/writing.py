"""pages -> files: only those whose content is another than the file's; what nothing links to any more goes."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from pathlib import Path

import orjson

from tasks.report.figures import Row
from tasks.report.names import file_name
from tasks.report.pages import Page, run_html, source_html
from tasks.report.panels.sources import of_sources

_KEYS = ".keys.json"
_FORM = 2
"""Another number whenever a template changed."""


def write(path: Path, html: str) -> None:
    """Whole, or as it was. Not synced: after a power cut the next report makes it anew."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        # Letters that no text can hold (of a file name that is no UTF-8) become question marks.
        draft.write_bytes(html.encode("utf-8", "replace"))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_sources(page: Page, drawings: dict[str, str], folder: Path) -> int:
    """A page a source, where what it shows is not what it showed; says how many were written."""
    folder.mkdir(exist_ok=True)
    known, keys = _known(folder), {}
    shown = of_sources(page.figures, page.checks)
    written = 0
    for standing in page.standings:
        name = file_name(standing.source)
        keys[name] = _key([standing.level, [str(cause) for cause in standing.causes], shown[standing.source]])
        if known.get(name) == keys[name] and (folder / name).exists():
            continue
        write(folder / name, source_html(page, standing, shown[standing.source], drawings))
        written += 1
    _forget(folder, keys)
    if keys != known:
        (folder / _KEYS).write_bytes(orjson.dumps(keys))
    return written


def write_runs(page: Page, folder: Path) -> int:
    """A page a run of the newest runs: a run that has ended does not change, so each is written once."""
    folder.mkdir(exist_ok=True)
    known, keys = _known(folder), {}
    endings: dict[str, list[Row]] = defaultdict(list)
    for row in page.figures.endings:
        endings[row["run_id"]].append(row)
    written = 0
    for run in page.figures.runs:
        name = file_name(run["run_id"])
        keys[name] = _key([run, endings[run["run_id"]]])
        if known.get(name) == keys[name] and (folder / name).exists():
            continue
        write(folder / name, run_html(run, endings[run["run_id"]], page))
        written += 1
    _forget(folder, keys)
    if keys != known:
        (folder / _KEYS).write_bytes(orjson.dumps(keys))
    return written


def _key(shown: object) -> str:
    return hashlib.sha256(orjson.dumps([_FORM, shown], default=str, option=orjson.OPT_NON_STR_KEYS)).hexdigest()[:20]


def _known(folder: Path) -> dict[str, str]:
    """What each file shows; nothing where that was never noted, or the note is broken: then all are written."""
    try:
        found: dict[str, str] = orjson.loads((folder / _KEYS).read_bytes())
    except (OSError, ValueError):
        return {}
    return found


def _forget(folder: Path, keys: dict[str, str]) -> None:
    for path in folder.glob("*.html"):
        if path.name not in keys:
            path.unlink(missing_ok=True)
