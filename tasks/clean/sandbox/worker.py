"""What runs inside a cleaning process: captures read from the archive, one article each, under a memory limit."""

from __future__ import annotations

import resource
import signal
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


def prepare(megabytes: int) -> None:
    """What a worker does first. Pebble ends it by SIGTERM, whose handler in Python a hung parser would never get to:
    3 s until SIGKILL follows, in which no other worker gets work.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    limit_memory(megabytes)


def limit_memory(megabytes: int) -> None:
    """Cap the address space, so that a hostile page ends in MemoryError here and not in the machine's last memory."""
    _, allowed = resource.getrlimit(resource.RLIMIT_AS)
    limit = megabytes * 1_000_000 if allowed == resource.RLIM_INFINITY else min(megabytes * 1_000_000, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


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
