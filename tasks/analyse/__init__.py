"""What the articles say together: quotations with speakers, copies, stories, the same words in several articles.

`run_analysis` does all of it in a process of its own. Importing this module is cheap.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from schemas.settings import Settings
from tasks.workers.step_process import StepProcess

MODULE = "tasks.analyse"


@dataclass
class Analysed:
    """What a run of the analysis did: articles by how they ended (read, cut, failed)."""

    articles: Counter[str] = field(default_factory=Counter)
    batches: int = 0

    @property
    def summary(self) -> str:
        total = sum(self.articles.values())
        if not total:
            return "nothing new to analyse"
        ends = ", ".join(f"{count:,} {status}" for status, count in self.articles.most_common())
        return f"{total:,} article{'s' if total > 1 else ''} analysed ({ends})"


def run_analysis(settings: Settings, *, again: bool = False) -> Analysed:
    """Analyse what is new in the snapshot, or with `again` everything; write it, publish it.

    Raises StepDied, and what tasks.analyse.run.analyse raises.
    """
    with StepProcess(MODULE) as process:
        told = process.call(settings=settings.for_workers(writing=True), again=again)
    return Analysed(Counter(told["articles"]), told["batches"])
