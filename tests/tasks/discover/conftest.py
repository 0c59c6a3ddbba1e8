"""What a source offers, by way of discovery's own door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.records import Candidate
from schemas.settings import Settings
from schemas.sources import Source
from tasks.discover.inputs import offers
from tasks.discover.offers import Offer

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@dataclass
class Found:
    offers: list[Offer]
    warnings: list[str]

    @property
    def urls(self) -> list[str | None]:
        return [offer.url for offer in self.offers]

    @property
    def ends(self) -> list[tuple[str | None, str | None]]:
        return [(offer.reason, offer.detail) for offer in self.offers]


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., Found]:
    """The offers of one declared source, or of words as on the command line."""

    def asked(kind: str | None, location: object, settings: Settings | None = None, **given: object) -> Found:
        warnings: list[str] = []
        declared = {"desk": Source(name="desk", kind=kind, location=str(location), **given)} if kind else {}
        words = ["desk"] if kind else [str(location)]
        chosen = settings or Settings(home=tmp_path / "home")
        return Found(list(offers(words, declared, chosen, NOW, warnings.append)), warnings)

    return asked


@pytest.fixture(scope="session")
def candidate_factory() -> Callable[[str], Candidate]:
    """A candidate of an address, to be fetched."""

    def make(url: str) -> Candidate:
        return Candidate(
            position=0,
            source_id="",
            source_name="desk",
            source_kind="urls",
            source_location="",
            address=url,
            address_id="",
            url=url,
        )

    return make
