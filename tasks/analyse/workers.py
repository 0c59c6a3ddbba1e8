"""Articles read in worker processes that can be ended: a text that takes too long loses nothing but itself."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as Overrun
from dataclasses import dataclass
from typing import Self

from pebble import ProcessExpired, ProcessFuture

from tasks.analyse.copies import Text, agency_of
from tasks.analyse.reading import MAX_CHARS, Reading, read
from tasks.analyse.shingles import keys, prose, words_of
from tasks.analyse.terms import terms_of
from tasks.analyse.utterances import quotation_keys
from tasks.workers.limits import worker_pool

SECONDS = 10.0
"""Time limit of one article; the longest that is read takes a tenth of it."""
_CHUNK = 25
_MEGABYTES = 1500


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """What is read of an article. `body` is the text of its current version."""

    article_id: str
    version: int
    title: str | None
    body: str
    language: str | None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """All that is stored of one article. `reading` is None where it failed, for the reason in `reason`."""

    article_id: str
    version: int
    reason: str | None
    reading: Reading | None = None
    words: int = 0
    quoted_words: int = 0
    agency: str | None = None
    copy_keys: tuple[int, ...] = ()
    quotation_words: tuple[int, ...] = ()
    """Words of each quotation, in the order of `reading.quotations`."""
    quotation_keys: tuple[tuple[int, int], ...] = ()
    """Key and position of the quotation."""
    terms: tuple[tuple[str, int], ...] = ()


def read_article(article: AnalysedText) -> ReadArticle:
    """Everything that one text gives by itself. Pure; linear in the length of the text."""
    reading = read(article.body, article.language)
    body = article.body[:MAX_CHARS]
    spans = [(one.char_start, one.char_end) for one in reading.quotations if one.nested_in is None]
    text = Text(body, spans)
    counts, found = [], []
    for one in reading.quotations:
        words = words_of(body, one.char_start, one.char_end).words
        counts.append(len(words))
        if one.nested_in is None and one.kind in {"direct", "partial"}:
            found += [(key, one.position) for key in quotation_keys(words)]
    return ReadArticle(
        article.article_id,
        article.version,
        reading.reason,
        reading,
        words=len(text.words.words),
        quoted_words=sum(text.quoted),
        agency=agency_of(body, article.authors),
        copy_keys=tuple(keys(prose(text.shingles, text.quoted))),
        quotation_words=tuple(counts),
        quotation_keys=tuple(found),
        terms=tuple(terms_of(article.title, body)),
    )


class Readers:
    """A pool of reading processes."""

    def __init__(self, workers: int, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tasks.analyse.workers"])
        self._pool = worker_pool(workers, _MEGABYTES, context)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def read(self, articles: Sequence[AnalysedText]) -> Iterator[ReadArticle]:
        """One result an article; where a chunk overruns or dies, its articles are read one by one."""
        chunks = [list(articles[start : start + _CHUNK]) for start in range(0, len(articles), _CHUNK)]
        waiting = [(chunk, self._send(chunk)) for chunk in chunks]
        again: list[AnalysedText] = []
        for chunk, future in waiting:
            try:
                yield from future.result()
            except (Overrun, ProcessExpired):
                again += chunk
        for article, future in [(article, self._send([article])) for article in again]:
            yield self._alone(article, future)

    def _alone(self, article: AnalysedText, future: ProcessFuture[list[ReadArticle]]) -> ReadArticle:
        try:
            return future.result()[0]
        except Overrun:
            return ReadArticle(article.article_id, article.version, "timeout")
        except ProcessExpired:
            return ReadArticle(article.article_id, article.version, "crash")

    def _send(self, articles: list[AnalysedText]) -> ProcessFuture[list[ReadArticle]]:
        return self._pool.schedule(_read_all, args=(articles,), timeout=self._seconds)


def _read_all(articles: Iterable[AnalysedText]) -> list[ReadArticle]:
    return [_read(article) for article in articles]


def _read(article: AnalysedText) -> ReadArticle:
    try:
        return read_article(article)
    except MemoryError:
        return ReadArticle(article.article_id, article.version, "memory")
    except Exception as error:
        return ReadArticle(article.article_id, article.version, f"error: {type(error).__name__}: {error}"[:300])
