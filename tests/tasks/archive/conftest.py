"""How other people's tools read a WARC file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator


@dataclass
class Told:
    """One record as a tool reads it: its fields by name in small letters, its HTTP head if any, its content."""

    fields: dict[str, str]
    http: list[tuple[str, str]] | None
    content: bytes

    @property
    def kind(self) -> str:
        return self.fields["warc-type"]


def _with_warcio(path: Path) -> list[Told]:
    """Raises where a digest is wrong."""
    with path.open("rb") as file:
        return [
            Told(
                {name.lower(): value for name, value in record.rec_headers.headers},
                record.http_headers.headers if record.http_headers else None,
                record.raw_stream.read(),
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]


def _with_fastwarc(path: Path) -> list[Told]:
    with path.open("rb") as file:
        return [
            Told(
                {name.lower(): value for name, value in record.headers.items()},
                list(record.http_headers.items()) if record.http_headers else None,
                record.reader.read(),
            )
            for record in FastIterator(file, auto_decode="none")
        ]


@pytest.fixture(params=[_with_warcio, _with_fastwarc], ids=["warcio", "fastwarc"])
def told(request: pytest.FixtureRequest) -> Callable[[Path], list[Told]]:
    """The records of a file, as each of the tools reads them."""
    return request.param
