"""Scores as tables to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.clean.corpus import Page
from benchmarks.clean.intervals import mean_f1_gain
from benchmarks.clean.scores import Score, body_f1, share

_FEWEST = 10
"""Pages of a group that is shown."""
_LANGUAGES = ("ja", "zh", "ko", "ar", "fa", "hi", "th", "ru", "pl", "de", "fr", "es", "pt")
"""Shown however few their pages are."""
_LENGTHS = (1000, 3000, 10_000)
FIELDS = {"title": "title", "authors": "authors", "day": "published", "instant": "published", "language": "language"}
"""What is right or wrong, and what of a reading it is seen in."""


@dataclass(slots=True)
class Results:
    """What one reader made of all pages."""

    reader: str
    articles: list[Score] = field(default_factory=list)
    others: list[Score] = field(default_factory=list)
    invented: list[Score] = field(default_factory=list)
    """Invented pages, for languages of which there are few others."""
    kinds: list[str] = field(default_factory=list)
    """The true kind of each of the others."""
    cpu: list[float] = field(default_factory=lambda: [0.0])
    """Seconds for the articles, in each round."""
    held: Counter[str] = field(default_factory=Counter)
    """Why articles were held or refused."""
    errors: int = 0
    given: set[str] = field(default_factory=set)
    """What the reader gives at all: nobody is blamed for what it does not do."""

    def take(self, page: Page, reading: dict[str, Any], given: Score) -> None:
        """One reading of the first round."""
        self.errors += "error" in reading
        self.given |= {key for key, value in reading.items() if value}
        if page.source == "cases":
            self.invented.append(given)
        elif page.kind == "article":
            self.articles.append(given)
            self.held.update(filter(None, [reading.get("held")]))
            self.cpu[0] += reading["cpu"]
        else:
            self.others.append(given)
            self.kinds.append(page.kind)


def tables(results: Sequence[Results]) -> str:
    """Body, each field and the kinds, a row a reader."""
    sets = list(dict.fromkeys(score.source for result in results for score in result.articles))
    parts = [
        _body(results, sets), _halves(results), _kept(results, sets), _languages(results),
        _lengths(results), *(_field(results, sets, name) for name in FIELDS), _kinds(results), _held(results),
        _speed(results),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part)


def _body(results: Sequence[Results], sets: Sequence[str]) -> str:
    stock = _stock(results)
    rows = []
    for result in results:
        gain = mean_f1_gain(result.articles, stock.articles) if stock and result is not stock else None
        beside = f"{gain[0]:+.4f} ({gain[1]:+.4f} to {gain[2]:+.4f})" if gain else None
        rows.append([result.reader, *f1_by_set(result.articles, sets), beside])
    return _aligned(["body F1", *sets, "mean", "more than stock (95 %)"], rows)


def f1_by_set(scores: Sequence[Score], sets: Sequence[str]) -> list[float | None]:
    """Body F1 of each set, and their mean last."""
    found = [body_f1(score for score in scores if score.source == name) for name in sets]
    known = [value for value in found if value is not None]
    return [*found, sum(known) / len(known) if known else None]


def _halves(results: Sequence[Results]) -> str:
    """Rules were written while looking at pages of some sites; nobody opened the others."""
    rows = []
    for result in results:
        row: list[Any] = [result.reader]
        for is_looked_at in (True, False):
            half = [score for score in result.articles if score.is_looked_at is is_looked_at]
            sets = list(dict.fromkeys(score.source for score in half))
            row += [str(len(half)), f1_by_set(half, sets)[-1], *_shares(half)]
        rows.append(row)
    head = [
        f"{half} {figure}" for half in ("seen", "unopened") for figure in ("pages", "F1", "lost", "foreign", "borders")
    ]
    return _aligned(["seen and unopened", *head], rows)


def _shares(scores: Sequence[Score]) -> list[float | None]:
    """Sentences lost, sentences from elsewhere, borders of paragraphs kept."""
    known = [score.kept for score in scores if score.kept]
    pairs = [
        (sum(kept.lost for kept in known), sum(kept.sentences for kept in known)),
        (sum(kept.foreign for kept in known), sum(kept.given for kept in known)),
        (sum(kept.borders for kept in known), sum(kept.joined for kept in known)),
    ]
    return [part / whole if whole else None for part, whole in pairs]


def _kept(results: Sequence[Results], sets: Sequence[str]) -> str:
    parts = []
    for at, name in enumerate(("sentences lost", "sentences foreign", "borders kept")):
        rows = []
        for result in results:
            by_set = [_shares([s for s in result.articles if s.source == each])[at] for each in sets]
            rows.append([result.reader, *by_set, _shares(result.articles)[at]])
        parts.append(_aligned([name, *sets, "all"], rows))
    return "\n\n".join(part for part in parts if part)


def _languages(results: Sequence[Results]) -> str:
    """Of languages with few pages, invented ones too; their number is in the second column."""
    chosen = [result for result in results if result.reader in {"ours", "stock"}]
    names = Counter(score.of_language for score in (chosen[0].articles if chosen else ()) if score.of_language)
    shown = sorted({*_LANGUAGES, *(name for name, count in names.items() if count >= _FEWEST)})
    rows = []
    for name in sorted(shown, key=lambda name: -names[name]):
        of_each = []
        for result in chosen:
            known = [score for score in result.articles if score.of_language == name]
            extra = [score for score in result.invented if score.of_language == name] if len(known) < _FEWEST else []
            of_each.append((known, extra))
        if of_each and any(map(any, of_each)):
            known, extra = of_each[0]
            why = Counter(score.held for score in known + extra if score.held)
            reasons = ", ".join(f"{reason} {count}" for reason, count in why.most_common())
            figures = _figures([one + two for one, two in of_each])
            rows.append([name, str(len(known)), str(len(extra)), *figures, reasons])
    return (
        _aligned(["language", "pages", "invented", *_heads(chosen), f"why held by {chosen[0].reader}"], rows)
        if rows
        else ""
    )


def _lengths(results: Sequence[Results]) -> str:
    chosen = [result for result in results if result.reader in {"ours", "stock"}]
    rows = []
    for length in dict.fromkeys(
        map(_length, sorted(chosen[0].articles, key=lambda one: one.letters or 0)) if chosen else ()
    ):
        if length:
            of_each = [[score for score in result.articles if _length(score) == length] for result in chosen]
            rows.append([length, str(len(of_each[0])), *_figures(of_each)])
    return _aligned(["length of the text", "pages", *_heads(chosen)], rows)


def _heads(chosen: Sequence[Results]) -> list[str]:
    return [f"{result.reader} {figure}" for result in chosen for figure in ("held", "F1", "lost")]


def _figures(of_each: Sequence[Sequence[Score]]) -> list[Any]:
    """Of each reader: how many pages it holds, body F1 and lost sentences where the whole text is known."""
    row: list[Any] = []
    for scores in of_each:
        whole = [score for score in scores if score.recall is not None]
        row += [str(sum(not score.loaded for score in scores)), body_f1(whole), _shares(whole)[0]]
    return row


def _length(score: Score) -> str | None:
    if score.letters is None:
        return None
    return next(
        (f"under {bound:,} characters" for bound in _LENGTHS if score.letters < bound), f"from {_LENGTHS[-1]:,}"
    )


def _stock(results: Sequence[Results]) -> Results | None:
    return next((result for result in results if result.reader == "stock"), None)


def _field(results: Sequence[Results], sets: Sequence[str], name: str) -> str:
    rows = []
    for result in results:
        scores = [[s for s in result.articles if s.source == each] for each in sets] + [result.articles]
        scores.append([s for s in result.articles if not s.is_looked_at])
        is_given = FIELDS[name] in result.given
        rows.append([result.reader, *(share(some, name) if is_given else None for some in scores)])
    return _aligned([f"{name} right", *sets, "all", "unopened"], rows)


def _kinds(results: Sequence[Results]) -> str:
    """How many true articles a reader would hold back, and how many of the other pages it would load."""
    kinds = sorted({kind for result in results for kind in result.kinds})
    if not kinds:
        return ""
    rows = []
    for result in results:
        if "kind" not in result.given:
            continue
        loaded = [kind for kind, score in zip(result.kinds, result.others, strict=True) if score.loaded]
        of_kind = [f"{loaded.count(kind)}/{result.kinds.count(kind)}" for kind in kinds]
        held = sum(not score.loaded for score in result.articles)
        rows.append([result.reader, f"{held}/{len(result.articles)}", f"{len(loaded)}/{len(result.kinds)}", *of_kind])
    return _aligned(["page kinds", "articles held", "others loaded", *kinds], rows)


def _held(results: Sequence[Results]) -> str:
    """Why articles were held or refused."""
    rows = [
        [result.reader, ", ".join(f"{why} {count}" for why, count in result.held.most_common())] for result in results
    ]
    return _aligned(["articles held as", ""], [row for row in rows if row[1]])


def _speed(results: Sequence[Results]) -> str:
    """The median of the rounds; beside the stock extractor, of the ratios within each round."""
    stock = _stock(results)
    rows = []
    for result in results:
        speeds = [len(result.articles) / seconds for seconds in result.cpu if seconds]
        ratios = [own / theirs for own, theirs in zip(stock.cpu if stock else (), result.cpu, strict=False) if theirs]
        beside = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})" if ratios else None
        rows.append([result.reader, f"{median(speeds):.1f}" if speeds else None, beside, str(result.errors)])
    return _aligned(["speed", "pages a CPU-second", "times stock", "errors"], rows)


def _aligned(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Nothing, where no row has a figure."""
    if not rows or all(cell is None for row in rows for cell in row[1:]):
        return ""
    texts = [list(head)] + [[_cell(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in texts) for at in range(len(head))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in texts
    ]
    return "\n".join(line.rstrip() for line in lines)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}".removeprefix("0") if isinstance(value, float) else str(value)
