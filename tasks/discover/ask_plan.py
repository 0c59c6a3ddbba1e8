"""What one run asks, and asks again: the sources whose time has come, the addresses whose time has come, and how it
went.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from schemas.errors import SourceBusy
from schemas.outcomes import Outcome, outcome
from schemas.records import DocumentRead, SourceState
from schemas.settings import Settings
from schemas.sources import Source
from tasks.discover.lookup import ComingBack, SnapshotLookup, open_lookup
from tasks.discover.offers import Offer, offered_url
from tasks.discover.readers.visits import Visits
from tasks.discover.schedule import AskResult, is_due, learned
from tasks.feeds.said import FeedFields
from tasks.logs import log
from tasks.runs.claims import RunClaims, claim, claimed_by_others, claims_lock
from tasks.store.snapshots import snapshot_to_read
from tasks.web.addresses import looks_like_address

_POLL_SECONDS = 0.2


@dataclass(slots=True)
class _Tally:
    """What one source offered so far."""

    items: int = 0
    known: int = 0
    refused: int = 0
    problem: Outcome | None = None


class AskPlan:
    """`inputs` are what is left of those given: with `due_only`, declared sources whose time has not come are left out.

    `taken` are names that other runs are asking: left out too.
    """

    def __init__(
        self,
        memory: SnapshotLookup,
        declared: Mapping[str, Source],
        inputs: list[str],
        now: datetime,
        *,
        due_only: bool,
        insists: bool,
        taken: Container[str] = (),
    ) -> None:
        self.names = names = memory.names()
        # Whoever calls a source by a former name means it.
        declared = {
            names.current(name): source.model_copy(update={"name": names.current(name)})
            for name, source in declared.items()
        }
        inputs = [names.current(word) if names.current(word) in declared else word for word in inputs]
        self.declared = declared
        self._now = now
        self._insists = insists
        self._states = memory.source_states()
        self._documents = memory.documents()
        self.disabled = [name for name in inputs if name in declared and not declared[name].enabled]
        inputs = [name for name in inputs if name not in self.disabled]
        self._named = {name: declared[name] for name in inputs if name in declared}
        # The schedule's run over all sources also takes what was once given by hand and failed.
        self._brings_all_back = due_only and len(self._named) == sum(source.enabled for source in declared.values())
        wanted = [word for word in inputs if not due_only or word not in declared or self._is_due(word)]
        self.inputs = [word for word in wanted if word not in taken]
        self.left_out = [word for word in wanted if word in taken]
        self._asked = {name: _Tally() for name in self.inputs if name in declared}
        self._visits: dict[str, Visits] = {}
        those = None if self._brings_all_back else list(self._named)
        self._coming_back = [
            known
            for known in memory.coming_back(now, those)
            if known.source_name not in taken and not self._is_left_alone(known)
        ]

    @property
    def claims(self) -> set[str]:
        """Every name that this run asks anything of, also where only some of its addresses come back."""
        return {*self.inputs, *(known.source_name for known in self._coming_back)}

    def visits_of(self, source: Source) -> Visits:
        identity = self.names.identity(source.name)
        known = {url: read for (owner, url), read in self._documents.items() if owner == identity}
        visits = Visits(identity, known, self._now, insists=self._insists)
        return self._visits.setdefault(source.name, visits)

    def coming_back(self) -> Iterator[Offer]:
        """Addresses that are to be asked again by now, whether or not their source still offers them."""
        for known in self._coming_back:
            source = self.declared.get(known.source_name) or _undeclared(known)
            yield replace(offered_url(source, known.url, said=_said(known)), comes_back=True)

    def note(self, offer: Offer, *, is_known: bool) -> None:
        """One offer that became a candidate."""
        tally = self._asked.get(offer.source.name)
        if tally is None or offer.comes_back:
            return
        tally.items += 1
        tally.known += is_known
        if offer.reason:
            tally.refused += 1
            tally.problem = tally.problem or outcome(offer.reason, offer.detail or "")

    def ended(self, warn: Callable[[str], None]) -> tuple[list[SourceState], list[DocumentRead]]:
        """The state of each declared source that was asked, and the documents that were read in full."""
        states = [self._state(name, tally, warn) for name, tally in self._asked.items()]
        return states, [read for name in self._asked if name in self._visits for read in self._visits[name].read]

    def _state(self, name: str, tally: _Tally, warn: Callable[[str], None]) -> SourceState:
        source, identity, visits = self.declared[name], self.names.identity(name), self._visits.get(name)
        before = self._states.get(identity)
        has_same = visits is not None and visits.same > 0
        nothing_had = tally.refused == tally.items and not (has_same or (visits and visits.read))
        asked = AskResult(
            items=tally.items,
            known_items=tally.known,
            is_same=has_same and tally.refused == tally.items,
            problem=tally.problem if nothing_had else None,
            retry_at=visits.retry_at if visits else None,
        )
        is_all_new = tally.items > 0 and not tally.known and not has_same and not nothing_had
        if source.is_on_the_web and before and before.items and is_all_new:
            warn(
                f"source {name}: nothing in it was known, so articles that came and went since"
                f" {before.asked_at:%Y-%m-%d %H:%M} UTC may be missing"
            )
        state = learned(source, identity, before, asked, self._now)
        figures = {"items": tally.items, "known": tally.known, "status": state.status, "reason": state.reason}
        log("discover").info("source asked", extra={"source": name, **figures, "next_ask_at": state.next_ask_at})
        return state

    def _is_left_alone(self, known: ComingBack) -> bool:
        """Whether the address is of a source that was declared and is not any more, or is disabled."""
        source = self.declared.get(known.source_name)
        return not source.enabled if source else not _was_given_by_hand(known)

    def _is_due(self, name: str) -> bool:
        return is_due(self.declared[name], self._states.get(self.names.identity(name)), self._now)


def _was_given_by_hand(known: ComingBack) -> bool:
    """A page that a person named has its host for a source, with the page as location; a path or an outlet is its own
    name.
    """
    is_page = known.source_kind == "urls" and looks_like_address(known.source_location)
    return is_page or known.source_location == known.source_name


def _undeclared(known: ComingBack) -> Source:
    return Source(name=known.source_name, kind="urls", location=known.source_location)


def _said(known: ComingBack) -> FeedFields:
    return FeedFields(
        title=known.said_title,
        author=known.said_author,
        summary=known.said_summary,
        language=known.said_language,
        published=known.said_published,
        modified=known.said_modified,
    )


def plan_and_claim(
    run_folder: Path,
    asked_of: Callable[[SnapshotLookup, Container[str]], AskPlan],
    stack: ExitStack,
    settings: Settings,
    *,
    waits: bool,
    warn: Callable[[str], None],
    renew: Callable[[], object] | None = None,
) -> tuple[SnapshotLookup, AskPlan]:
    """What is to be asked, claimed for this run, and the memory it was decided by, open for as long as `stack`.

    The memory is opened after the claims of others were read: a run that has just ended has published by then, so that
    nothing is asked again which it brought; `renew` publishes what runs on other machines loaded. With `waits` nothing
    is left out: raises SourceBusy after source_wait_seconds.
    """
    until = time.monotonic() + settings.source_wait_seconds
    while True:
        with claims_lock(settings), ExitStack() as opened:
            others = claimed_by_others(run_folder, settings)
            if renew:
                renew()
            memory = opened.enter_context(open_lookup(snapshot_to_read(settings)))
            asked = asked_of(memory, others)
            if not (waits and asked.left_out):
                claim(run_folder, asked.claims)
                stack.push(opened.pop_all())
                break
        name = asked.left_out[0]
        if others[name].is_postponed or time.monotonic() >= until:
            raise _busy(name, others[name])
        time.sleep(_POLL_SECONDS)
    for name in asked.disabled:
        warn(f"{name} was left out: it is disabled (`enabled: false` in {settings.sources_file})")
    for name in asked.left_out:
        warn(f"{name} was left out: {others[name]}{'' if others[name].is_postponed else ' is asking it'}")
    return memory, asked


def _busy(name: str, run: RunClaims) -> SourceBusy:
    if run.is_postponed:
        return SourceBusy(f"{name} waits with {run}", "Mend what stopped it and run again: it is completed first.")
    return SourceBusy(
        f"{name} is being asked by {run}",
        "Wait for it to end (`broadsheet status` shows how far it is), or end that process; then run again.",
    )
