"""A batch through the sandbox: captures.parquet in, articles.parquet out."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from urllib.parse import unquote

from schemas.fields import Article
from schemas.records import Candidate, Capture, Place
from tasks.clean.sandbox.pool import Sandbox
from tasks.clean.sandbox.worker import CleanRequest, Line
from tasks.runs.handover import note_progress, read_rows, write_lines


def clean_batch(batch_folder: Path, sandbox: Sandbox) -> int:
    """Write articles.parquet, a row for every capture that has new content; return how many. Done before: returns at
    once.
    """
    done = batch_folder / "articles.parquet"
    if done.exists():
        return 0
    candidates = {c.position: c for c in read_rows(batch_folder / "candidates.parquet", Candidate)}
    captures = [c for c in read_rows(batch_folder / "captures.parquet", Capture) if c.reason is None]
    orders = (_order(candidates[capture.position], capture) for capture in captures)
    lines: list[Line] = []
    ended = len(candidates) - len(captures)
    note_progress(batch_folder, ended)
    for line in sandbox.clean_lines(orders):
        lines.append(line)
        if len(lines) % 10 == 0:
            note_progress(batch_folder, ended + len(lines))
    lines.sort(key=itemgetter(0))
    write_lines(done, Article, map(itemgetter(1), lines))
    return len(lines)


def _order(candidate: Candidate, capture: Capture) -> CleanRequest:
    assert capture.warc_file is not None
    assert capture.warc_offset is not None
    assert capture.warc_length is not None
    return CleanRequest(
        position=capture.position,
        place=Place(capture.warc_file, capture.warc_offset, capture.warc_length),
        name=unquote(candidate.file.rpartition("/")[2]) if candidate.file else candidate.address,
        url=capture.final_url or candidate.url,
        captured_at=capture.fetched_at,
        known={
            "known_title": candidate.known_title,
            "known_authors": candidate.known_authors,
            "known_published": candidate.known_published,
            "known_language": candidate.known_language,
            "known_outlet": candidate.known_outlet,
            "said_title": candidate.said_title,
            "said_author": candidate.said_author,
            "said_summary": candidate.said_summary,
            "said_language": candidate.said_language,
            "said_published": candidate.said_published,
            "said_modified": candidate.said_modified,
            "source_language": candidate.source_language,
            "source_timezone": candidate.source_timezone,
        },
    )
