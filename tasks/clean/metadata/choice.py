"""Authors, day and title once more, when it is known where the text stands: fitted models choose among all candidates.

What the rules found is one of the candidates. Another takes its place only where the model is surer of it by a margin.
The models are fitted by `python -m benchmarks.clean.training.metadata`; see docs/cleaning.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from lxml.etree import _Element
from numpy.typing import NDArray

from tasks.clean.metadata import author_choice, date_choice, title_choice
from tasks.clean.metadata.bylines import Authors
from tasks.clean.metadata.dates import Dates, is_moment_of_day
from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.metadata.people import is_organisation, looks_like_a_person
from tasks.clean.metadata.structured import Said
from tasks.clean.metadata.titles import Titles
from tasks.clean.page.blocks import TextPlace
from tasks.clean.page.trees import Trees
from tasks.dates import DateContext

FILE = Path(__file__).with_name("model.npz")
FIELDS = {"authors": author_choice.COLUMNS, "day": date_choice.COLUMNS, "title": title_choice.COLUMNS}
"""What is chosen, and the columns that its model was fitted to."""
SURE = {"authors": 0.1, "day": 0.0, "title": 0.0}
"""The chance under which nothing is named."""
MARGIN = {"authors": 0.0, "day": 0.0, "title": 0.0}
"""How much likelier than what the rules found another candidate must be."""

_UNLIKELY = 0.15
"""The chance under which a title is none: the heading is the title too, not only the headline."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The place of the best candidate, None where none is likely enough; `chances` has that of each."""

    best: int | None
    chances: NDArray[np.float64]


def choose(meta: Metadata, said: Said, tree: _Element, place: TextPlace, url: str | None, context: DateContext) -> None:
    """Correct authors, day and title of `meta`. `place` says where the text stands, `url` where the page came from."""
    if not place.blocks:
        return
    address = url or meta.canonical_url
    _choose_title(meta, said, tree, place, address)
    _choose_authors(meta, said, place)
    _choose_day(meta, said, place, address, context)


def best_of(field: str, rows: NDArray[np.float32], ruled: Sequence[bool], model: Trees) -> Ranking:
    """The candidate to believe. `rows` are float32 [candidates, columns]; `ruled` marks what the rules found."""
    chances = model.chances(rows)
    best = int(np.argmax(chances))
    own = [at for at, is_ruled in enumerate(ruled) if is_ruled]
    if own and chances[best] < max(chances[at] for at in own) + MARGIN[field]:
        best = max(own, key=lambda at: chances[at])
    return Ranking(best if chances[best] >= SURE[field] else None, chances)


def is_settled(meta: Metadata) -> bool:
    """Whether the page states people as its authors: hardly ever is another candidate better."""
    return meta.authors_from in {"json_ld", "meta"} and all(map(looks_like_a_person, meta.authors))


@cache
def _models() -> dict[str, Trees]:
    """Read once a process. Raises ValueError where the file was fitted to other columns than the code has."""
    with np.load(FILE, allow_pickle=False) as data:
        for field, columns in FIELDS.items():
            if tuple(data[f"{field}_columns"].tolist()) != columns:
                raise ValueError(f"{FILE} was fitted to other columns of {field}: fit it once more")
        return {
            field: Trees(data[f"{field}_feature"].astype(np.intp), data[f"{field}_threshold"], data[f"{field}_leaf"])
            for field in FIELDS
        }


def _choose_authors(meta: Metadata, said: Said, place: TextPlace) -> None:
    if is_settled(meta):
        return
    ruled = Authors(meta.authors, meta.authors_from, meta.organisations)
    groups = author_choice.groups_of(said, place, ruled, meta.house)
    if not groups:
        return
    rows = author_choice.table(groups, place, meta.title, meta.house)
    chosen = best_of("authors", rows, ["ruled" in group.counts for group in groups], _models()["authors"])
    if chosen.best is None:
        meta.authors, meta.authors_from, meta.organisations = [], None, frozenset()
        return
    group = groups[chosen.best]
    if group.names == meta.authors:
        return
    counts = group.counts
    meta.authors_from = "json_ld" if counts.get("ld") else "meta" if counts.get("meta") else "byline"
    meta.authors = group.names
    meta.organisations = frozenset(name for name in group.names if name in meta.organisations or is_organisation(name))


def _choose_day(meta: Metadata, said: Said, place: TextPlace, url: str | None, context: DateContext) -> None:
    days = date_choice.days_of_page(
        said, place, Dates(meta.published, meta.published_from, guessed=meta.guessed), url, context
    )
    if not days:
        return
    rows = date_choice.table(days, context)
    chosen = best_of("day", rows, ["ruled" in each.counts for each in days], _models()["day"])
    if chosen.best is None:
        return
    best = days[chosen.best]
    if "ruled" in best.counts:
        return
    if meta.published and meta.published.zone == "+00:00" and is_moment_of_day(meta.published, best.day):
        meta.shown_day = best.day  # the same moment, where the outlet is
        return
    stamps = [one for one in best.stamps if not one[2]] or best.stamps
    meta.published, meta.published_from, _ = max(stamps, key=lambda one: one[0].precision != "day")


def _choose_title(meta: Metadata, said: Said, tree: _Element, place: TextPlace, url: str | None) -> None:
    ruled = Titles(meta.title, meta.title_from, meta.headline)
    wordings = title_choice.wordings_of(said, tree, place, ruled)
    if not wordings:
        return
    rows = title_choice.table(wordings, meta.sitename, url)
    owned = ["ruled_title" in each.counts or "ruled_headline" in each.counts for each in wordings]
    chosen = best_of("title", rows, owned, _models()["title"])
    if chosen.best is None or owned[chosen.best]:
        return
    best = wordings[chosen.best]
    is_stated = bool({"open_graph", "twitter", "json_ld", "element", "element_part", "part"} & best.counts.keys())
    title_at = next((at for at, each in enumerate(wordings) if "ruled_title" in each.counts), None)
    if title_at is None or is_stated or chosen.chances[title_at] < _UNLIKELY:
        meta.title, meta.title_from = best.text, "title" if is_stated else "h1"
    else:
        meta.headline = best.text
