"""What runs came to, for whoever watches `up`: a line an end, as it comes."""

from __future__ import annotations

from flows.last_ends import End, last_ends
from schemas.settings import Settings


class Ends:
    """Remembers of which ends it has told; those before it began are nobody's news."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._told = {end.flow: end.at for end in last_ends(settings)}

    def new(self) -> list[str]:
        """Runs that had nothing to do are left out: every few minutes one of them ends."""
        ends = [end for end in last_ends(self._settings) if end.at != self._told.get(end.flow)]
        self._told |= {end.flow: end.at for end in ends}
        return [_words(end) for end in ends if not end.found_nothing]


def _words(end: End) -> str:
    if end.is_failure:
        return f"{end.flow} failed: {end.what}\n  {end.cure}"
    name = "" if end.is_well else f"{end.state}: "
    return f"{end.flow}: {name}{end.what}"
