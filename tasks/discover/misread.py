"""What a manifest says of an article and nobody can be sure of: no date, two dates, no language. Told and passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tasks.discover.offers import Known
from tasks.instants import readings
from tasks.language_codes import language_code

_TOLD = 5
"""Lines a manifest; the rest is counted."""
_SHOWN = 60
"""Characters of a value that is told."""


@dataclass(slots=True)
class Misread:
    """What was passed over in one manifest."""

    names: dict[str, str]
    """Our name of a column -> its name in the manifest."""
    told: list[str] = field(default_factory=list)
    count: int = 0

    def without(self, known: Known, number: int) -> Known:
        """What row `number` says, without what cannot be read."""
        if known.published and (fault := date_fault(known.published)):
            self._note(number, "published", known.published, fault)
            known = replace(known, published=None)
        if known.language and language_code(known.language) is None:
            self._note(number, "language", known.language, "is no language tag, as en or pt-BR")
            known = replace(known, language=None)
        return known

    def lines(self) -> Iterator[str]:
        yield from self.told
        if more := self.count - len(self.told):
            yield f"{more} more such {'value was' if more == 1 else 'values were'} left empty"

    def _note(self, number: int, name: str, value: str, fault: str) -> None:
        self.count += 1
        if len(self.told) < _TOLD:
            shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
            self.told.append(f'row {number}: {self.names.get(name, name)} "{shown}" {fault}: left empty')


def date_fault(text: str) -> str | None:
    """Why a date of a manifest is not taken. A page's own words and language say which of two days it means; a row has neither."""
    match readings(text):
        case []:
            return "is no date"
        case [_]:
            return None
        case days:
            return f"can be read two ways, write {' or '.join(f'{day:%Y-%m-%d}' for day in days)}"
