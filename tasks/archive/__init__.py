"""captures <-> WARC files. Fetching writes and cleaning reads through this package only.

WARC/1.1 (ISO 28500:2017): a `response` record for the web, a `resource` record for a file or inline content, a
`revisit` record where the bytes are those of before, and beside each a `metadata` record with how it was fetched. The
payload is always as received, whatever its encoding. Each record is a gzip member of its own, so that file, offset and
length are enough to read it back.
"""

from schemas.records import Place
from tasks.archive.reader import RECORD_HEAD_BYTES, ArchiveDamaged, Stored, read, warc_name
from tasks.archive.writer import Facts, Original, Profile, Writer

__all__ = [
    "RECORD_HEAD_BYTES",
    "ArchiveDamaged",
    "Facts",
    "Original",
    "Place",
    "Profile",
    "Stored",
    "Writer",
    "read",
    "warc_name",
]
