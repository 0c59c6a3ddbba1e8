"""Runs of words with capitals: where a name begins and ends, with the title before it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tasks.analyse.languages.pack import Pack
from tasks.analyse.tokens import Token, ends_sentence

_LONGEST = 5
_SPACES = frozenset({" ", "\u00a0", "\n", "  "})
_OPENING = frozenset("\"“„«‘'([—–-:;•*")


@dataclass(slots=True)
class CapitalRun:
    first: int
    last: int
    words: list[str]
    title: str | None
    title_place: int | None
    is_heading: bool


def capital_runs(text: str, tokens: list[Token], pack: Pack) -> list[CapitalRun]:
    lower_words = {token.low for token in tokens if token.is_word and not token.is_capital}
    headings = headings_of(tokens)
    found: list[CapitalRun] = []
    place, count = 0, len(tokens)
    while place < count:
        token = tokens[place]
        if not (token.is_word and token.is_capital):
            place += 1
            continue
        stop = place + 1
        while stop < count:
            step = _goes_on(text, tokens, stop, pack)
            if step == 0:
                break
            stop += step
        found += _split(tokens, place, stop, lower_words, headings, pack)
        place = stop
    return found


def _goes_on(text: str, tokens: list[Token], place: int, pack: Pack) -> int:
    """How many tokens the name goes on for at this place: 0, 1, or 2 over a full stop or a particle."""
    token, before = tokens[place], tokens[place - 1]
    if before.is_possessive or token.paragraph != before.paragraph:
        return 0
    between = text[before.end : token.start]
    is_initial = len(before.text) == 1 or before.low in pack.titles or before.low in pack.abbreviations
    if token.text == "." and not between and is_initial and place + 1 < len(tokens):
        behind = tokens[place + 1]
        is_same = behind.paragraph == token.paragraph and behind.is_word and behind.is_capital
        return 2 if is_same and text[token.end : behind.start] in _SPACES | {""} else 0
    if between not in _SPACES or not token.is_word:
        return 0
    if token.is_capital:
        return 1
    if token.low in pack.particles and place + 1 < len(tokens):
        if pack.has_capital_nouns and before.low not in pack.first_names:  # "Ann Lee von der Gewerkschaft"
            return 0
        behind = tokens[place + 1]
        if behind.is_capital and behind.is_word and text[token.end : behind.start] in _SPACES:
            return 2
        if (
            token.low in {"de", "van", "von"}
            and place + 2 < len(tokens)
            and tokens[place + 2].is_capital
            and behind.low in pack.particles | {"der", "den", "dem"}
        ):
            return 3
    return 0


def headings_of(tokens: list[Token]) -> set[int]:
    """Paragraphs in which capitals say nothing: headlines in title case or capitals."""
    words: Counter[int] = Counter()
    capitals: Counter[int] = Counter()
    ends: dict[int, str] = {}
    for token in tokens:
        ends[token.paragraph] = token.text
        if token.is_word:
            words[token.paragraph] += 1
            capitals[token.paragraph] += token.is_capital
    return {
        number for number, count in words.items()
        if count >= 4 and capitals[number] >= 0.6 * count and ends[number] not in {".", "”", '"', "’’", "?", "!"}
    }  # fmt: skip


def _split(
    tokens: list[Token], start: int, stop: int, lower_words: set[str], headings: set[int], pack: Pack
) -> list[CapitalRun]:
    """Names inside a run of capitals: cut at titles and at words that are no part of names."""
    is_first = start == 0 or _begins_sentence(tokens, start, pack)
    found: list[CapitalRun] = []
    current = CapitalRun(start, start, [], None, None, tokens[start].paragraph in headings)
    for place in range(start, stop):
        token = tokens[place]
        if token.text == ".":
            continue
        low = token.low
        is_name = low in pack.first_names or (low in pack.weak_first_names and place + 1 < stop and not current.words)
        opens = place == start and is_first
        if (
            low in pack.titles
            and not (current.words and current.title is None and _is_first_name(current.words, pack))
            and place + 1 < stop
        ):
            _finish(found, current)
            current = CapitalRun(place + 1, place + 1, [], low, place, current.is_heading)
            continue
        if place == start and _is_unlisted_title(tokens, start, stop, pack):
            current = CapitalRun(place + 1, place + 1, [], low, place, current.is_heading)
            continue
        is_surname = bool(current.words) and (_is_first_name(current.words[:1], pack) or current.title is not None)
        cuts = (low in pack.not_names and not is_name and not is_surname) or token.text.isdigit()
        if current.is_heading and low in lower_words and not is_name:
            cuts = True
        if opens and not cuts and low in lower_words and not is_name and low not in pack.titles:
            cuts = True
        if pack.has_capital_nouns and is_name and current.words and not _is_first_name(current.words[:1], pack):
            _finish(found, current)  # "CDU-Kandidat Mario Voigt": the name begins with the first name
            current = CapitalRun(place, place, [], current.title, current.title_place, current.is_heading)
        is_genitive = (
            pack.has_capital_nouns
            and low.endswith("s")
            and len(low) > (4 if is_surname else 3)
            and place + 1 < stop
            and not is_name
        )
        if cuts or (is_genitive and not current.words):
            _finish(found, current)
            current = CapitalRun(place + 1, place + 1, [], None, None, current.is_heading)
            continue
        if not current.words:
            current.first = place
        current.words.append(_spelled(token.text.removesuffix("s") if is_genitive else token.text))
        current.last = place
        if is_genitive:  # "Hillary Clintons Verweis"
            _finish(found, current)
            current = CapitalRun(place + 1, place + 1, [], None, None, current.is_heading)
    _finish(found, current)
    return found


def _is_unlisted_title(tokens: list[Token], start: int, stop: int, pack: Pack) -> bool:
    """`erklärte der Hafenmeister Corwin Haldane`: of three capitals behind a verb of saying the first is the noun."""
    if not pack.has_capital_nouns or stop - start != 3 or start < 2 or tokens[start].low in pack.first_names:
        return False
    if tokens[start].low in pack.organisation_words or tokens[start].low in pack.groups:
        return False
    return tokens[start - 1].low in {"der", "die"} and tokens[start - 2].low in pack.saying


def _finish(found: list[CapitalRun], current: CapitalRun) -> None:
    if current.words and len(current.words) <= _LONGEST:
        found.append(current)


def _is_first_name(words: list[str], pack: Pack) -> bool:
    return bool(words) and words[0].lower() in pack.first_names


def _spelled(word: str) -> str:
    """JEREMY as Jeremy; short ones may be initials or acronyms and stay."""
    return word.capitalize() if len(word) >= 4 and word.isupper() else word


def _begins_sentence(tokens: list[Token], place: int, pack: Pack) -> bool:
    before = tokens[place - 1]
    if before.paragraph != tokens[place].paragraph or before.text in _OPENING:
        return True
    return not before.is_word and ends_sentence(tokens, place - 1, pack)
