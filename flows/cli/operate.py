"""The commands of a person who operates Broadsheet: `up`, `automations`, `status`, `runs`, `doctor`, `config`,
`maintain`, `report`.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output.console import AsJson, err, print_notes, write_out
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from schemas.errors import SourceUnavailable, UsageError

if TYPE_CHECKING:
    from schemas.settings import Settings
    from tasks.maintain.retention import ArchiveFile
    from tasks.maintain.upkeep import Upkeep


def up(
    host: Annotated[
        str,
        typer.Option(
            help="IPv4 address of the ports. Any other than 127.0.0.1 shows them to the network, without passwords."
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the Prefect server; 0 for any free one.")] = 4200,
    page_port: Annotated[int, typer.Option(help="Port of the quality page; 0 for any free one.")] = 4280,
    metrics_port: Annotated[int, typer.Option(help="Port of figures for Prometheus; 0 for none.")] = 0,
    every: Annotated[
        int | None,
        typer.Option(min=1, max=1440, help="Minutes between two looks at what is due. Default: as in prefect.yaml, 5."),
    ] = None,
    grace: Annotated[float, typer.Option(min=0, help="Seconds that running flows get when it is stopped.")] = 60,
    join: Annotated[
        bool,
        typer.Option("--join", help="Work for the `up` of another machine with the same catalogue and shared folder."),
    ] = False,
    groups: Annotated[
        int, typer.Option(min=1, max=1000, help="Deal the sources into so many groups, for as many runs at one time.")
    ] = 1,
    notify: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            help="Who gets messages about failures, instead of the setting notify: slack://…, mailto://…, https://…, or"
            " a block of Prefect, slack-webhook/news. May be given several times.",
        ),
    ] = None,
    public_url: Annotated[
        str,
        typer.Option(help="The setting public_url: how people reach the page through a web server in front of it."),
    ] = "",
) -> None:
    """Run everything on this machine until Ctrl-C: Prefect server, schedules, worker, quality page.

    With PREFECT_API_URL set, the server there is used.
    """
    from flows.service.command import run_up
    from flows.service.plan import Options

    run_up(
        Options(
            host=host,
            port=port,
            page_port=page_port,
            metrics_port=metrics_port,
            every=every,
            grace=grace,
            joins=join,
            groups=groups,
        ),
        notify,
        public_url,
    )


def automations(
    notify: Annotated[
        list[str] | None,
        typer.Option(
            metavar="BLOCK", help="A Prefect block that they call, slack-webhook/news. Default: those in notify."
        ),
    ] = None,
) -> None:
    """Put the automations of flows/service/automations on the Prefect server, or bring those there up to the files.

    The server is the one at PREFECT_API_URL, else that of the `broadsheet up` which runs here.
    """
    run_automations(notify)


def run_automations(notify: list[str] | None = None) -> None:
    """Raises UsageError if no server is named, SourceUnavailable if it does not answer."""
    import asyncio

    from flows.service.access import client_variables
    from flows.service.claim import named_api
    from schemas.settings import load_settings

    settings = load_settings(notify=notify or None)
    api = named_api(settings)
    if api is None:
        raise UsageError(
            "there is no Prefect server to put automations on",
            "Set PREFECT_API_URL to its API, or run `broadsheet up`, which does this by itself.",
        )
    if not api.is_healthy():
        raise SourceUnavailable(f"no Prefect server answers at {api.address}", "Start it, or correct PREFECT_API_URL.")
    os.environ["PREFECT_API_URL"] = api.address
    if api.password:
        os.environ |= client_variables(api.password)
    for name in asyncio.run(_put_automations(settings.notify_blocks)):
        err().print(name, highlight=False)


async def _put_automations(notify: list[str]) -> list[str]:
    from prefect.client.orchestration import get_client

    from flows.service.automations import put_automations

    async with get_client() as client:
        return await put_automations(client, notify)


def status(as_json: AsJson = False) -> None:
    """The runs that are going on and their processes, the last runs, the last funnel, late sources, held articles, the
    disk.
    """
    from flows.inspect.status import show_status
    from schemas.settings import load_settings

    show_status(load_settings(), as_json=as_json)


def runs(
    run: Annotated[str, typer.Argument(metavar="[ID]", help="A run; the beginning of its id will do.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many runs, the newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """The history of runs, or one in full: its inputs, its funnel, its losses, what each step took.

    Example: broadsheet runs 20260402T0930
    """
    from flows.inspect.runs import show_run, show_runs
    from schemas.settings import load_settings

    if run:
        show_run(load_settings(), run, as_json=as_json)
    else:
        show_runs(load_settings(), limit, as_json=as_json)


def doctor(as_json: AsJson = False) -> None:
    """Is everything fit to run: settings, versions, disk, clock, server and schedules, archive, warehouse, snapshot,
    claims?

    Every line says ok, warn or fail, and what to do. Ends with exit code 1 if one fails.
    """
    from flows.inspect.doctor import run_doctor

    raise typer.Exit(0 if run_doctor(as_json=as_json) else 1)


def config(
    example: Annotated[bool, typer.Option("--example", help="Print a settings file with everything in it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Every setting, its value, and where that came from.

    Example: broadsheet config --example > broadsheet.toml
    """
    from flows.inspect.config import show_config, show_example

    show_example() if example else show_config(as_json=as_json)


def maintain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be removed.")] = False,
    compact: Annotated[bool, typer.Option("--compact", help="Rewrite the warehouse in any case.")] = False,
    from_snapshot: Annotated[
        bool, typer.Option("--from-snapshot", help="Make a lost or damaged warehouse from the newest whole snapshot.")
    ] = False,
    replace_snapshot: Annotated[
        bool,
        typer.Option(
            "--replace-snapshot", help="Publish also over a snapshot of another warehouse, or with many more articles."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what the settings no longer keep: captures, rows of runs, snapshots; unfinished files. Compact the
    warehouse.

    Example: broadsheet --set archive_days=90 maintain --dry-run
    """
    if from_snapshot:
        if dry_run or compact or replace_snapshot:
            raise UsageError("--from-snapshot is a call of its own", "Leave out the other options.")
        _restore(as_json=as_json)
        return
    run_maintain(dry_run=dry_run, compact=compact, as_json=as_json, replace_snapshot=replace_snapshot)


def _restore(*, as_json: bool) -> None:
    """Make the warehouse from the newest whole snapshot, and print what it has. Raises UsageError, WarehouseBusy."""
    from dataclasses import asdict

    from schemas.settings import load_settings
    from tasks.maintain.restore import restore

    restored = restore(load_settings(), datetime.now(UTC))
    if as_json:
        write_json(asdict(restored))
        return
    print_notes([f"passed over: {words}" for words in restored.passed_over])
    err().print(restored.in_words, markup=False, highlight=False, soft_wrap=True)


def run_maintain(*, dry_run: bool, as_json: bool, compact: bool = False, replace_snapshot: bool = False) -> None:
    """Run the maintenance and print what was removed."""
    from schemas.settings import load_settings
    from tasks.maintain.upkeep import keep_up, summary

    settings = load_settings()
    done = keep_up(settings, datetime.now(UTC), dry_run=dry_run, compact=compact, replace_snapshot=replace_snapshot)
    if as_json:
        write_json(_upkeep_rows(done, settings, dry_run=dry_run))
        print_notes(done.warnings)
        return
    if done.retention.going:
        write_table([_warc_row(file) for file in done.retention.going])
    err().print(summary(done, settings, dry_run=dry_run), highlight=False)
    print_notes(done.warnings)


def _upkeep_rows(done: Upkeep, settings: Settings, *, dry_run: bool) -> dict[str, object]:
    from dataclasses import asdict

    staying = done.retention.staying
    return {
        "dry_run": dry_run,
        "archive_days": settings.archive_days,
        "going": [_warc_row(file) for file in done.retention.going],
        "held": [_warc_row(file) for file in done.retention.held],
        "staying": {"files": len(staying), "bytes": sum(file.bytes for file in staying)},
        "drafts": [{"file": draft.path, "bytes": draft.bytes} for draft in done.drafts],
        "rows": asdict(done.runs),
        "snapshots": done.snapshots,
        "copies": done.copies,
        "compacted": {**asdict(done.compacted), "after": done.bytes_after} if done.compacted else None,
    }


def _warc_row(file: ArchiveFile) -> dict[str, object]:
    return {
        "warc_file": file.warc_file,
        "bytes": file.bytes,
        "captures": file.captures,
        "holds": file.holds,
        "newest_at": file.newest_at,
    }


def _page(settings: Settings) -> Path:
    """The quality page, written now, or before where this user may not write it. Raises OSError."""
    from tasks.report import report as write_report
    from tasks.store.writer_lock import is_owner

    index = settings.reports / "index.html"
    if not is_owner(settings):
        if not index.exists():
            raise UsageError(
                f"there is no page {index} yet, and you cannot write into {settings.home}",
                "Its owner makes one with `broadsheet report`; every run does so at its end.",
            )
        at = datetime.fromtimestamp(index.stat().st_mtime, UTC)
        with index.open("rb"):
            words = f"not written: you cannot write into {settings.home}; as of {at:%Y-%m-%d %H:%M} UTC"
            err().print(words, highlight=False, soft_wrap=True)
        return index
    written = write_report(settings, datetime.now(UTC))
    print_notes(written.warnings)
    err().print(f"{written.pages} pages written", highlight=False)
    return written.index


def report(
    opens: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
) -> None:
    """Write the quality page again, and print where it is. Every run does so at its end.

    Beside it are day.html (the last 24 hours), source/NAME.html and run/ID.html: a page for each source and each run.
    Readers of the data folder are told where it is, and when its owner wrote it.
    Example: broadsheet report --open
    """
    import webbrowser

    from schemas.settings import load_settings

    index = _page(load_settings())
    here = Path.cwd()
    write_out(f"{index.relative_to(here) if index.is_relative_to(here) else index}\n")
    if opens and not webbrowser.open(index.as_uri()):
        err().print("no browser could be opened: open the file by hand", highlight=False)
