"""What is left for this run to ask, once what other runs are asking is taken away; and the claim to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from contextlib import ExitStack
from pathlib import Path

from schemas.errors import SourceBusy
from schemas.settings import Settings
from tasks.discover.ask_plan import AskPlan
from tasks.discover.lookup import SnapshotLookup, open_lookup
from tasks.runs.claims import RunClaims, claim, claimed_by_others, claims_lock
from tasks.store.snapshots import snapshot_to_read

_POLL_SECONDS = 0.2


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
