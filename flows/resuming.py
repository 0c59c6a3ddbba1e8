"""Before anything new is asked: runs that were cut off are completed, put off, or given up with a reason. None stops what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from prefect.exceptions import PrefectException

from schemas.errors import DiskFull, QualityGateClosed, SourceBusy, UsageError, WarehouseBusy
from schemas.settings import Settings
from tasks.load import Ended
from tasks.load.ledger import give_up
from tasks.logs import log
from tasks.publish import publish
from tasks.resume import Lost, Waits, failed, taken_over
from tasks.runs import Run, new_run

_NOT_ITS_FAULT = (UsageError, SourceBusy, WarehouseBusy, DiskFull, PrefectException, httpx.HTTPError)
"""What would meet any run at this moment, or waits for a person: no reason ever to give this run up."""


@dataclass(slots=True)
class Earlier:
    """What became of the runs that were cut off: words for each that is not completed, and the gate that stopped one."""

    words: list[str] = field(default_factory=list)
    closed: QualityGateClosed | None = None


def complete_cut_off_runs(take_through: Callable[[Run], Ended], settings: Settings) -> Earlier:
    """Take each through to the snapshot. Raises WarehouseBusy where another process is doing so and does not end."""
    earlier = Earlier()
    for found in taken_over(settings, _now()):
        if isinstance(found, Waits):
            earlier.words.append(str(found))
            continue
        anew = _given_up(found, earlier, settings) if isinstance(found, Lost) else found
        if anew:
            _complete(anew, take_through, earlier, settings)
    for words in earlier.words:
        log("resume").warning("%s", words)
    return earlier


def _complete(run: Run, take_through: Callable[[Run], Ended], earlier: Earlier, settings: Settings) -> None:
    with run:
        try:
            take_through(run)
        except QualityGateClosed as closed:
            told = QualityGateClosed(f"run {run.run_id}, which was cut off: {closed.what}", closed.cure)
            earlier.closed = earlier.closed or told
        except _NOT_ITS_FAULT as error:
            earlier.words.append(str(Waits(run.run_id, " ".join(str(error).split()))))
        except Exception as error:  # whatever it is: it must not stop what others ask for
            is_full = "No space left on device" in str(error)
            waits = Waits(run.run_id, f"the disk of {settings.home} is full") if is_full else failed(run, error, _now())
            earlier.words.append(str(waits))


def _given_up(lost: Lost, earlier: Earlier, settings: Settings) -> Run | None:
    """What is known of it is recorded. Gives a run that asks its inputs again, where they are known."""
    with lost:
        try:
            anew = new_run(lost.wanted, settings, _now()) if lost.wanted else None
            why = lost.why + (f"; run {anew.run_id} asks its inputs again" if anew else "")
            give_up(lost.run_id, lost.folder, why, settings, _now(), are_asked_again=anew is not None)
            publish(settings)
            earlier.words.append(f"run {lost.run_id} was cut off and is given up: {why}{lost.put_away(settings)}")
        except Exception as error:  # the next run tries it again; two that ask the same load it once
            earlier.words.append(str(Waits(lost.run_id, f"{lost.why}, which cannot be recorded: {error}")))
            return None
    return anew


def _now() -> datetime:
    return datetime.now(UTC)
