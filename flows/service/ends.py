"""What runs came to, for whoever watches `up`: a line an end, as it comes."""

from __future__ import annotations

from flows.inspect.last_ends import End, last_ends
from schemas.settings import Settings


class Ends:
    """Remembers of which ends it has told; those before it began are nobody's news."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known = {end.flow: end for end in last_ends(settings)}

    def new(self) -> list[str]:
        """Left out is what happens every few minutes: that nothing was due, and what goes wrong as it did the last time."""
        ends = [end for end in last_ends(self._settings) if end != self._known.get(end.flow)]
        lines = [_words(end) for end in ends if not end.found_nothing and not self._is_known_trouble(end)]
        self._known |= {end.flow: end for end in ends}
        return lines

    def _is_known_trouble(self, end: End) -> bool:
        before = self._known.get(end.flow)
        return not end.is_well and before is not None and (before.state, before.what) == (end.state, end.what)


def _words(end: End) -> str:
    if end.is_failure:
        return f"{end.flow} failed: {end.what}\n  {end.cure}"
    name = "" if end.is_well else f"{end.state}: "
    return f"{end.flow}: {name}{end.what}"
