"""The pages that a drill damages, archives or ingests: those of a folder, else samples of the project, so that no
corpus is needed.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from benchmarks.clean.corpus import articles
from schemas.settings import PROJECT

_SITES = ("harbour-courier", "north-ledger")
"""Sites of whole pages; those of the third are odd on purpose."""


def markup_of(folder: Path | None) -> list[bytes]:
    """The pages (unzipped) that `folder/truth.jsonl` names; without a folder, the samples of two sites in `seeds/`."""
    if folder is not None:
        return [page.markup() for page in articles(folder)]
    files = [path for site in _SITES for path in sorted((PROJECT / "seeds" / site / "pages").glob("*.html*"))]
    return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]
