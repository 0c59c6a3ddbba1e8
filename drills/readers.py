"""An archive as a run writes it, counted by other people's readers: do all find the same records?

    python -m drills.readers [FOLDER] [--file-mb 4] [--datatrove-python PATH]

FOLDER has a truth.jsonl whose rows name pages (default: the sample pages in seeds/). Each page is written as a response
with its metadata, each tenth once more as a revisit, each twentieth as a file's resource. datatrove reads web pages
only, so its count is that of the responses. It is no dependency of the project: it takes part where an environment has
it, `python -m venv PEERS && PEERS/bin/pip install 'datatrove[io]' warcio faust-cchardet python-magic`, then
`--datatrove-python PEERS/bin/python`. Ends with 1 where counts differ.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from drills.sample_pages import markup_of
from schemas.settings import MEGABYTE
from tasks.archive import Facts, Original, Place, Profile, Writer, read

_BEGUN = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
_HEAD = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Server", "example")]
_DATATROVE = """
import sys
from datatrove.pipeline.readers import WarcReader
print(sum(1 for _ in WarcReader(sys.argv[1], glob_pattern="**/*.warc.gz").run()))
"""


def write(archive: Path, bodies: list[bytes], most_file_bytes: int) -> list[tuple[Place, bytes]]:
    """Every record that holds a payload, and that payload."""
    found = []
    with Writer(archive, "2026/04/run-00001.warc.gz", most_file_bytes) as writer:
        for number, body in enumerate(bodies):
            url, at = f"https://a.example/news/{number}", _BEGUN + timedelta(seconds=number)
            digest = hashlib.sha256(body).hexdigest()
            facts = Facts(elapsed_ms=number, via="https://a.example/feed.xml")
            place = writer.add_response(url, "200 OK", _HEAD, body, "192.0.2.7", at, facts=facts, payload_sha256=digest)
            found.append((place, body))
            if number % 10 == 0:
                original = Original(digest, url, at)
                writer.add_revisit(
                    url,
                    "304 Not Modified",
                    _HEAD,
                    None,
                    at,
                    original=original,
                    profile=Profile.NOT_MODIFIED,
                    facts=facts,
                )
            if number % 20 == 0:
                page = gzip.decompress(body)
                found.append((writer.add_resource(f"file:///news/{number}.html", page, "text/html", at), page))
    return found


def by_warcio(files: list[Path]) -> Counter[str]:
    """Digests are checked on the way."""
    kinds = Counter[str]()
    for path in files:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.raw_stream.read()
                kinds[record.rec_type] += 1
    return kinds


def by_fastwarc(files: list[Path]) -> Counter[str]:
    """Digests of the blocks are checked on the way."""
    kinds = Counter[str]()
    for path in files:
        with path.open("rb") as file:
            for record in FastIterator(file, parse_http=False):
                assert record.verify_block_digest(), f"{path} at {record.stream_pos}"
                kinds[record.headers["WARC-Type"]] += 1
    return kinds


def by_datatrove(archive: Path, python: str) -> Counter[str]:
    done = subprocess.run([python, "-c", _DATATROVE, str(archive)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"datatrove failed:\n{done.stderr}")
    return Counter(response=int(done.stdout.split()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--file-mb", type=float, default=4)
    parser.add_argument("--datatrove-python", help="Python of an environment that has datatrove")
    given = parser.parse_args()
    bodies = [gzip.compress(page) for page in markup_of(given.folder)]
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name)
        begun = time.process_time()
        written = write(archive, bodies, int(given.file_mb * MEGABYTE))
        spent = time.process_time() - begun
        files = sorted(archive.rglob("*.warc.gz"))
        size = sum(path.stat().st_size for path in files) / MEGABYTE
        print(f"{len(bodies)} pages, {size:.1f} MB in {len(files)} files, {len(bodies) / spent:.0f} pages a CPU-second")
        assert all(read(archive, place).payload == body for place, body in written)
        print(f"{'ours':10} reads all {len(written)} payloads back by place, byte for byte")
        counts = {"warcio": by_warcio(files), "fastwarc": by_fastwarc(files)}
        if given.datatrove_python:
            counts["datatrove"] = by_datatrove(archive, given.datatrove_python)
    for reader, kinds in counts.items():
        print(f"{reader:10} {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}")
    differ = {
        (reader, kind)
        for reader, kinds in counts.items()
        for kind, count in kinds.items()
        if count != counts["warcio"][kind]
    }
    if differ or counts["warcio"] != counts["fastwarc"]:
        sys.exit(f"counts differ: {sorted(differ)}")


if __name__ == "__main__":
    main()
