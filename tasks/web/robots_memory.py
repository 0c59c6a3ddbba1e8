"""The robots.txt files that were read, kept for this run in memory and for the next as one small file a host."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import orjson

from schemas.settings import Settings
from tasks.web.host_files import host_file
from tasks.web.robots import RobotsAnswer, Rules


class RobotsMemory:
    """Looked up by scheme, host and port. A file that is damaged, old or of another host counts as none."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.private / "robots"
        self._token = settings.product_token
        self._known: dict[str, tuple[RobotsAnswer, Rules]] = {}

    def rules(self, origin: str, now: datetime) -> Rules | None:
        """What is known of a host and may still be used."""
        if origin not in self._known and (answer := self._stored(origin)) is not None:
            self._known[origin] = (answer, Rules(answer, self._token))
        answer, rules = self._known.get(origin, (None, None))
        return rules if answer is not None and answer.is_fresh(now) else None

    def keep(self, answer: RobotsAnswer) -> Rules:
        rules = Rules(answer, self._token)
        self._known[answer.origin] = (answer, rules)
        # A disk that takes no file costs one more request next time, and no article.
        with suppress(OSError):
            self._store(answer)
        return rules

    def _stored(self, origin: str) -> RobotsAnswer | None:
        try:
            note = orjson.loads(host_file(self._folder, origin).read_bytes())
            answer = RobotsAnswer(
                note["origin"],
                datetime.fromisoformat(note["asked_at"]),
                note["text"],
                note["problem"],
                note["code"],
            )
        except (OSError, ValueError, TypeError, KeyError):
            return None
        sound = isinstance(answer.text, str | None) and answer.asked_at.tzinfo is not None
        return answer if sound and answer.origin == origin else None

    def _store(self, answer: RobotsAnswer) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        note = {
            "origin": answer.origin,
            "asked_at": answer.asked_at.isoformat(),
            "text": answer.text,
            "problem": answer.problem,
            "code": answer.code,
        }
        # Batches that overlap may write the same host's file at the same time: each under a name of its own.
        descriptor, draft = tempfile.mkstemp(dir=self._folder, suffix=".draft")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(orjson.dumps(note))
            Path(draft).replace(host_file(self._folder, answer.origin))
        finally:
            Path(draft).unlink(missing_ok=True)
