"""The way of an article from the archive on: captures are chosen, then cleaned, judged and loaded as in a run of ingest.

What is fetched already needs no network, so a changed rule or a better extractor reaches what is in the tables.
"""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.companions import companions
from flows.ingest import take_through
from schemas.errors import UsageError
from schemas.settings import load_settings
from tasks.load import Ended
from tasks.replay import Choice, choose
from tasks.runs import cut_off_runs, new_run


@flow(
    name="replay",
    task_runner=ThreadPoolTaskRunner(max_workers=32),  # type: ignore[arg-type]  # generic in Prefect, without a default
)
async def replay(source: str = "", since: datetime | None = None, where: str = "") -> State[Ended]:
    """Read captures of the archive again: of one source, captured since, under a condition over the view `replayable`.

    What reads otherwise becomes a further version; what passes today's checks is let in, what fails them is held. Runs
    that were cut off are completed first.
    """
    settings = load_settings()
    choice = Choice(source, since, where)
    with companions() as steps:
        for earlier in cut_off_runs(settings):
            with earlier:
                take_through(earlier, steps, settings)
        with new_run(_asked(choice), None, settings, datetime.now(UTC), flow="replay") as run:
            try:
                choose(run.folder, choice, settings)
            except UsageError:
                run.finish()
                raise
            ended = take_through(run, steps, settings)
    if held := ended.total("quarantined"):
        return Completed(name="CompletedWithQuarantine", data=ended, message=f"{held} articles held")
    return Completed(data=ended)


def _asked(choice: Choice) -> list[str]:
    """The choice as words, for the record of the run."""
    since = [f"since {choice.since.isoformat()}"] if choice.since else []
    return [words for words in (choice.source, *since, choice.condition) if words] or ["everything"]
