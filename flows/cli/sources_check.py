"""`broadsheet sources check`: the steps of a run on one article of a source, in a temporary data folder."""

from __future__ import annotations

import difflib
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from flows.cli.output.console import err, in_words, out
from flows.cli.output.formats import write_json
from flows.cli.output.progress import pauses_printed
from flows.cli.output.table import write_table
from schemas.checks import require_sound_checks
from schemas.errors import UsageError
from schemas.fields import Article
from schemas.outcomes import REASONS
from schemas.records import Candidate, Capture, Verdict
from schemas.settings import Settings
from schemas.sources import Source, declared_sources
from tasks.chain.processes import WorkerProcesses, worker_processes
from tasks.chain.steps import CLEAN, FETCH, VALIDATE, chain_of, run_steps
from tasks.discover import discover
from tasks.report.said import count
from tasks.runs.handover import batch_folders, read_rows, write_rows

_SAMPLE = 5
_MOST_TRIED = 3
"""Candidates that are tried until one is an article: one dead link says little about a source."""


@dataclass(frozen=True, slots=True)
class TriedCandidate:
    """How one candidate ended. `reason` is None if it became an article."""

    address: str
    reason: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTrial:
    """What a source offers, and what became of its first candidates."""

    source: str
    kind: str
    location: str
    candidates: int
    ended: dict[str, int]
    """How many candidates ended in discovery, by reason."""
    problem: str | None
    """What happened to the first of these."""
    warnings: list[str]
    sample: list[dict[str, Any]]
    robots: str | None = None
    """Whether robots.txt allows the first page; None if it is not on the web."""
    tried: list[TriedCandidate] = field(default_factory=list)
    article: dict[str, Any] | None = None

    @property
    def works(self) -> bool:
        return self.article is not None


def check_sources(names: list[str], settings: Settings, *, as_json: bool) -> bool:
    """Try the sources of these names, or all. Return whether each gave an article.

    Raises UsageError for a name that is not declared, and for checks that make no sense.
    """
    declared = declared_sources(settings.sources_file)
    require_sound_checks(settings)
    chosen = [_named(name, declared, settings) for name in names] or list(declared.values())
    trials = []
    with _trial_home(settings) as trial, worker_processes(early=True) as processes, pauses_printed():
        processes.prepare_validator(trial)
        for source in chosen:
            err().print(f"trying {source.name} at {source.location}", style="dim", highlight=False, markup=False)
            trials.append(_try_source(source, processes, trial))
            if not as_json:
                _show(trials[-1])
    if as_json:
        write_json([asdict(one) | {"works": one.works} for one in trials])
    return all(one.works for one in trials)


def _named(name: str, declared: dict[str, Source], settings: Settings) -> Source:
    if name in declared:
        return declared[name]
    near = difflib.get_close_matches(name, declared, n=1)
    raise UsageError(
        f"there is no source {name} in {settings.sources_file}",
        f"Did you mean {near[0]}?" if near else "`broadsheet sources` lists the declared ones.",
    )


@contextmanager
def _trial_home(settings: Settings) -> Iterator[Settings]:
    """Settings with a data folder that is removed after the block. The pace of hosts and their robots.txt are shared
    with the real one.
    """
    with tempfile.TemporaryDirectory(prefix="broadsheet-check-") as folder:
        trial = settings.model_copy(update={"home": Path(folder), "clean_workers": 1})
        trial.private.mkdir()
        for shared in ("pace", "robots"):
            (settings.private / shared).mkdir(parents=True, exist_ok=True)
            (trial.private / shared).symlink_to(settings.private / shared)
        yield trial


def _try_source(source: Source, processes: WorkerProcesses, trial: Settings) -> SourceTrial:
    runs = trial.runs / str(len(list(trial.runs.glob("*"))))
    (runs / "offered").mkdir(parents=True)
    found = discover(runs / "offered", [source.name], None, trial)
    batches = batch_folders(runs / "offered")
    offered = [row for batch in batches for row in read_rows(batch / "candidates.parquet", Candidate)]
    offered.sort(key=lambda candidate: candidate.position)
    usable = [candidate for candidate in offered if candidate.reason is None]
    refused = [candidate for candidate in offered if candidate.reason]
    checked = SourceTrial(
        source=source.name,
        kind=source.kind,
        location=source.location,
        candidates=found.candidates,
        ended=dict(Counter(str(candidate.reason) for candidate in refused).most_common()),
        problem=next((candidate.detail for candidate in refused), None),
        warnings=found.warnings,
        sample=[_offered(candidate) for candidate in usable[:_SAMPLE]],
    )
    for number, candidate in enumerate(usable[:_MOST_TRIED]):
        folder = runs / f"tried-{number}" / "00001"
        folder.mkdir(parents=True)
        capture, made = _take_through(replace(candidate, position=0), folder, processes, trial)
        end = made or capture
        checked.tried.append(TriedCandidate(candidate.url or candidate.address, end.reason, end.detail))
        if number == 0:
            checked = replace(checked, robots=_robots(candidate, capture, trial))
        if made and not made.reason:
            return replace(checked, article=_facts(made, folder))
    return checked


def _take_through(
    candidate: Candidate, folder: Path, processes: WorkerProcesses, trial: Settings
) -> tuple[Capture, Article | None]:
    """Fetch, clean and validate one candidate. Returns its capture, and the article if the capture has content."""
    write_rows(folder / "candidates.parquet", Candidate, [candidate])
    run_steps(chain_of(folder.parent.name, processes, trial), folder, (FETCH, CLEAN, VALIDATE))
    capture = read_rows(folder / "captures.parquet", Capture)[0]
    return capture, None if capture.reason else read_rows(folder / "articles.parquet", Article)[0]


def _robots(candidate: Candidate, capture: Capture, trial: Settings) -> str | None:
    if candidate.file or candidate.inline_type or candidate.warc_file:
        return None
    if not trial.respect_robots:
        return "not asked (setting respect_robots)"
    return {"robots": "disallows it", "robots_unreachable": "could not be read"}.get(capture.reason or "", "allows it")


def _offered(candidate: Candidate) -> dict[str, Any]:
    return {
        "title": candidate.known_title or candidate.said_title,
        "published": candidate.known_published or candidate.said_published or candidate.said_modified,
        "address": candidate.url or candidate.address,
    }


def _facts(article: Article, folder: Path) -> dict[str, Any]:
    verdict = read_rows(folder / "verdicts.parquet", Verdict)[0]
    failures = [
        f"{failure['check_id']} ({failure['observed'] or 'nothing'}, asked for is {failure['bound']})"
        for failure in verdict.failures
    ]
    return {
        "title": article.title,
        "authors": [author["name"] for author in article.authors],
        "published": article.published_at,
        "language": article.language,
        "words": len((article.body or "").split()),
        "page_kind": article.page_kind,
        "would_be": "held" if verdict.held else "loaded",
        "fails": failures,
    }


def _show(checked: SourceTrial) -> None:
    lost = ", ".join(f"{code} {number}" for code, number in checked.ended.items())
    facts: dict[str, Any] = {
        "source": f"{checked.source} ({checked.kind}) {checked.location}",
        "offers": count(checked.candidates, "candidate") + (f", of which lost: {lost}" if lost else ""),
    }
    if checked.ended and not checked.sample:
        facts["problem"] = checked.problem
    if checked.robots:
        facts["robots.txt"] = checked.robots
    for number, one in enumerate(checked.tried, 1):
        end = f"{one.reason}: {one.detail or REASONS[one.reason].words}" if one.reason else "an article"
        facts[f"tried {number}"] = f"{one.address}, {end}"
    facts |= {name.replace("_", " "): value for name, value in (checked.article or {}).items()}
    for name, value in facts.items():
        out().print(f"{name:<11} {in_words(value) or 'nothing'}", highlight=False, markup=False)
    if checked.sample:
        write_table(checked.sample, f"the first {len(checked.sample)} of what it offers")
    out().print()
    for warning in checked.warnings[:3]:
        err().print(f"note {warning}", highlight=False, markup=False)
