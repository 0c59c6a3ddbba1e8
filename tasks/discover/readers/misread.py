"""What a manifest says of an article and nobody can be sure of: no date, two dates, no language. Told and passed
over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from schemas.language_codes import language_code
from tasks.dates import DateContext, DateRefusal, read_date
from tasks.discover.offers import Offer, printable

_TOLD = 5
"""Lines a manifest; the rest is counted."""
_ANY_TIME = datetime(2100, 1, 1, tzinfo=UTC)
_SHOWN = 60
"""Characters of a value that is told."""


@dataclass(slots=True)
class Misread:
    """What was passed over in one manifest."""

    path: Path
    names: dict[str, str]
    """Our name of a column -> its name in the manifest."""
    told: list[str] = field(default_factory=list)
    count: int = 0

    def left_out(self, offer: Offer, number: int) -> Offer:
        """The offer of row `number` without what cannot be read, and with its detail where there was any."""
        if offer.reason:
            return offer
        faults = {}
        if offer.known.published and (fault := date_fault(offer.known.published, _language(offer))):
            faults["published"] = fault
        if offer.known.language and language_code(offer.known.language) is None:
            faults["language"] = "is no language tag, as en or pt-BR"
        if not faults:
            return offer
        notes = [self._note(number, name, getattr(offer.known, name), fault) for name, fault in faults.items()]
        known = replace(offer.known, **dict.fromkeys(faults, None))
        return replace(offer, known=known, detail="; ".join(notes))

    def lines(self) -> Iterator[str]:
        yield from self.told
        if more := self.count - len(self.told):
            yield f"{self.path}: {more} more such {'value was' if more == 1 else 'values were'} left empty"

    def _note(self, number: int, name: str, value: str, fault: str) -> str:
        shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        words = printable(f'{self.path}, row {number}: {self.names.get(name, name)} "{shown}" {fault}: left empty')
        self.count += 1
        if len(self.told) < _TOLD:
            self.told.append(words)
        return words


def _language(offer: Offer) -> str | None:
    return offer.known.language or offer.source.language


def date_fault(text: str, language: str | None) -> str | None:
    """Why a date of a manifest is not taken. Dates that cannot be those of an article are left to the checks of
    articles.
    """
    found = read_date(text, DateContext(_ANY_TIME, language))
    return found.words if isinstance(found, DateRefusal) and not found.is_implausible else None
