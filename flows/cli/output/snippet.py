"""The piece of a text that shows why it was found. Pure: pieces of text go in, a line comes out."""

from __future__ import annotations

from collections.abc import Sequence

_WIDTH = 180
"""Characters."""
_BEFORE = 40
"""Characters shown before the first word that was found."""


def snippet(pieces: Sequence[str], hits: Sequence[bool], mark: str = "**") -> str:
    """The stretch with most different words that were asked for, each between marks; the beginning where there is none.

    `pieces` are words and what stands between them; `hits` says which of them were asked for.
    """
    starts = [number for number, hit in enumerate(hits) if hit]
    best = max(starts, key=lambda start: _different(pieces, hits, start), default=0)
    start = _back(pieces, best)
    end = _end(pieces, start)
    text = "".join(
        f"{mark}{piece}{mark}" if hit else piece for piece, hit in zip(pieces[start:end], hits[start:end], strict=True)
    )
    words = " ".join(text.replace(mark * 2, "").split())
    return f"{'… ' if start else ''}{words}{' …' if end < len(pieces) else ''}"


def _different(pieces: Sequence[str], hits: Sequence[bool], start: int) -> int:
    """How many different words that were asked for stand in what is shown from here on."""
    end = _end(pieces, start, _WIDTH - _BEFORE)
    return len({pieces[number].casefold() for number in range(start, end) if hits[number]})


def _back(pieces: Sequence[str], start: int) -> int:
    """Some words earlier."""
    room = _BEFORE
    while start and len(pieces[start - 1]) <= room:
        start -= 1
        room -= len(pieces[start])
    return start


def _end(pieces: Sequence[str], start: int, room: int = _WIDTH) -> int:
    """Behind the last piece that finds room; one piece always does."""
    end = start
    while end < len(pieces) and (end == start or len(pieces[end]) <= room):
        room -= len(pieces[end])
        end += 1
    return end
