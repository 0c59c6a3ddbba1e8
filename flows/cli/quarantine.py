"""`broadsheet quarantine`: what is held and why, from the snapshot; decisions about it, written to the warehouse."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output.console import AsJson, err, in_words, out, print_notes
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from flows.inspect.reading import fetch_rows, opened_snapshot, question, require_check, require_source
from schemas.errors import UsageError

if TYPE_CHECKING:
    from schemas.settings import Settings
    from tasks.load.statements import Decision
    from tasks.replay import Choice

quarantine = typer.Typer(
    help="Articles that the checks hold back: look, release, discard, judge again.", no_args_is_help=True
)

HoldIds = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of holds; six characters of each will do.")]
DecidedBy = Annotated[str, typer.Option("--by", help="Who decides. Default: the login name.")]


@quarantine.command("list")
def list_holds(
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    check: Annotated[str, typer.Option(help="Only what this check holds.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also holds that are decided.")] = False,
    as_json: AsJson = False,
) -> None:
    """Every article that is held, with the checks that hold it."""
    from schemas.settings import load_settings

    settings = load_settings()
    source = require_source(source, settings)
    _require_check(check, settings)
    with opened_snapshot(settings) as database:
        parameters = {"source": source, "check": check, "everything": everything}
        rows = fetch_rows(database, question("open_holds"), parameters)
    held = sum(row["state"] == "open" for row in rows)
    if as_json:
        write_json(rows)
    elif rows:
        decided = f", {len(rows) - held} decided" if held < len(rows) else ""
        write_table(rows, f"{held} held{decided}")
    else:
        err().print("nothing is held")


@quarantine.command("show")
def show_hold(hold: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """One held article: what failed with its value and bound, where the raw capture is, its history, its text."""
    import orjson

    from schemas.settings import load_settings

    settings = load_settings()
    found = find_hold(hold, settings)
    with opened_snapshot(settings) as database:
        history = fetch_rows(database, question("hold_history"), {"hold": str(found["quarantine_id"])})
    record = orjson.loads(found.pop("record"))
    failures = _explained(record["failures"], settings)
    if as_json:
        write_json({**found, "failures": failures, "history": history, "article": record})
        return
    _print_facts({**_facts(found, settings), **_article_facts(record)})
    out().print("\nwhat the checks said", style="bold")
    for failure in failures:
        _print_facts({str(failure["check_id"]): _failure_words(failure), "": failure["why"]})
    out().print("\nhistory", style="bold")
    for event in history:
        who = f"{event['state']} by {event['who']}" + (f": {event['reason']}" if event["reason"] else "")
        _print_facts({f"{event['happened_at']:%Y-%m-%d %H:%M}": who})
    out().print(f"\n{record['body']}", markup=False, highlight=False, soft_wrap=True)


@quarantine.command("release")
def release_holds(
    holds: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of holds; six characters of each will do.")
    ] = None,
    checks: Annotated[
        list[str] | None,
        typer.Option("--check", help="Instead of ids: all that no other check holds. May be given several times."),
    ] = None,
    source: Annotated[str, typer.Option(help="With --check, or alone: only what is held of this source.")] = "",
    reason: Annotated[
        str, typer.Option(help="Why it is an article after all; it is recorded. Needed with --check and --source.")
    ] = "",
    by: DecidedBy = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be loaded, and load nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Load held articles as they are. All or none; who, when and why are recorded.

    Examples: broadsheet quarantine release 5f0c21 --reason "a poem, and meant to be short" ·
    broadsheet quarantine release --check words_enough --source poems --reason "poems"
    """
    from schemas.settings import load_settings
    from tasks.load.holds import release
    from tasks.runs.folder import new_run_id

    settings, now = load_settings(), datetime.now(UTC)
    if bool(holds) == bool(checks or source):
        raise UsageError("which holds are to be released?", "Give ids, or --check and --source; not both.")
    chosen = [] if holds else held_by(checks or [], source, settings)
    if dry_run:
        names = ("quarantine_id", "source", "url", "state")
        rows = chosen or [find_hold(one, settings) for one in holds or []]
        found = [{name: row[name] for name in names} for row in rows]
        write_json(found) if as_json else write_table(found, f"{len(found)} would be loaded")
        return
    if not holds and not reason.strip():
        raise UsageError(
            f"{len(chosen)} held would be loaded at once, which needs a reason",
            'For example: --reason "poems, and meant to be short"; --dry-run shows them.',
        )
    ended = release(
        holds or [str(row["quarantine_id"]) for row in chosen], decision_of(by, reason), new_run_id(now), settings, now
    )
    publish_change(settings)
    rows = [{"quarantine_id": hold, "released_as": outcome} for hold, outcome in ended.items()]
    write_json(rows) if as_json else write_table(rows)


def held_by(checks: list[str], source: str, settings: Settings) -> list[dict[str, Any]]:
    """The open holds of one source that no other check than these holds; all of it without a check. Raises UsageError
    where there are none.
    """
    source = require_source(source, settings)
    for check in checks:
        _require_check(check, settings)
    with opened_snapshot(settings) as database:
        rows = fetch_rows(database, question("open_holds"), {"source": source, "check": "", "everything": False})
    if not checks:
        found = rows
    else:
        rows = [row for row in rows if set(row["checks"]) & set(checks)]
        found = [row for row in rows if set(row["checks"]) <= set(checks)]
    if not found:
        what = f"nothing is held by {' and '.join(checks)} alone" if checks else f"nothing of {source} is held"
        cure = "`broadsheet quarantine list` shows what is held."
        if rows:
            others = sorted({check for row in rows for check in row["checks"]} - set(checks))
            what += f"; held by other checks too: {len(rows)} ({', '.join(others)})"
            cure = "Name those too (--check ID --check ID), or --source NAME alone, or ids."
        raise UsageError(what, cure)
    return found


@quarantine.command("discard")
def discard_holds(
    holds: HoldIds,
    reason: Annotated[str, typer.Option(help="Why it is not an article; it is recorded.")],
    by: DecidedBy = "",
    as_json: AsJson = False,
) -> None:
    """Decide that held articles are not articles. Nothing is deleted, and a discarded one can still be released."""
    from schemas.settings import load_settings
    from tasks.load.holds import discard

    settings = load_settings()
    discarded = discard(holds, decision_of(by, reason), settings, datetime.now(UTC))
    publish_change(settings)
    rows = [{"quarantine_id": hold, "state": "discarded"} for hold in discarded]
    write_json(rows) if as_json else write_table(rows)


@quarantine.command("retry")
def retry_holds(
    holds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="Ids of holds; six characters of each will do. Without: all that are held."
        ),
    ] = None,
    source: Annotated[str, typer.Option(help="Only what is held of this source.")] = "",
    check: Annotated[str, typer.Option(help="Only what this check holds.")] = "",
    as_json: AsJson = False,
) -> None:
    """Read what is held again, with today's extractor and checks; what passes now is loaded.

    Examples: broadsheet quarantine retry 5f0c21 · broadsheet quarantine retry --check words_enough
    """
    from flows.cli.replay import run_replay

    run_replay(choice_of_holds(holds or [], source, check), as_json=as_json)


def choice_of_holds(holds: list[str], source: str, check: str) -> Choice:
    """The open holds: all, or those of these ids, one source or one check. Raises UsageError for an unknown id or
    source.
    """
    from schemas.settings import load_settings
    from tasks.replay import Choice
    from tasks.store.engine import literal

    settings = load_settings()
    source = require_source(source, settings)
    _require_check(check, settings)
    conditions = ["standing = 'held'"]
    if check:
        conditions.append(f"list_contains(checks, {literal(check)})")
    if holds:
        # A hold has the id of its capture.
        ids = ", ".join(literal(str(find_hold(hold, settings)["quarantine_id"])) for hold in holds)
        conditions.append(f"capture_id::VARCHAR IN ({ids})")
    return Choice(source, None, " AND ".join(conditions))


def _require_check(check: str, settings: Settings) -> None:
    """Raises UsageError for a check that no file has, and that holds nothing either."""
    if not check:
        return
    from schemas.checks import checks_of_articles, checks_of_sources

    held = "SELECT DISTINCT unnest(checks) AS check_id FROM quality.quarantine"
    with opened_snapshot(settings) as database:
        recorded = [row["check_id"] for row in fetch_rows(database, held)]
    of_sources = (one.id for _, one, _ in checks_of_sources(settings))
    require_check(
        check, [*(one.id for one in checks_of_articles(settings)), *of_sources, *recorded], "check of articles"
    )


def find_hold(hold: str, settings: Settings) -> dict[str, Any]:
    """The hold with this id, or with an id that begins so. Raises UsageError where there is none, or more than one."""
    with opened_snapshot(settings) as database:
        rows = fetch_rows(database, question("hold"), {"hold": hold.strip().lower()})
    if len(rows) != 1 or not hold.strip():
        raise UsageError(
            f"{len(rows) or 'no'} held articles have an id that begins with {hold!r}",
            "`broadsheet quarantine list --all` names them.",
        )
    return rows[0]


def publish_change(settings: Settings) -> None:
    """Publish the decision, and write the quality page again."""
    from tasks.publish import publish
    from tasks.report import write_report_or_warn

    publish(settings)
    print_notes(write_report_or_warn(settings, datetime.now(UTC)))


def this_user() -> str:
    """The name of the user who decides; a user without one, as in a container, is called by number: `user 12345`."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # the former before Python 3.13
        return f"user {os.getuid()}"


def decision_of(by: str, reason: str) -> Decision:
    """Who decides, by default the login name, and why."""
    from tasks.load.statements import Decision

    return Decision(by.strip() or this_user(), reason.strip() or None)


def _print_facts(facts: dict[str, Any]) -> None:
    """A line for each fact. It is not cut: a person copies the path of a capture from here."""
    for name, value in facts.items():
        if words := in_words(value):
            out().print(f"{name:<22} {words}", markup=False, highlight=False, soft_wrap=True)


def _failure_words(failure: dict[str, Any]) -> str:
    observed = f"is {failure['observed']}" if failure["observed"] is not None else "is missing"
    bound = f", should be {failure['bound']}" if failure["bound"] else ""
    return f"{failure['action']} ({failure['severity']}): {observed}{bound}"


def _explained(failures: list[dict[str, Any]], settings: Settings) -> list[dict[str, Any]]:
    """The failures, each with the reason why its check exists; None for a check that was removed since."""
    from schemas.checks import checks_of_articles
    from schemas.errors import ChecksFileError

    try:
        reasons = {check.id: check.reason for check in checks_of_articles(settings)}
    except ChecksFileError:
        reasons = {}
    names = ("check_id", "action", "severity", "observed", "bound")
    return [
        {**{name: failure.get(name) for name in names}, "why": reasons.get(failure["check_id"])} for failure in failures
    ]


def _facts(found: dict[str, Any], settings: Settings) -> dict[str, Any]:
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


def _article_facts(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": record.get("title"),
        "authors": [author["name"] for author in record.get("authors") or []],
        "published": record.get("published_at"),
        "language": record.get("language"),
        "page kind": record.get("page_kind"),
        "extractor": " ".join(filter(None, (record.get("extractor"), record.get("extractor_version")))),
    }
