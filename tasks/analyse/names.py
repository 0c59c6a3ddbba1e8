"""Who is named in a text: sequences of capitalised words, the evidence that they are people, and each of their
mentions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tasks.analyse.languages.pack import Pack
from tasks.analyse.tokens import Token, ends_sentence

MAX_PEOPLE = 300
_LONGEST = 5
_SPACES = frozenset({" ", "\u00a0", "\n", "  "})
_OPENING = frozenset("\"“„«‘'([—–-:;•*")
_DASHES = frozenset("—–")


@dataclass(slots=True)
class Person:
    """Somebody the text names; `name` is the fullest form, without titles."""

    name: str
    gender: str | None = None
    """m, f or None where the text and the name do not say."""
    places: list[Mention] = field(default_factory=list)

    @property
    def last(self) -> str:
        return self.name.rsplit(" ", 1)[-1].lower()


@dataclass(slots=True)
class Mention:
    """Offsets in code points, with a short title (Mr, Ms) in; `first` and `last` are places in the list of tokens."""

    start: int
    end: int
    first: int
    last: int
    person: int
    is_quoted: bool


@dataclass(slots=True)
class _Sequence:
    first: int
    last: int
    words: list[str]
    title: str | None
    title_place: int | None
    is_heading: bool


_SHORT_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "sir",
        "dame",
        "lord",
        "lady",
        "mx",
        "herr",
        "herrn",
        "frau",
        "m",
        "mme",
        "mlle",
        "sr",
        "sra",
    }
)


def people_of(text: str, tokens: list[Token], pack: Pack) -> list[Person]:
    """The people of a text in the order of their first mention, at most MAX_PEOPLE."""
    sequences = _sequences(text, tokens, pack)
    people = _full_names(tokens, sequences, pack)
    return _with_mentions(tokens, sequences, people, pack)


def _sequences(text: str, tokens: list[Token], pack: Pack) -> list[_Sequence]:
    lower_words = {token.low for token in tokens if token.is_word and not token.is_capital}
    headings = _headings(tokens)
    found: list[_Sequence] = []
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


def _headings(tokens: list[Token]) -> set[int]:
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
) -> list[_Sequence]:
    """Names inside a run of capitals: cut at titles and at words that are no part of names."""
    is_first = start == 0 or _begins_sentence(tokens, start, pack)
    found: list[_Sequence] = []
    current = _Sequence(start, start, [], None, None, tokens[start].paragraph in headings)
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
            current = _Sequence(place + 1, place + 1, [], low, place, current.is_heading)
            continue
        is_surname = bool(current.words) and (_is_first_name(current.words[:1], pack) or current.title is not None)
        cuts = (low in pack.not_names and not is_name and not is_surname) or token.text.isdigit()
        if opens and not cuts and low in lower_words and not is_name and low not in pack.titles:
            cuts = True
        if pack.has_capital_nouns and is_name and current.words and not _is_first_name(current.words[:1], pack):
            _finish(found, current)  # "CDU-Kandidat Mario Voigt": the name begins with the first name
            current = _Sequence(place, place, [], current.title, current.title_place, current.is_heading)
        is_genitive = (
            pack.has_capital_nouns
            and len(low) > 3
            and low.endswith("s")
            and not is_name
            and place + 1 < stop
            and not is_surname
        ) or (
            pack.has_capital_nouns
            and is_surname
            and low.endswith("s")
            and len(low) > 4
            and place + 1 < stop
            and not is_name
        )
        if cuts or (is_genitive and not current.words):
            _finish(found, current)
            current = _Sequence(place + 1, place + 1, [], None, None, current.is_heading)
            continue
        if not current.words:
            current.first = place
        current.words.append(_spelled(token.text.removesuffix("s") if is_genitive else token.text))
        current.last = place
        if is_genitive:  # "Hillary Clintons Verweis"
            _finish(found, current)
            current = _Sequence(place + 1, place + 1, [], None, None, current.is_heading)
    _finish(found, current)
    return found


def _finish(found: list[_Sequence], current: _Sequence) -> None:
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


def _full_names(tokens: list[Token], sequences: list[_Sequence], pack: Pack) -> list[Person]:
    """People with at least two words of a name and evidence, then those with a title or who speak by one word."""
    people: dict[str, Person] = {}
    likely: list[_Sequence] = []
    for one in sequences:
        if len(one.words) < 2 or len(people) >= MAX_PEOPLE:
            continue
        if _is_organisation(one, pack):
            continue
        evidence = _evidence(tokens, one, pack)
        if evidence >= 2 and not (one.is_heading and evidence < 3):
            _add(people, one, pack)
        elif evidence == 1 and not one.is_heading:
            likely.append(one)
    singles = {
        one.words[0].lower() for one in sequences if len(one.words) == 1 and _speaks_or_has_title(tokens, one, pack)
    }
    for one in likely:
        if one.words[-1].lower() in singles and len(people) < MAX_PEOPLE:
            _add(people, one, pack)
    known = {person.last for person in people.values()}
    for one in sequences:
        if len(one.words) != 1 or one.is_heading or one.words[0].lower() in known or len(people) >= MAX_PEOPLE:
            continue
        word = one.words[0]
        if one.title is None and word.lower() in pack.titles:  # "the President said"
            continue
        is_acronym = word.isupper() and len(word) <= 5
        is_noun = pack.has_capital_nouns and (one.title is None or _is_noun(tokens, one.first, pack))
        if one.title in _SHORT_TITLES or (
            not is_acronym
            and not is_noun
            and not _is_organisation(one, pack)
            and _speaks_or_has_title(tokens, one, pack)
        ):
            _add(people, one, pack)
            known.add(word.lower())
    return list(people.values())


def _is_organisation(one: _Sequence, pack: Pack) -> bool:
    lows = [word.lower() for word in one.words]
    if lows[0] in pack.first_names and len(lows) == 2 and lows[0] not in pack.not_names:
        return False
    if one.title in _SHORT_TITLES:
        return False
    return any(low in pack.organisation_words for low in lows) or any(
        word.isupper() and len(word) in {3, 4, 5} and "." not in word for word in one.words[-1:]
    )


def _evidence(tokens: list[Token], one: _Sequence, pack: Pack) -> int:
    """2 and more: a person. 1: if something else speaks for it."""
    score = 0
    if one.title is not None:
        score += 2
    if one.words[0].lower() in pack.first_names:
        score += 3
    if len(one.words) > 2 and len(one.words[1].rstrip(".")) == 1:
        score += 2
    before = tokens[one.first - 1] if one.first else None
    if before is not None and before.paragraph == tokens[one.first].paragraph:
        beside = tokens[one.first - 2] if before.text == "," and one.first > 1 else before
        score += 2 * (beside.low in pack.roles)
    behind = one.last + 1
    if behind + 1 < len(tokens) and tokens[behind].text == "," and not tokens[one.last].is_possessive:
        after = tokens[behind + 1]
        words = [token.low for token in tokens[behind + 1 : behind + 7] if token.is_word]
        if (
            (after.text.isdigit() and len(after.text) == 2)
            or after.low in {"who", "whose"}
            or (
                after.low in pack.roles
                or (after.low in pack.determiners and any(word in pack.roles for word in words))
                or (any(word in pack.roles for word in words[:2]) and not after.is_capital)
            )
        ):
            score += 2
    elif behind < len(tokens) and tokens[behind].low == "who":
        score += 2
    is_inverted = one.first > 0 and tokens[one.first - 1].low in pack.saying
    if is_inverted if pack.has_capital_nouns else _speaks(tokens, one.first, one.last, pack):
        score += 2
    return score + (1 if len(one.words) in {2, 3} else 0)


def _speaks(tokens: list[Token], first: int, last: int, pack: Pack) -> bool:
    if tokens[last].is_possessive:
        return False
    behind = last + 1
    while (
        behind < len(tokens)
        and behind < last + 3
        and (tokens[behind].low in pack.adverbs or tokens[behind].low in pack.auxiliaries)
    ):
        behind += 1
    if (
        behind < len(tokens)
        and tokens[behind].low in pack.saying
        and tokens[behind].paragraph == tokens[last].paragraph
    ):
        return True
    return (
        first > 0
        and tokens[first - 1].low in pack.saying
        and tokens[first - 1].low in {"said", "says", "asked", "added", "wrote"}
    )


def _speaks_or_has_title(tokens: list[Token], one: _Sequence, pack: Pack) -> bool:
    if pack.is_inverted and one.title is None:
        # "sagte Lee": a noun would have an article, and one in the genitive a noun behind it.
        before = tokens[one.first - 1] if one.first else None
        behind = tokens[one.last + 1] if one.last + 1 < len(tokens) else None
        return (
            before is not None
            and (before.low in pack.saying or before.low in pack.sources)
            and not before.is_capital
            and not (behind is not None and behind.is_word and behind.is_capital)
        )
    return one.title is not None or _speaks(tokens, one.first, one.last, pack)


def _is_noun(tokens: list[Token], place: int, pack: Pack) -> bool:
    """One of the words for people and organisations, in a language that gives every noun a capital."""
    low = tokens[place].low
    return low in pack.groups or low in pack.roles or low in pack.organisation_words


def _add(people: dict[str, Person], one: _Sequence, pack: Pack) -> None:
    name = " ".join(one.words)
    key = name.lower()
    for known, person in people.items():
        if known == key or (known.split()[-1] == key.split()[-1] and _same_first(known.split(), key.split())):
            if len(name) > len(person.name) and len(one.words) <= 3:
                person.name = name
            person.gender = person.gender or _gender(one, pack)
            return
    people[key] = Person(name, _gender(one, pack))


def _same_first(ours: list[str], theirs: list[str]) -> bool:
    if len(ours) == 1 or len(theirs) == 1:
        return True
    return (
        ours[0] == theirs[0]
        or (len(ours[0].rstrip(".")) == 1 and ours[0][0] == theirs[0][0])
        or (len(theirs[0].rstrip(".")) == 1 and theirs[0][0] == ours[0][0])
    )


def _gender(one: _Sequence, pack: Pack) -> str | None:
    for word in (one.title, one.words[0].lower() if len(one.words) > 1 else None):
        if word is None:
            continue
        if word in pack.male and word not in pack.female:
            return "m"
        if word in pack.female and word not in pack.male:
            return "f"
    return None


def _with_mentions(tokens: list[Token], sequences: list[_Sequence], people: list[Person], pack: Pack) -> list[Person]:
    by_last: dict[str, list[int]] = {}
    by_first: dict[str, list[int]] = {}
    for number, person in enumerate(people):
        by_last.setdefault(person.last, []).append(number)
        by_first.setdefault(person.name.split()[0].lower(), []).append(number)
    latest: dict[str, int] = {}
    for one in sequences:
        who = _who(one, people, by_last, by_first, latest, pack)
        if who is None:
            continue
        last = people[who].last
        latest[last] = who if len(one.words) > 1 else latest.get(last, who)
        first = one.title_place if one.title in _SHORT_TITLES and one.title_place is not None else one.first
        people[who].places.append(
            Mention(
                tokens[first].start,
                tokens[one.last].end,
                first,
                one.last,
                who,
                tokens[one.first].quotation is not None,
            )
        )
        if people[who].gender is None:
            people[who].gender = _gender(one, pack)
    return people


def _who(
    one: _Sequence,
    people: list[Person],
    by_last: dict[str, list[int]],
    by_first: dict[str, list[int]],
    latest: dict[str, int],
    pack: Pack,
) -> int | None:
    low = one.words[-1].lower()
    candidates = by_last.get(low, [])
    if len(one.words) > 1:
        words = [word.lower() for word in one.words]
        fitting = [number for number in candidates if _same_first(people[number].name.lower().split(), words)]
        return fitting[0] if fitting else None
    if candidates:
        gender = _gender(one, pack)
        fitting = [number for number in candidates if gender is None or people[number].gender in {None, gender}]
        if latest.get(low) in fitting:
            return latest[low]
        return (fitting or candidates)[0]
    named = by_first.get(low, [])
    return named[0] if len(named) == 1 and low in pack.first_names and len(people[named[0]].name.split()) > 1 else None
