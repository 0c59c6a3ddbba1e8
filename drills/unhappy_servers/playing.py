"""One case through the pipeline: discovered, fetched and cleaned beside a good neighbour, and what was seen of it."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml

from drills.unhappy_servers.case import Case
from drills.unhappy_servers.cases import CASES, HOSTS
from drills.unhappy_servers.neighbours import PATHS
from drills.unhappy_servers.places import NEIGHBOUR
from schemas.fields import Article
from schemas.records import Candidate, Capture
from schemas.settings import Settings
from tasks.chain.steps import CLEAN, FETCH, Chain, run_steps
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.pool import Sandbox
from tasks.discover import discover
from tasks.runs.handover import batch_folders, read_rows


@dataclass(frozen=True, slots=True)
class Request:
    """A line of the servers' log."""

    host: str
    path: str
    head: str
    at: float


@dataclass(frozen=True, slots=True)
class End:
    """What became of one candidate: its end as Case.right names it, the detail, and all that was kept of it."""

    name: str
    detail: str
    kept: str


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a case. `neighbour` is the end of the good one beside it."""

    case: Case
    end: str
    detail: str
    kept: str
    neighbour: str
    requests: list[Request]
    seconds: float


class Stage:
    """Where the cases are played: the ports of the servers, their log, and the settings that all share."""

    def __init__(self, ports: dict[str, int], log: Path, settings: Settings, sandbox: Sandbox) -> None:
        self._ports = ports
        self._log = log
        self._settings = settings
        self._sandbox = sandbox
        listed = [case for case in CASES if case.kind != "page"]
        declared = [
            {"name": case.name, "kind": case.kind, "location": self._url(case, case.asks[0])} for case in listed
        ]
        declared += [
            {"name": kind, "kind": kind, "location": f"http://{NEIGHBOUR}:{ports['']}{PATHS[kind]}"}
            for kind in ("feed", "sitemap")
        ]
        settings.sources_file.write_text(yaml.safe_dump({"sources": declared}))

    def play(self, case: Case) -> Played:
        """One case beside its good neighbour, as a run of its own."""
        begun = time.monotonic()
        settings = self._settings.model_copy(update=dict(case.settings))
        run = settings.runs / HOSTS[case.name]
        run.mkdir(parents=True)
        pages = [self._url(case, ask) for ask in case.asks]
        good = f"http://{NEIGHBOUR}:{self._ports['']}{PATHS[case.kind]}"
        inputs = [*pages, good] if case.kind == "page" else [case.name, case.kind]
        found = discover(run, inputs, None, settings)
        ends: dict[int, End] = {}
        for batch in batch_folders(run):
            ends |= self._ends_of_pages(batch, settings) if case.kind == "page" else _ends_of_offers(batch)
        in_order = [ends[position] for position in sorted(ends)]
        # The good one was named last.
        own, last = in_order[:-1], in_order[-1]
        return Played(
            case,
            ", ".join(end.name for end in own) if case.kind == "page" else _counted(own),
            next((end.detail for end in own if end.detail), "; ".join(found.warnings)),
            "\n".join([*found.warnings, *(f"{end.detail}\n{end.kept}" for end in own)]),
            last.name,
            [request for request in self.requests() if request.host == HOSTS[case.name]],
            time.monotonic() - begun,
        )

    def requests(self) -> list[Request]:
        """All that the servers saw up to now."""
        return [Request(**json.loads(line)) for line in self._log.read_text(encoding="utf-8").splitlines()]

    def port(self, case: Case) -> int:
        return self._ports[case.tls or ""]

    def _url(self, case: Case, ask: str) -> str:
        host, port = HOSTS[case.name], self.port(case)
        if not ask.startswith("/"):
            return ask.replace("{host}", host).replace("{port}", str(port))
        return f"{'https' if case.tls else 'http'}://{host}:{port}{ask}"

    def _ends_of_pages(self, batch: Path, settings: Settings) -> dict[int, End]:
        chain = Chain(batch.parent.name, settings, lambda folder: clean_batch(folder, self._sandbox), lambda _: None)
        run_steps(chain, batch, (FETCH, CLEAN))
        captures = read_rows(batch / "captures.parquet", Capture)
        cleaned = batch / "articles.parquet"
        articles = {article.position: article for article in read_rows(cleaned, Article)} if cleaned.exists() else {}
        return {capture.position: _end_of_page(capture, articles.get(capture.position)) for capture in captures}


def _end_of_page(capture: Capture, article: Article | None) -> End:
    if article is None:
        return End(capture.reason or "", capture.detail or "", capture.final_url or "")
    if article.reason:
        return End(article.reason, article.detail or "", capture.final_url or "")
    return End(article.page_kind or "", "", f"{capture.final_url}\n{article.title}\n{article.body}")


def _ends_of_offers(batch: Path) -> dict[int, End]:
    rows = read_rows(batch / "candidates.parquet", Candidate)
    return {
        row.position: End(
            row.reason or "offered",
            row.detail or "",
            f"{row.url} {row.said_title} {row.said_published} {row.said_modified}",
        )
        for row in rows
    }


def _counted(ends: list[End]) -> str:
    counts = Counter(end.name for end in ends)
    if len(ends) == 1 and ends[0].name != "offered":
        return ends[0].name
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing"


def faults(played: Played, port: int) -> list[str]:
    """What is wrong with what became of a case, in words; none where all is right."""
    case = played.case
    asked = [request for request in played.requests if request.path != "/robots.txt"]
    sent = played.kept + "".join(request.head for request in played.requests)
    found = [] if played.end in case.right.split(" or ") else [f"should be {case.right}"]
    if case.asked is not None and len(asked) != case.asked:
        found.append(f"{len(asked)} requests instead of {case.asked}")
    if case.apart and any(after.at - before.at < case.apart for before, after in pairwise(asked[:2])):
        found.append(f"asked again within {case.apart:g} s")
    found += [f"{said!r} is missing" for said in case.says if said.replace("{port}", str(port)) not in played.kept]
    found += [f"{word!r} came out" for word in case.never if word.lower() in sent.lower()]
    if played.neighbour not in {"article", "offered"}:
        found.append(f"its good neighbour ended as {played.neighbour}")
    return found
