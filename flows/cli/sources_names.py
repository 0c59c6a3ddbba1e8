"""`broadsheet sources rename`, `merge`, `remove`: first in the warehouse, then in the sources file, then published."""

from __future__ import annotations

from datetime import UTC, datetime
from shlex import quote

from flows.cli.forget import run_forget
from flows.cli.output.console import err
from flows.cli.output.formats import write_json
from flows.cli.quarantine import decision_of, publish_change
from flows.inspect.reading import fetch_rows, opened_snapshot
from schemas.errors import UsageError
from schemas.private_parts import shown_address
from schemas.settings import Settings
from schemas.sources import name_objection, sources_if_any
from tasks.discover.declare_source import remove_declared, rename_declared
from tasks.load.source_names import SourceChange, merge_sources, note_removal, rename_source
from tasks.report.said import count


def rename(old: str, new: str, by: str, reason: str, settings: Settings, *, as_json: bool) -> None:
    """Rename a source everywhere. Raises UsageError if nobody knows it, or the new name is that of another."""
    if objection := name_objection(new):
        raise UsageError(f"{new!r} can be no name of a source: {objection}", "Choose another name.")
    declared = sources_if_any(settings.sources_file)
    if old in declared and new in declared:
        raise UsageError(
            f"{old} and {new} are both declared in {settings.sources_file}", "`broadsheet sources merge` makes two one."
        )
    change = (
        rename_source(old, new, decision_of(by, reason), settings, datetime.now(UTC))
        if _has_warehouse(settings)
        else None
    )
    is_declared = rename_declared(settings.sources_file, old, new)
    if change is None and not is_declared:
        raise _unknown(old)
    _print_change(change, f"{old} is called {new} now", settings, as_json=as_json, name=new)


def merge(old: str, into: str, by: str, reason: str, settings: Settings, *, as_json: bool) -> None:
    """Make two sources one, which has the articles, the history and the names of both."""
    declared = sources_if_any(settings.sources_file)
    change = merge_sources(old, into, decision_of(by, reason), settings, datetime.now(UTC))
    remove_declared(settings.sources_file, old)
    _print_change(change, f"{old} is part of {change.name} now", settings, as_json=as_json, name=change.name)
    gone, kept = declared.get(old), declared.get(change.name)
    if gone and not (kept and kept.location == gone.location):
        location = gone.asked_location if gone.is_on_the_web else gone.location
        err().print(
            f"its location {shown_address(location)} is not asked any more; to take what is new there too:"
            f" broadsheet sources add {quote(shown_address(location))} --name ANOTHER-NAME",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def remove(name: str, by: str, reason: str, settings: Settings, *, as_json: bool) -> None:
    """Take a source out of the sources file. What is loaded stays."""
    if not remove_declared(settings.sources_file, name):
        cure = "`broadsheet sources` lists those that are."
        if _is_known(name, settings):
            cure = f"It was given by hand. To remove its articles for good: broadsheet forget {quote(name)}"
        raise UsageError(f"{name} is not declared in {settings.sources_file}", cure)
    change = (
        note_removal(name, decision_of(by, reason), settings, datetime.now(UTC)) if _has_warehouse(settings) else None
    )
    _print_change(change, f"{name} is not asked any more; its articles stay", settings, as_json=as_json, name=name)


def remove_with_data(name: str, by: str, reason: str, settings: Settings, *, is_sure: bool, as_json: bool) -> None:
    """Forget a source, then take it out of the sources file; unless `is_sure`, only list what would go."""
    reason = reason or "the source was removed"
    run_forget([name], reason, by, yes=is_sure, as_json=as_json)
    if is_sure:
        remove_declared(settings.sources_file, name)
        note_removal(name, decision_of(by, reason), settings, datetime.now(UTC))
        publish_change(settings)
        err().print(f"{name} is not asked any more; what came from it is forgotten", markup=False, highlight=False)


def _has_warehouse(settings: Settings) -> bool:
    return bool(settings.catalogue) or settings.warehouse.exists()


def _is_known(name: str, settings: Settings) -> bool:
    if not settings.snapshot.exists():
        return False
    with opened_snapshot(settings) as database:
        return bool(fetch_rows(database, "SELECT 1 FROM sources WHERE name = ?", [name]))


def _unknown(name: str) -> UsageError:
    return UsageError(f"there is no source {name}", "`broadsheet sources` lists those that are known.")


def _print_change(change: SourceChange | None, words: str, settings: Settings, *, as_json: bool, name: str) -> None:
    if change is not None:
        publish_change(settings)
    articles = change.articles if change else 0
    if as_json:
        former = change.former_names if change else []
        write_json(
            {
                "source": name,
                "former_names": former,
                "articles": articles,
                "was_so_before": bool(change and change.is_done_before),
            }
        )
        return
    before = " (it was so before)" if change and change.is_done_before else ""
    err().print(f"{words}{before}; {count(articles, 'article')}", markup=False, highlight=False)
