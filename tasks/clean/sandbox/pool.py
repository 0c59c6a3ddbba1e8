"""Worker processes with a hard time limit an article and a memory limit; what dies is replaced, what it did is told.

Work goes out in small chunks, because handing over costs. A chunk that overruns the limit or dies takes its
worker with it, and its articles are then cleaned one by one: the culprit is found, its neighbours lose nothing.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as Overrun
from itertools import islice
from multiprocessing.forkserver import ensure_running
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture

from schemas.fields import Article
from schemas.settings import MEGABYTE, Settings
from tasks.clean.sandbox.worker import CleanRequest, Line, clean_orders, clean_to_lines, failed, line_of
from tasks.logs import log
from tasks.workers.limits import worker_pool

T = TypeVar("T")

_CHUNK = 5
_TASKS_A_WORKER = 200
"""Chunks after which a worker is replaced: extractors keep caches that only grow."""


_CONTEXT = multiprocessing.get_context("forkserver")
"""A server that has the extractors imported forks the workers: they share its memory."""
_CONTEXT.set_forkserver_preload(["tasks.clean.sandbox.warm"])


def warm_up() -> None:
    """Start the server from which workers are forked, without waiting for it: its imports take most of a second."""
    ensure_running()


class Sandbox:
    """A pool of cleaning workers, kept for as long as its process lives."""

    def __init__(self, settings: Settings) -> None:
        self._archive = str(settings.archive)
        self._seconds = settings.clean_seconds
        self._limits = (
            int(settings.max_page_mb * MEGABYTE),
            settings.max_elements,
            int(settings.max_document_mb * MEGABYTE),
            settings.max_document_pages,
        )
        self._pool = worker_pool(settings.clean_workers, settings.clean_memory_mb, _CONTEXT, _TASKS_A_WORKER)

    def clean(self, orders: Iterable[CleanRequest]) -> Iterator[Article]:
        """An article (or the reason why there is none) for every order, chunk by chunk in their order."""
        return self._cleaned(orders, clean_orders, failed)

    def clean_lines(self, orders: Iterable[CleanRequest]) -> Iterator[Line]:
        """The same as lines of the articles' file."""
        return self._cleaned(orders, clean_to_lines, lambda *why: line_of(failed(*why)))

    def _cleaned(
        self,
        orders: Iterable[CleanRequest],
        function: Callable[..., list[T]],
        failure: Callable[[int, str, str], T],
    ) -> Iterator[T]:
        """`failure` makes the result of an article that overran its time or ended its worker."""

        def send(chunk: list[CleanRequest]) -> ProcessFuture[list[T]]:
            arguments = (self._archive, chunk, *self._limits)
            return self._pool.schedule(function, args=arguments, timeout=self._seconds)

        waiting = [(chunk, send(chunk)) for chunk in _chunks(orders)]
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
        alone = [(order, send([order])) for order in again]
        for order, future in alone:
            try:
                yield future.result()[0]
            except Overrun:
                yield failure(
                    order.position, "clean_timeout", f"{order.name}: over {self._seconds:g} s (clean_seconds)"
                )
            except ProcessExpired as died:
                words = f"{order.name}: the worker ended with code {died.exitcode}"
                yield failure(order.position, "clean_crash", words)

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _chunks(orders: Iterable[CleanRequest]) -> Iterator[list[CleanRequest]]:
    remaining = iter(orders)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
