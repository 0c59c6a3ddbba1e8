"""Which blocks of a page are text of its article, from the page's truth."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.clean.corpus import Page
from tasks.clean.prose import letters_of

_WORD = re.compile(r"\w+")
_RUN = 4
"""Words of a run that is looked for in the truth; of a script without spaces, twice as many letters."""
_SURE = 25
"""Letters from which a text that stands in the truth is no chance."""
_NEAR = 5
"""Blocks before and behind among which a repeated text is compared with its copies."""
_PART = 0.35
"""Weight of a block that only a segment labels."""


def labels_of(page: Page, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each block 1 (text of the article), 0, or NaN where the truth does not say; and its weight.

    A page weighs about the same whatever its length; a block by the root of its words.
    """
    if page.body:
        return _by_text(page.body, texts)
    found = np.full(len(texts), np.nan)
    flat = [" ".join(text.split()) for text in texts]
    for value, segments in ((0.0, page.must_not), (1.0, page.must)):
        for segment in (" ".join(segment.split()) for segment in segments):
            for at, text in enumerate(flat):
                if segment in text or (len(text) > 20 and text in segment):
                    found[at] = value
    return found, np.where(np.isnan(found), 0.0, _PART)


def _by_text(body: str, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    letters = [letters_of(text) for text in texts]
    lines = [line for paragraph in body.split("\n") if (line := letters_of(paragraph))]
    is_text = np.array([share >= 0.5 for share in _shares(body, texts, letters, lines)])
    found = is_text.astype(np.float64)
    found[[not own for own in letters]] = np.nan
    _choose_copies(found, letters, lines, "".join(lines))
    words = np.array([max(1, len(_WORD.findall(text))) for text in texts], dtype=np.float64)
    total = max(30.0, len(_WORD.findall(body)), len("".join(lines)) / 10)
    return found, np.where(np.isnan(found), 0.0, np.sqrt((words + 1) / total))


def _shares(body: str, texts: Sequence[str], letters: Sequence[str], lines: Sequence[str]) -> list[float]:
    """Of each block the share of its runs of words that the truth has."""
    flat, known = "".join(lines), frozenset(lines)
    words = _WORD.findall(body.casefold())
    runs = frozenset(zip(*(words[at:] for at in range(_RUN)), strict=False))
    shares = []
    for at, (text, own) in enumerate(zip(texts, letters, strict=True)):
        if own in known or (len(own) >= _SURE and own in flat):
            shares.append(1.0)
        elif len(own) < _SURE:
            before = letters[at - 1][-12:] if at else ""
            behind = letters[at + 1][:12] if at + 1 < len(letters) else ""
            beside = (len(before) == 12 and before + own in flat) or (len(behind) == 12 and own + behind in flat)
            shares.append(float(bool(own) and beside))
        else:
            mine = _WORD.findall(text.casefold())
            own_runs = list(zip(*(mine[place:] for place in range(_RUN)), strict=False))
            if len(own_runs) < len(own) / 40:  # a script without spaces
                pieces = [own[place : place + 2 * _RUN] for place in range(0, len(own) - 2 * _RUN, _RUN)]
                shares.append(sum(piece in flat for piece in pieces) / max(1, len(pieces)))
            else:
                shares.append(sum(run in runs for run in own_runs) / len(own_runs))
    return shares


def _choose_copies(found: NDArray[np.float64], letters: Sequence[str], lines: Sequence[str], flat: str) -> None:
    """Of a text that stands more often on the page than in the truth, only the copies among other text stay."""
    places: dict[str, list[int]] = {}
    for at in np.nonzero(found == 1.0)[0].tolist():
        places.setdefault(letters[at], []).append(at)
    is_text = found == 1.0
    for own, copies in places.items():
        wanted = max(1, lines.count(own) or flat.count(own)) if len(own) >= 3 else len(copies)
        if wanted >= len(copies):
            continue
        by_company = sorted(copies, key=lambda at: -int(is_text[max(0, at - _NEAR) : at + _NEAR + 1].sum()))
        for at in by_company[wanted:]:
            found[at] = 0.0 if len(own) < 200 else np.nan
