"""Worker processes with a hard time limit an article and a memory limit; what dies is replaced, what it did is told.

Work goes out in small chunks, because handing over costs. A chunk that overruns the limit or dies takes its
worker with it, and its articles are then cleaned one by one: the culprit is found, its neighbours lose nothing.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as Overrun
from itertools import islice

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from schemas.fields import Article
from schemas.settings import MEGABYTE, Settings
from tasks.clean.article import Limits, failed
from tasks.clean.sandbox.worker import CleanRequest, clean_orders
from tasks.logs import log
from tasks.workers.limits import prepare

_CHUNK = 5
_TASKS_A_WORKER = 200
"""Chunks after which a worker is replaced: extractors keep caches that only grow."""


class Sandbox:
    """A pool of cleaning workers, kept for as long as its process lives."""

    def __init__(self, settings: Settings) -> None:
        self._archive = str(settings.archive)
        self._seconds = settings.clean_seconds
        self._limits = Limits(int(settings.max_page_mb * MEGABYTE), settings.max_elements)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tasks.clean.sandbox.warm"])
        self._pool = ProcessPool(
            max_workers=settings.clean_workers,
            max_tasks=_TASKS_A_WORKER,
            initializer=prepare,
            initargs=(settings.clean_memory_mb,),
            context=context,
        )

    def clean(self, orders: Iterable[CleanRequest]) -> Iterator[Article]:
        """An article (or the reason why there is none) for every order, chunk by chunk in their order."""
        waiting = [(chunk, self._send(chunk)) for chunk in _chunks(orders)]
        again: list[CleanRequest] = []
        for chunk, future in waiting:
            try:
                yield from future.result()
            except (Overrun, ProcessExpired) as error:
                again += chunk
                log("clean").warning(
                    "a worker was ended; its articles are cleaned one by one",
                    extra={"why": type(error).__name__, "articles": [order.name for order in chunk]},
                )
        alone = [(order, self._send([order])) for order in again]
        for order, future in alone:
            yield self._alone(order, future)

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def _alone(self, order: CleanRequest, future: ProcessFuture[list[Article]]) -> Article:
        try:
            article: Article = future.result()[0]
        except Overrun:
            return failed(order.position, "clean_timeout", f"{order.name}: over {self._seconds:g} s (clean_seconds)")
        except ProcessExpired as died:
            return failed(order.position, "clean_crash", f"{order.name}: the worker ended with code {died.exitcode}")
        return article

    def _send(self, orders: list[CleanRequest]) -> ProcessFuture[list[Article]]:
        return self._pool.schedule(clean_orders, args=(self._archive, orders, self._limits), timeout=self._seconds)


def _chunks(orders: Iterable[CleanRequest]) -> Iterator[list[CleanRequest]]:
    remaining = iter(orders)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
