"""Feeds and sitemaps of several hosts read at the same time, those of one host one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import yarl

from schemas.sources import Source
from tasks.discover.offers import Offer

_HOSTS_AT_A_TIME = 8

Found = tuple[list[Offer], list[str]]
"""What a source offers, and what a person should know about it."""
Read = Callable[[Source], Found]


@contextmanager
def side_by_side(sources: Iterable[Source], read: Read) -> Iterator[Read]:
    """Begin to read all these sources; gives a function that waits for one of them.

    Threads, as each has an event loop of its own: whoever calls this may be inside one.
    """
    by_host: dict[str | None, list[Source]] = {}
    for source in sources:
        by_host.setdefault(_host(source), []).append(source)
    found: dict[str, Future[Found]] = {source.name: Future() for its in by_host.values() for source in its}
    with ThreadPoolExecutor(min(_HOSTS_AT_A_TIME, len(by_host)) or 1, "discover") as threads:
        for its in by_host.values():
            threads.submit(_one_after_the_other, its, read, found)
        yield lambda source: found[source.name].result()


def _host(source: Source) -> str | None:
    try:
        return yarl.URL(source.location).host if source.is_on_the_web else None
    except ValueError:
        return None  # reading it will say what is wrong with it


def _one_after_the_other(sources: list[Source], read: Read, found: dict[str, Future[Found]]) -> None:
    for source in sources:
        try:
            found[source.name].set_result(read(source))
        except BaseException as error:  # whatever it is, whoever waits for this source gets it
            found[source.name].set_exception(error)
