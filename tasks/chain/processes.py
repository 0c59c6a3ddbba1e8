"""The two worker processes of the chain: one cleans, one validates. Importing this module is cheap."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.settings import Settings
from schemas.sources import sources_if_any
from tasks import clean, validate
from tasks.workers.step_process import StepProcess


@dataclass(frozen=True, slots=True)
class WorkerProcesses:
    """Cleaning and validating, each in its process. The first call starts a process that does not run yet."""

    cleaner: StepProcess
    validator: StepProcess

    def clean(self, batch: Path, settings: Settings) -> None:
        """Clean the captures of a batch folder, here or where the setting clean_on says. Raises StepDied, or the
        BroadsheetError of the step.
        """
        if settings.clean_on:
            from tasks.chain.cluster import clean_on_cluster  # noqa: PLC0415 - one machine needs none of it

            clean_on_cluster(batch, settings)
            return
        self.cleaner.call(batch_folder=str(batch), settings=settings.for_workers())

    def validate(self, batch: Path, settings: Settings) -> int:
        """Validate the articles of a batch folder; how many are held. Raises StepDied, QualityGateClosed."""
        return self.validator.call(batch_folder=str(batch), **_validator_arguments(settings))  # type: ignore[no-any-return]

    def prepare_validator(self, settings: Settings) -> None:
        """Start the process that validates, and let it build its checks. Raises SourcesFileError."""
        if not self.validator.is_running:
            self.validator.start(**_validator_arguments(settings))

    def replaced(self) -> WorkerProcesses:
        """End the processes, in which a call may hang, and return two others, which the first call starts."""
        self.close()
        return WorkerProcesses(StepProcess(clean.MODULE), StepProcess(validate.MODULE))

    def close(self) -> None:
        """End the processes and everything they started."""
        self.cleaner.close()
        self.validator.close()


def _validator_arguments(settings: Settings) -> dict[str, Any]:
    changes = {source.name: source.checks for source in sources_if_any(settings.sources_file).values() if source.checks}
    return {"settings": settings.for_workers(), "changes": changes}


_running: ContextVar[WorkerProcesses | None] = ContextVar("worker_processes", default=None)


@contextmanager
def worker_processes(*, early: bool = False) -> Iterator[WorkerProcesses]:
    """The worker processes of the block: those of a block around this one, or new ones that end with this block.

    `early`: start the cleaner now, for a command that a person waits for; it should call `prepare_validator` when it
    has imported what it needs itself. Otherwise the first call starts them: most scheduled runs find nothing new and
    need none.
    """
    running = _running.get()
    if running is not None:
        yield running
        return
    with StepProcess(validate.MODULE) as validator, StepProcess(clean.MODULE) as cleaner:
        if early:
            cleaner.start()
        processes = WorkerProcesses(cleaner, validator)
        token = _running.set(processes)
        try:
            yield processes
        finally:
            _running.reset(token)
