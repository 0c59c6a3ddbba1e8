"""`broadsheet quarantine`: what is held and why, read from the snapshot; decisions over it, written to the warehouse."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import Any

import orjson

from flows.cli.known_sources import require_source
from flows.cli.output.console import err, out
from flows.cli.report import report_after
from flows.inspect.reading import fetch_rows, in_words, opened_snapshot, question, write_json, write_table
from schemas.checks import article_checks
from schemas.errors import ChecksFileError, UsageError
from schemas.settings import Settings, load_settings
from tasks.load.holds import Decision, discard, release
from tasks.publish import publish
from tasks.runs.folder import new_run_id


def show_holds(*, source: str, check: str, everything: bool, as_json: bool) -> None:
    """Raises UsageError for a source that nobody knows."""
    settings = load_settings()
    require_source(source, settings)
    with opened_snapshot(settings) as database:
        wanted = {"source": source, "check": check, "everything": everything}
        rows = fetch_rows(database, question("open_holds"), wanted)
    if as_json:
        write_json(rows)
    elif rows:
        write_table(rows, f"{len(rows)} held")
    else:
        err().print("nothing is held")


def show_hold(hold: str, *, as_json: bool) -> None:
    """Raises UsageError where the id, or the beginning of one, does not stand for exactly one hold."""
    settings = load_settings()
    found = found_hold(hold, settings)
    with opened_snapshot(settings) as database:
        history = fetch_rows(database, question("hold_history"), {"hold": str(found["quarantine_id"])})
    record = orjson.loads(found.pop("record"))
    failures = _explained(record["failures"], settings)
    if as_json:
        write_json({**found, "failures": failures, "history": history, "article": record})
        return
    _print({**_head(found, settings), **_said(record)})
    out().print("\nwhat the checks said", style="bold")
    for failure in failures:
        _print({str(failure["check_id"]): _in_words(failure), "": failure["why"]})
    out().print("\nhistory", style="bold")
    for event in history:
        who = f"{event['state']} by {event['who']}" + (f": {event['reason']}" if event["reason"] else "")
        _print({f"{event['happened_at']:%Y-%m-%d %H:%M}": who})
    out().print(f"\n{record['body']}", markup=False, highlight=False, soft_wrap=True)


def found_hold(hold: str, settings: Settings) -> dict[str, Any]:
    """The hold of this id, or beginning of one. Raises UsageError where that does not stand for exactly one."""
    with opened_snapshot(settings) as database:
        rows = fetch_rows(database, question("hold"), {"hold": hold.strip().lower()})
    if len(rows) != 1 or not hold.strip():
        raise UsageError(
            f"{len(rows) or 'no'} held articles have an id that begins with {hold!r}",
            "`broadsheet quarantine list --all` names them.",
        )
    return rows[0]


def release_holds(holds: list[str], *, by: str, reason: str, as_json: bool) -> None:
    """Load the holds as they are, publish, and tell what became of each."""
    settings = load_settings()
    now = datetime.now(UTC)
    ended = release(holds, _decision(by, reason), new_run_id(now), settings, now)
    publish(settings)
    report_after(settings)
    rows = [{"quarantine_id": hold, "released_as": outcome} for hold, outcome in ended.items()]
    write_json(rows) if as_json else write_table(rows)


def discard_holds(holds: list[str], *, by: str, reason: str, as_json: bool) -> None:
    """Record that the holds are no articles, and publish."""
    settings = load_settings()
    discarded = discard(holds, _decision(by, reason), settings, datetime.now(UTC))
    publish(settings)
    report_after(settings)
    rows = [{"quarantine_id": hold, "state": "discarded"} for hold in discarded]
    write_json(rows) if as_json else write_table(rows)


def _print(facts: dict[str, Any]) -> None:
    """Lines that are not cut: somebody copies the path of a capture from here."""
    for name, value in facts.items():
        if words := in_words(value):
            out().print(f"{name:<22} {words}", markup=False, highlight=False, soft_wrap=True)


def _in_words(failure: dict[str, Any]) -> str:
    observed = f"is {failure['observed']}" if failure["observed"] is not None else "is missing"
    bound = f", should be {failure['bound']}" if failure["bound"] else ""
    return f"{failure['action']} ({failure['severity']}): {observed}{bound}"


def _decision(by: str, reason: str) -> Decision:
    return Decision(by.strip() or getpass.getuser(), reason.strip() or None)


def _explained(failures: list[dict[str, Any]], settings: Settings) -> list[dict[str, Any]]:
    """The failures, each with the reason why its check is there; a check that is gone meanwhile has none."""
    try:
        reasons = {check.id: check.reason for check in article_checks(settings.checks_file)}
    except ChecksFileError:
        reasons = {}
    names = ("check_id", "action", "severity", "observed", "bound")
    return [
        {**{name: failure.get(name) for name in names}, "why": reasons.get(failure["check_id"])} for failure in failures
    ]


def _head(found: dict[str, Any], settings: Settings) -> dict[str, Any]:
    place = f"{settings.archive / found['warc_file']} at {found['warc_offset']}+{found['warc_length']}"
    gone = f", removed by retention on {found['removed_at']:%Y-%m-%d}" if found["removed_at"] else ""
    return {
        "hold": str(found["quarantine_id"]),
        "state": found["state"],
        "source": found["source"],
        "url": found["url"],
        "held at": found["held_at"],
        "run": found["run_id"],
        "in the tables": f"version {found['version_in_the_tables']}" if found["version_in_the_tables"] else "not yet",
        "raw capture": place + gone,
    }


def _said(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": record.get("title"),
        "authors": [author["name"] for author in record.get("authors") or []],
        "published": record.get("published_at"),
        "language": record.get("language"),
        "page kind": record.get("page_kind"),
        "extractor": " ".join(filter(None, (record.get("extractor"), record.get("extractor_version")))),
    }
