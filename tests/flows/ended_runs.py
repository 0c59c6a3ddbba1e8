"""Runs whose candidates end as a test says, loaded by the loader."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.fields import Article
from schemas.identity import address_id, capture_id, content_hash, payload_hash, source_id
from schemas.records import Candidate, Capture, CheckResult, Verdict
from schemas.settings import Settings
from tasks.load import begin_run, load_batch
from tasks.runs.handover import write_rows
from tasks.web.addresses import address_key, parse_address

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@dataclass
class Ended:
    """A candidate and how it ends in its run: by a reason of fetching, held by checks, or as an article."""

    url: str
    reason: str | None = None
    detail: str | None = None
    """What exactly happened; without a reason, what of its row could not be read."""
    held_by: str | None = None
    text: str = ""
    title: str | None = None
    final_url: str | None = None
    canonical_url: str | None = None
    said: dict[str, Any] = field(default_factory=dict)


def load(settings: Settings, number: int, *ended: Ended) -> None:
    """A run of these candidates, an hour after the one before."""
    run_id, now = f"run-{number}", AT + timedelta(hours=number)
    folder = settings.runs / run_id / "00001"
    folder.mkdir(parents=True)
    begin_run(run_id, ["desk"], len(ended), [], False, now, settings)
    rows = list(enumerate(ended))
    read = [(position, one) for position, one in rows if one.reason is None]
    write_rows(folder / "candidates.parquet", Candidate, [_candidate(*row) for row in rows])
    write_rows(folder / "captures.parquet", Capture, [_capture(run_id, *row, now) for row in rows])
    write_rows(folder / "articles.parquet", Article, [_article(*row) for row in read])
    write_rows(folder / "verdicts.parquet", Verdict, [_verdict(*row) for row in read])
    write_rows(folder / "results.parquet", CheckResult, [])
    load_batch(folder, run_id, settings, now)


def _candidate(position: int, one: Ended) -> Candidate:
    key = address_key(parse_address(one.url)) if one.url.startswith("http") else one.url
    where: dict[str, Any] = {"file": one.url} if one.url.startswith("file:") else {"url": one.url}
    return Candidate(
        position=position, source_id=str(source_id("desk")), source_name="desk", source_kind="feed",
        source_location="https://l.example/rss", address=key, address_id=str(address_id(key)), **where, **one.said,
        detail=None if one.reason else one.detail,
    )  # fmt: skip


def _capture(run_id: str, position: int, one: Ended, now: datetime) -> Capture:
    leads_on: dict[str, Any] = {"final_url": one.final_url, "redirects": 1} if one.final_url else {}
    if one.reason:
        status = 503 if one.reason == "http_5xx" else None
        return Capture(
            position=position, reason=one.reason, detail=one.detail, fetched_at=now, http_status=status, **leads_on
        )
    return Capture(
        position=position, capture_id=str(capture_id(run_id, position)), warc_file="a.warc.gz", warc_offset=position,
        warc_length=1, payload_sha256=payload_hash(one.text.encode()), payload_bytes=1, fetched_at=now, http_status=200,
        **leads_on,
    )  # fmt: skip


def _article(position: int, one: Ended) -> Article:
    body = one.text or f"The text of {one.url}."
    return Article(
        position=position, content_hash=str(content_hash(one.title, body)), text_hash=str(content_hash(body)),
        title=one.title, body=body, paragraphs=[{"char_start": 0, "char_end": len(body)}], page_kind="article",
        canonical_url=one.canonical_url, extractor="broadsheet",
    )  # fmt: skip


def _verdict(position: int, one: Ended) -> Verdict:
    failure = {"check_id": one.held_by, "severity": "critical", "action": "quarantine", "observed": "7",
               "bound": "at least 25"}  # fmt: skip
    return Verdict(position=position, held=bool(one.held_by), failures=[failure] if one.held_by else [])
