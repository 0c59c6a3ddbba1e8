"""What runs inside a cleaning process: captures read from the archive, one article each, under a memory limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.fields import Article
from tasks.archive import ArchiveDamaged, Place, read
from tasks.clean.article import CleanInput, Limits, article_of, failed


@dataclass(frozen=True, slots=True)
class CleanRequest:
    """One capture by its place; small, because it crosses to the worker while the content does not."""

    position: int
    place: Place
    name: str
    url: str | None
    captured_at: datetime
    known: dict[str, Any]


def clean_orders(archive: str, orders: list[CleanRequest], limits: Limits) -> list[Article]:
    """An article for each order. What a page makes the extractor raise becomes that page's reason."""
    return [_clean(Path(archive), order, limits) for order in orders]


def _clean(archive: Path, order: CleanRequest, limits: Limits) -> Article:
    try:
        stored = read(archive, order.place)
        job = CleanInput(order.position, stored, order.name, order.url, order.captured_at, **order.known)
        return article_of(job, limits)
    except ArchiveDamaged as error:
        return failed(order.position, "read_error", str(error))
    except MemoryError:
        return failed(order.position, "clean_memory", f"{order.name}: setting clean_memory_mb")
    except Exception as error:
        return failed(order.position, "clean_error", f"{order.name}: {type(error).__name__}: {error}"[:1000])
