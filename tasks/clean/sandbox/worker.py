"""What runs inside a cleaning process: captures read from the archive, one article each, under a memory limit.

The process that keeps the workers imports this module too, so the extractors and the archive are imported inside the
function, which only workers call: that process takes 60 MB instead of 120.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.fields import Article
from schemas.records import Place
from tasks.files.atomic import json_line

Line = tuple[int, bytes]
"""The position of an article, and the article as a line of JSON."""


@dataclass(frozen=True, slots=True)
class CleanRequest:
    """One capture by its place; small, because it crosses to the worker while the content does not."""

    position: int
    place: Place
    name: str
    url: str | None
    captured_at: datetime
    known: dict[str, Any]


def clean_orders(archive: str, orders: list[CleanRequest], *limits: int) -> list[Article]:
    """An article for each order. What a page makes the extractor raise becomes that page's reason.

    `limits` are those of tasks.clean.contents.Limits, in their order: the largest page in bytes and elements of markup,
    the largest document in bytes and pages.
    """
    from tasks.archive import ArchiveDamaged, read  # noqa: PLC0415 - see the docstring of the module
    from tasks.clean.article import article_of  # noqa: PLC0415
    from tasks.clean.contents import CleanInput, Limits  # noqa: PLC0415

    def clean(order: CleanRequest) -> Article:
        try:
            stored = read(Path(archive), order.place)
            job = CleanInput(order.position, stored, order.name, order.url, order.captured_at, **order.known)
            return article_of(job, Limits(*limits))
        except ArchiveDamaged as error:
            return failed(order.position, "read_error", str(error))
        except MemoryError:
            return failed(order.position, "clean_memory", f"{order.name}: setting clean_memory_mb")
        except Exception as error:
            return failed(order.position, "clean_error", f"{order.name}: {type(error).__name__}: {error}"[:1000])

    return [clean(order) for order in orders]


def clean_to_lines(archive: str, orders: list[CleanRequest], *limits: int) -> list[Line]:
    """As `clean_orders`, each article as the line of its file: made here, it crosses to the other process at once."""
    return [line_of(article) for article in clean_orders(archive, orders, *limits)]


def line_of(article: Article) -> Line:
    return article.position, json_line(article.row())


def failed(position: int, code: str, detail: str) -> Article:
    """An article that is none, with the reason."""
    return Article(position=position, reason=code, detail=detail)
