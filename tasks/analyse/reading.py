"""One article read: its quotations with speakers, and the people it names. Pure: text in, records out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tasks.analyse.clauses import Saying
from tasks.analyse.inverted import InvertedReader
from tasks.analyse.kinds import kind_of
from tasks.analyse.languages import PACKS, guess
from tasks.analyse.languages.pack import Pack
from tasks.analyse.marks import MAX_QUOTATIONS, Marked, marked, paragraphs
from tasks.analyse.names import Person, people_of
from tasks.analyse.precision import PUBLISHED_FROM, precision_of
from tasks.analyse.references import NamedSpeaker, References
from tasks.analyse.speakers import Reader
from tasks.analyse.tokens import Token, tokens_of

MAX_CHARS = 200_000
"""Longer texts are read so far: no article is, and the cost of one must have an end."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Offsets in code points of the body, ends exclusive; the marks themselves are left out."""

    position: int
    char_start: int
    char_end: int
    kind: str
    mark: str
    continues: int | None
    nested_in: int | None
    verb: str | None
    """Lemma."""
    rule: str | None
    speaker_start: int | None
    speaker_end: int | None


@dataclass(frozen=True, slots=True)
class QuotationSpeaker:
    """`position` is the quotation's; `name` is None where nobody is named or the rule is not sure enough."""

    position: int
    number: int
    name: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person of the article."""

    number: int
    name: str
    gender: str | None
    mentions: int


@dataclass(frozen=True, slots=True)
class NameMention:
    number: int
    char_start: int
    char_end: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Reading:
    quotations: list[Quotation]
    speakers: list[QuotationSpeaker]
    people: list[NamedPerson]
    mentions: list[NameMention]
    language: str | None
    """The one that it was read as: as given, else guessed."""
    reason: str | None
    """Why it is incomplete: too_long, too_many_quotations, or None."""


def read(body: str, language: str | None) -> Reading:
    """Quotations in texts of any language; speakers and people where there is a pack for it.

    Only the speakers of rules that are right often enough in the language are given (PUBLISHED_FROM).
    """
    reading = read_every_rule(body, language)
    sure = {one.position for one in reading.quotations if is_sure(reading.language, one.rule)}
    quotations = [
        one if one.position in sure else replace(one, speaker_start=None, speaker_end=None)
        for one in reading.quotations
    ]
    return replace(reading, quotations=quotations, speakers=[one for one in reading.speakers if one.position in sure])


def read_every_rule(body: str, language: str | None) -> Reading:
    """As `read`, with the speakers of all rules: what their precision is measured with."""
    text = body[:MAX_CHARS]
    language = language or guess(text)
    pack = PACKS.get((language or "")[:2])
    parts = paragraphs(text)
    quotations = marked(text, parts)
    tokens = tokens_of(text, parts, quotations)
    people = people_of(text, tokens, pack) if pack else []
    reader = InvertedReader if pack is not None and pack.is_inverted else Reader
    sayings = reader(text, tokens, quotations, people, pack).read() if pack else {}
    references = References(text, tokens, people, pack) if pack else None
    names = {place: references.names(sayings[place]) for place in sorted(sayings)} if references else {}
    kinds = _kinds(text, quotations, tokens, sayings, pack)
    reason = (
        "too_long" if len(body) > MAX_CHARS else "too_many_quotations" if len(quotations) >= MAX_QUOTATIONS else None
    )
    return Reading(
        [_record(place, one, kinds[place], sayings.get(place), tokens, pack) for place, one in enumerate(quotations)],
        [
            speaker
            for place in sorted(sayings)
            for speaker in _speakers(place, kinds[place], sayings[place], names[place])
        ],
        [NamedPerson(number, person.name, person.gender, len(person.places)) for number, person in enumerate(people)],
        _mentions(people),
        language,
        reason,
    )


def _kinds(
    text: str, quotations: list[Marked], tokens: list[Token], sayings: dict[int, Saying], pack: Pack | None
) -> list[str]:
    inside: dict[int, list[Token]] = {}
    first_token: dict[int, int] = {}
    paragraph_start: dict[int, int] = {}
    for place, token in enumerate(tokens):
        paragraph_start.setdefault(token.paragraph, place)
        if token.quotation is not None:
            first_token.setdefault(token.quotation, place)
            one = quotations[token.quotation]
            if one.start <= token.start and token.end <= one.end:
                inside.setdefault(token.quotation, []).append(token)
    kinds: list[str] = []
    for place, one in enumerate(quotations):
        saying = sayings.get(place)
        earlier = kinds[one.continues] if one.continues is not None else None
        if earlier is None and saying is not None and saying.rule == "second_half":
            earlier = next(
                (kinds[other] for other in range(place - 1, -1, -1) if quotations[other].nested_in is None), None
            )
        if one.nested_in is not None:
            kinds.append(_nested_kind(text, one))
            continue
        at = first_token.get(place, 0)
        begin = paragraph_start.get(tokens[at].paragraph, 0) if tokens else 0
        before = tokens[max(begin, at - 8) : at]
        is_said = saying is not None and bool(saying.speakers)
        kinds.append(
            kind_of(
                text,
                one,
                inside.get(place, []),
                before,
                earlier,
                is_said=is_said or (saying is not None and saying.rule == "passive"),
                pack=pack,
            )
        )
    return kinds


def _nested_kind(text: str, one: Marked) -> str:
    words = text[one.start : one.end].split()
    if len(words) > 1 and all(word[:1].isupper() for word in words):
        return "title"
    return "direct" if words and words[0][:1].isupper() and len(words) > 3 else "partial"


def _record(
    place: int, one: Marked, kind: str, saying: Saying | None, tokens: list[Token], pack: Pack | None
) -> Quotation:
    verb = speaker_start = speaker_end = rule = None
    if saying is not None:
        rule = saying.rule
        if saying.verb is not None and pack is not None:
            low = tokens[saying.verb].low
            verb = (
                pack.saying.get(low) or pack.stance.get(low) or pack.participles.get(low) or pack.bare.get(low) or low
            )
        if saying.speakers:
            speaker_start = min(tokens[speaker.first].start for speaker in saying.speakers)
            speaker_end = max(tokens[speaker.last].end for speaker in saying.speakers)
    return Quotation(
        place, one.start, one.end, kind, one.mark, one.continues, one.nested_in, verb,
        None if rule == "none" else rule, speaker_start, speaker_end,
    )  # fmt: skip


def is_sure(language: str | None, rule: str | None) -> bool:
    return precision_of(language, rule) >= PUBLISHED_FROM


def _speakers(place: int, kind: str, saying: Saying, names: list[NamedSpeaker]) -> list[QuotationSpeaker]:
    if not saying.speakers or kind == "title":
        return []
    return [QuotationSpeaker(place, number, named.name, named.kind) for number, named in enumerate(names)]


def _mentions(people: list[Person]) -> list[NameMention]:
    return [
        NameMention(number, mention.start, mention.end, mention.is_quoted)
        for number, person in enumerate(people)
        for mention in person.places
    ]
