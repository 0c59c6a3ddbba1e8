"""Records of WARC files that are no pages: the answers of servers are listed, others counted by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from schemas.identity import address_id
from schemas.private_parts import public_address
from schemas.records import PassedRecord
from tasks.discover.offers import printable
from tasks.discover.readers.warc_places import Listed
from tasks.store.forgotten import Tombstones
from tasks.web.addresses import BadAddress, address_key, parse_address

_ANSWERS = frozenset({"response", "resource", "revisit"})
"""Records that a person may look for by their address; requests and notes of the recorder are only counted."""
_MOST_LISTED = 200_000
"""Of one run: a crawl of a site with its pictures has some ten thousand. What is beyond is counted."""


class PassedRecords:
    """The records that one run passes over."""

    def __init__(self) -> None:
        self._listed: list[PassedRecord] = []
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def note(self, source_name: str, path: Path, record: Listed, reason: str) -> None:
        """Remember one record of a file and why it is no page."""
        file = printable(str(path))
        if record.kind in _ANSWERS and record.uri and len(self._listed) < _MOST_LISTED:
            uri = printable(public_address(record.uri))
            self._listed.append(
                PassedRecord(
                    source_name=source_name,
                    warc_file=file,
                    reason=reason,
                    warc_offset=record.offset,
                    address_id=str(address_id(_key(uri))),
                    url=uri[:4000],
                    captured_at=record.captured_at,
                )
            )
        else:
            self._counts[source_name, file, reason] += 1

    def taken(self, tombstones: Tombstones | None = None) -> Iterator[PassedRecord]:
        """Everything remembered since the last call, then the counts. What is forgotten is counted, not listed."""
        listed, counts = self._listed, self._counts
        self._listed, self._counts = [], Counter()
        for record in listed:
            if tombstones and tombstones.has("address", record.address_id):
                counts[record.source_name, record.warc_file, record.reason] += 1
            else:
                yield record
        for (source_name, file, reason), count in counts.items():
            yield PassedRecord(source_name=source_name, warc_file=file, reason=reason, records=count)


def _key(url: str) -> str:
    try:
        return address_key(parse_address(url))
    except BadAddress:
        return url
