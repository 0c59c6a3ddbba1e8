"""Analyse what the articles say together, after they are published: quotations with speakers, copies, stories.

A failure here harms no ingestion: the articles are loaded and published already, and the next run goes on.
"""

from __future__ import annotations

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.hooks import RUN_END_HOOKS, recorded
from flows.pipeline import begin_flow, run_name
from flows.steps import RETRY_BUSY_WAREHOUSE
from tasks.analyse import Analysed, run_analysis

# A retry after a busy warehouse continues where the try before it stopped.
_analyse = task(name="analyse", cache_policy=NO_CACHE, **RETRY_BUSY_WAREHOUSE)(run_analysis)


@flow(name="analyse", flow_run_name=lambda: run_name(["analysis"]), **RUN_END_HOOKS)
@recorded
async def analyse(again: bool = False) -> State[Analysed]:
    """Analyse the articles that are new or revised since the last time; `again`: all of them."""
    settings = begin_flow()
    done = _analyse(settings, again=again)
    return Completed(name="Completed" if done.batches else "NothingToDo", data=done, message=done.summary)
