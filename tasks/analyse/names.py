"""Who is named in a text: sequences of capitalised words, the evidence that they are people, and each of their
mentions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.analyse.capitals import CapitalRun, capital_runs
from tasks.analyse.languages.pack import Pack
from tasks.analyse.tokens import Token

MAX_PEOPLE = 300


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
    sequences = capital_runs(text, tokens, pack)
    people = _full_names(tokens, sequences, pack)
    return _with_mentions(tokens, sequences, people, pack)


def _full_names(tokens: list[Token], sequences: list[CapitalRun], pack: Pack) -> list[Person]:
    """People with at least two words of a name and evidence, then those with a title or who speak by one word."""
    people: dict[str, Person] = {}
    likely: list[CapitalRun] = []
    for one in sequences:
        if len(one.words) < 2 or len(people) >= MAX_PEOPLE:
            continue
        if _is_organisation(one, pack):
            continue
        evidence = _evidence(tokens, one, pack)
        if evidence >= 2 and not (one.is_heading and evidence < 3):
            _add(people, one, pack, tokens)
        elif evidence == 1 and not one.is_heading:
            likely.append(one)
    singles = {
        one.words[0].lower() for one in sequences if len(one.words) == 1 and _speaks_or_has_title(tokens, one, pack)
    }
    for one in likely:
        if one.words[-1].lower() in singles and len(people) < MAX_PEOPLE:
            _add(people, one, pack, tokens)
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
            and (_speaks_or_has_title(tokens, one, pack) or _is_presented(tokens, one, pack))
        ):
            _add(people, one, pack, tokens)
            known.add(word.lower())
    return list(people.values())


def _is_organisation(one: CapitalRun, pack: Pack) -> bool:
    lows = [word.lower() for word in one.words]
    if lows[0] in pack.first_names and len(lows) == 2 and lows[0] not in pack.not_names:
        return False
    if one.title in _SHORT_TITLES:
        return False
    return any(low in pack.organisation_words for low in lows) or any(
        word.isupper() and len(word) in {3, 4, 5} and "." not in word for word in one.words[-1:]
    )


def _evidence(tokens: list[Token], one: CapitalRun, pack: Pack) -> int:
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
    score += 2 * _is_beside_said_noun(tokens, one, pack)
    is_inverted = one.first > 0 and tokens[one.first - 1].low in pack.saying
    if is_inverted if pack.has_capital_nouns else _speaks(tokens, one.first, one.last, pack):
        score += 2
    return score + (1 if len(one.words) in {2, 3} else 0)


def _is_beside_said_noun(tokens: list[Token], one: CapitalRun, pack: Pack) -> bool:
    """`dijo el capataz Corwin Haldane`, `erklärte der Meister der Werft, Corwin Haldane.`, `El jefe del puerto, Corwin
    Haldane, dijo`: two words of a name at the noun that speaks, in languages that turn verb and subject round.
    """
    if not pack.is_inverted or len(one.words) != 2 or tokens[one.last].is_possessive or one.is_heading:
        return False
    paragraph = tokens[one.first].paragraph
    before = [token for token in tokens[max(0, one.first - _APPOSITION) : one.first] if token.paragraph == paragraph]
    behind = [token for token in tokens[one.last + 1 : one.last + 5] if token.paragraph == paragraph]
    if len(before) < 3:
        return False
    is_apposition = before[-1].text == "," and (not behind or behind[0].text in {",", "."})
    if is_apposition and len(behind) > 1 and behind[0].text == ",":
        after = behind[1:3] if behind[1].low in pack.auxiliaries else behind[1:2]
        if any(token.low in pack.saying and not token.is_capital for token in after):
            return True
    verb = next((spot for spot in range(len(before) - 1, -1, -1) if before[spot].low in pack.saying), None)
    if verb is None or verb + 2 >= len(before) or before[verb + 1].low not in pack.determiners:
        return False
    noun = before[verb + 2]
    is_organisation = noun.low in pack.organisation_words or noun.low in pack.groups
    between = before[verb + 1 :]
    if (
        noun.is_capital != pack.has_capital_nouns
        or is_organisation
        or any(token.quotation is not None for token in between)
    ):
        return False
    is_right_behind = verb + 3 == len(before)
    is_only_comma = is_apposition and all(token.is_word for token in between[:-1])
    return is_right_behind or is_only_comma


_APPOSITION = 12
"""Words in front of a name in which the verb of its apposition is looked for."""


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


def _speaks_or_has_title(tokens: list[Token], one: CapitalRun, pack: Pack) -> bool:
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


def _is_presented(tokens: list[Token], one: CapitalRun, pack: Pack) -> bool:
    """`his daughter Katya`, `Katya, 34,` and `Katya, a nurse at the port,`: one word that is said to be a person."""
    if pack.has_capital_nouns or one.words[0].lower() in pack.not_names or tokens[one.last].is_possessive:
        return False
    if _kin_before(tokens, one, pack) is not None:
        return True
    behind = [token for token in tokens[one.last + 1 : one.last + 6] if token.paragraph == tokens[one.last].paragraph]
    if len(behind) < 3 or behind[0].text != ",":
        return False
    before = tokens[one.first - 2] if one.first > 1 else None
    if before is not None and tokens[one.first - 1].text == "," and before.low in pack.roles:  # "the cook, Katya,"
        return True
    is_age = behind[1].text.isdigit() and len(behind[1].text) == 2 and behind[2].text == ","
    if is_age:
        return True
    opening = tokens[one.first - 1] if one.first else None
    is_inside = opening is not None and opening.is_word and opening.paragraph == tokens[one.first].paragraph
    if is_inside or behind[1].low not in pack.determiners or any(token.is_capital for token in behind[1:4]):
        return False  # "outside Tharn, the leader said"
    is_subject = any(token.low in pack.saying for token in behind[2:])  # "Tharn, the mayor said, is full"
    return not is_subject and any(token.low in pack.roles for token in behind[2:4])


def _kin_before(tokens: list[Token], one: CapitalRun, pack: Pack) -> str | None:
    """The noun for a man or a woman right before a name: "daughter Katya"."""
    before = tokens[one.first - 1] if one.first else None
    is_kin = (
        before is not None
        and before.paragraph == tokens[one.first].paragraph
        and not before.is_capital
        and not before.is_possessive
        and before.low in pack.roles
        and before.low in pack.male | pack.female
    )
    return before.low if before is not None and is_kin else None


def _is_noun(tokens: list[Token], place: int, pack: Pack) -> bool:
    """One of the words for people and organisations, in a language that gives every noun a capital."""
    low = tokens[place].low
    return low in pack.groups or low in pack.roles or low in pack.organisation_words


def _add(people: dict[str, Person], one: CapitalRun, pack: Pack, tokens: list[Token]) -> None:
    name = " ".join(one.words)
    key = name.lower()
    for known, person in people.items():
        if known == key or (known.split()[-1] == key.split()[-1] and _same_first(known.split(), key.split())):
            if len(name) > len(person.name) and len(one.words) <= 3:
                person.name = name
            person.gender = person.gender or _gender(one, pack, tokens)
            return
    people[key] = Person(name, _gender(one, pack, tokens))


def _same_first(ours: list[str], theirs: list[str]) -> bool:
    if len(ours) == 1 or len(theirs) == 1:
        return True
    return (
        ours[0] == theirs[0]
        or (len(ours[0].rstrip(".")) == 1 and ours[0][0] == theirs[0][0])
        or (len(theirs[0].rstrip(".")) == 1 and theirs[0][0] == ours[0][0])
    )


def _gender(one: CapitalRun, pack: Pack, tokens: list[Token]) -> str | None:
    first_name = one.words[0].lower() if len(one.words) > 1 else None
    for word in (one.title, first_name, _kin_before(tokens, one, pack)):
        if word is None:
            continue
        if word in pack.male and word not in pack.female:
            return "m"
        if word in pack.female and word not in pack.male:
            return "f"
    return None


def _with_mentions(tokens: list[Token], sequences: list[CapitalRun], people: list[Person], pack: Pack) -> list[Person]:
    by_last: dict[str, list[int]] = {}
    by_first: dict[str, list[int]] = {}
    for number, person in enumerate(people):
        by_last.setdefault(person.last, []).append(number)
        by_first.setdefault(person.name.split()[0].lower(), []).append(number)
    for one in sequences:
        who = _who(one, people, by_last, by_first, pack, tokens)
        if who is None:
            continue
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
            people[who].gender = _gender(one, pack, tokens)
    return people


def _who(
    one: CapitalRun,
    people: list[Person],
    by_last: dict[str, list[int]],
    by_first: dict[str, list[int]],
    pack: Pack,
    tokens: list[Token],
) -> int | None:
    low = one.words[-1].lower()
    candidates = by_last.get(low, [])
    if len(one.words) > 1:
        words = [word.lower() for word in one.words]
        fitting = [
            number for number in candidates
            if _same_first(people[number].name.lower().split(), words)
            or people[number].name.lower().split()[-len(words) :] == words  # "Peña Nieto" of "Enrique Peña Nieto"
        ]  # fmt: skip
        return fitting[0] if fitting else None
    if candidates:
        gender = _gender(one, pack, tokens)
        fitting = [number for number in candidates if gender is None or people[number].gender in {None, gender}]
        return (fitting or candidates)[0]
    named = by_first.get(low, [])
    return named[0] if len(named) == 1 and low in pack.first_names and len(people[named[0]].name.split()) > 1 else None
