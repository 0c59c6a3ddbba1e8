"""Reading feeds in a process of its own: what a feed does to the parser must end some time, and not here.

feedparser needs a time that grows with the square of how deep elements are nested, and has no limit of its own.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from tasks.feeds.item import FeedItem
from tasks.feeds.said import FeedFields
from tasks.workers.step_process import StepDied, StepProcess, StepTooSlow

_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What a feed gave. `problem` says why it is none, or could not be read as one."""

    items: list[FeedItem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problem: str | None = None


class FeedReading:
    """The process, started by the first feed; to be used in a `with` statement, by any thread."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._process = StepProcess("tasks.feeds.process")

    def read(self, content: bytes, at: str, content_type: str | None, now: datetime) -> FeedRead:
        """The items of a feed that was found at `at`; `now` is what dates in it are judged by."""
        try:
            answer = self._process.call(
                time_limit=self._seconds,
                content=base64.b64encode(content).decode("ascii"),
                at=at,
                content_type=content_type,
                now=now.isoformat(),
            )
        except StepTooSlow:
            return FeedRead(problem=f"reading it took more than {self._seconds:g} s and was ended")
        except StepDied as error:
            return FeedRead(problem=f"reading it ended the process that did: {str(error).strip().splitlines()[-1]}")
        items = [
            FeedItem(item["link"], FeedFields(**item["said"]), item["label"], item["other_link"])
            for item in answer["items"]
        ]
        return FeedRead(items, answer["warnings"], answer["problem"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.close()
