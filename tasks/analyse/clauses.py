"""Sentences as the rules read them: words with whole quotations between them, where clauses end, what a word is
there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.analyse.capitals import headings_of
from tasks.analyse.languages.pack import Pack
from tasks.analyse.marks import Marked
from tasks.analyse.names import Mention, Person
from tasks.analyse.tokens import Token, ends_sentence

WINDOW = 60
STEPS = 400
"""Steps that the search for one speaker may take: sentences of nothing but verbs would branch without end."""


@dataclass(slots=True)
class Speaker:
    """Who speaks, as places in the list of tokens (both inside), and what kind of words name them."""

    first: int
    last: int
    head: int
    """The token that the verb belongs to: the pronoun, the end of the name, the noun."""


@dataclass(slots=True)
class Saying:
    """What the rules found for a quotation; `speakers` is empty where nothing fits."""

    rule: str
    verb: int | None = None
    speakers: list[Speaker] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    """A token, or a whole quotation (then `quotation` is its place and `token` the token at its opening mark)."""

    token: int
    low: str
    quotation: int | None = None
    ends_sentence: bool = False


class Clauses:
    """One text, and the questions that the rules ask about places in it."""

    def __init__(
        self, text: str, tokens: list[Token], quotations: list[Marked], people: list[Person], pack: Pack
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._quotations = quotations
        self._pack = pack
        self._people = people
        self._mention_at: dict[int, Mention] = {
            mention.last: mention for person in people for mention in person.places if not mention.is_quoted
        }
        self._quoted_mention_at: dict[int, Mention] = {
            mention.last: mention for person in people for mention in person.places if mention.is_quoted
        }
        self._quoted_from: dict[int, int] = {}
        for place, token in enumerate(tokens):
            if token.quotation is not None:
                self._quoted_from.setdefault(token.quotation, place)
        self._paragraphs = self._items()
        self._headings = headings_of(tokens)
        self._found: dict[int, Saying] = {}
        self._steps = STEPS
        self._lemmas = frozenset(pack.saying.values())

    def _items(self) -> dict[int, list[Item]]:
        paragraphs: dict[int, list[Item]] = {}
        last_quotation: int | None = None
        for place, token in enumerate(self._tokens):
            items = paragraphs.setdefault(token.paragraph, [])
            if token.quotation is not None:
                if token.quotation != last_quotation:
                    items.append(Item(place, "", token.quotation))
                last_quotation = token.quotation
                continue
            last_quotation = None
            items.append(
                Item(place, token.low, None, not token.is_word and ends_sentence(self._tokens, place, self._pack))
            )
        return paragraphs

    def _inner_end(self, quotation: int) -> str:
        """The last character between the marks."""
        one = self._quotations[quotation]
        return self._text[max(one.start, one.end - 6) : one.end].rstrip("'’”\"» \u00a0\n")[-1:]

    def _is_sentence(self, quotation: int) -> bool:
        one = self._quotations[quotation]
        inner = self._text[one.start : one.start + 40].lstrip("\"'‘“ \u00a0…([")
        return inner[:1].isupper() or inner[:1].isdigit()

    def _next_low(self, items: list[Item], at: int) -> str:
        return items[at + 1].low if at + 1 < len(items) else ""

    def _clause_end(self, items: list[Item], start: int) -> int:
        for place in range(start, min(len(items), start + WINDOW)):
            if items[place].ends_sentence or items[place].quotation is not None or items[place].low == ";":
                return place
        return min(len(items), start + WINDOW)

    def _clause_start(self, items: list[Item], at: int) -> int:
        for place in range(at - 1, max(-1, at - 1 - WINDOW), -1):
            item = items[place]
            if item.ends_sentence:
                return place + 1
            if (
                item.quotation is not None
                and self._inner_end(item.quotation) in {".", "?", "!"}
                and self._is_sentence(item.quotation)
            ):
                behind = items[place + 1] if place + 1 < len(items) else None
                if (
                    behind is not None
                    and behind.quotation is None
                    and self._tokens[behind.token].is_capital
                    and not self._has_speaker_behind(item.quotation, items, place)
                ):
                    return place + 1
        return max(0, at - WINDOW)

    def _has_speaker_behind(self, quotation: int, items: list[Item], place: int) -> bool:
        earlier = self._found.get(quotation)
        return (
            earlier is not None
            and earlier.rule.startswith("behind")
            and earlier.verb is not None
            and earlier.verb > items[place].token
        )

    def _verb_at(self, items: list[Item], place: int, end: int) -> int | None:
        while place < end and items[place].low in self._pack.adverbs:
            place += 1
        return place if place < end and items[place].low in self._pack.saying else None

    def _is_passive(self, items: list[Item], verb: int) -> bool:
        place = verb - 1
        while place >= 0 and self._is_adverb(items[place].low):
            place -= 1
        return place >= 0 and items[place].low in self._pack.passives and not items[verb].low.endswith("ing")

    def _is_adjective(self, items: list[Item], verb: int) -> bool:
        """ "a proposed ban", "the demand": behind a determiner the form is no verb."""
        before = items[verb - 1].low if verb else ""
        if before in ALONE and items[verb].low in {"said", "says", "say", "told", "added", "wrote", "asked"}:
            return False  # "another said"
        return (
            before in self._pack.determiners
            or before in {"'s", "’s"}
            or before in self._pack.of_words
            or before in {"in", "on", "for", "with", "by", "from"}
            or (verb > 0 and items[verb - 1].quotation is None and self._tokens[items[verb - 1].token].is_possessive)
        )

    def _is_adverb(self, low: str) -> bool:
        return low in self._pack.adverbs or (
            len(low) > 4 and low.endswith(self._pack.adverb_ending) and low not in self._pack.not_names
        )

    def _is_helper(self, items: list[Item], place: int, start: int) -> bool:
        """What may stand between a subject and its verb. "Will" and "May" inside a sentence are names."""
        low = items[place].low
        if self._tokens[items[place].token].is_capital and place > start:
            return False
        return self._is_adverb(low) or low in self._pack.auxiliaries or low in {"'", "’", "to", "on"}

    def _is_verb_here(self, items: list[Item], verb: int) -> bool:
        before = items[verb - 1].low
        return (
            before == "to"
            or (before == "," and verb + 1 < len(items) and items[verb + 1].low == "that")
            or before in self._pack.they
            or before in {"i", "we", "you", "who"}
            or before in self._pack.auxiliaries
            or self._is_plural_before(items, verb)
        )

    def _is_plural_before(self, items: list[Item], verb: int) -> bool:
        if verb == 0:
            return False
        low = items[verb - 1].low
        return (
            low in self._pack.they
            or low in {"i", "we", "you"}
            or low in self._pack.groups
            or (
                low.endswith("s")
                and len(low) > 3
                and items[verb].low
                in {
                    "say",
                    "argue",
                    "claim",
                    "call",
                    "insist",
                    "believe",
                    "contend",
                    "warn",
                    "describe",
                    "write",
                    "note",
                    "complain",
                    "think",
                }
            )
        )

    def _is_subject(self, speaker: Speaker) -> bool:
        pack, head, first = self._pack, self._tokens[speaker.head], self._tokens[speaker.first]
        return (
            self._is_named([speaker])
            or first.low in pack.determiners
            or (first.is_capital and head.is_capital)
            or head.low in pack.roles | pack.groups | pack.documents
        )

    def _is_named(self, speakers: list[Speaker]) -> bool:
        pronouns = self._pack.he | self._pack.she | self._pack.they | self._pack.other_pronouns
        return speakers[0].last in self._mention_at or self._tokens[speakers[0].head].low in pronouns

    def _is_noun_here(self, items: list[Item], place: int, start: int) -> bool:
        return place > start and (
            items[place - 1].low in self._pack.determiners
            or self._tokens[items[place - 1].token].is_possessive
            or items[place].low in self._pack.documents
        )

    def _is_joinable(self, items: list[Item], left: int, right: int) -> bool:
        before = items[left]
        return (
            before.quotation is None
            and bool(before.low)
            and self._tokens[before.token].is_word
            and (
                self._tokens[before.token].is_capital == self._tokens[items[right].token].is_capital
                or items[right].low in self._pack.determiners
            )
            and before.low not in self._pack.saying
        )

    def _is_capital(self, items: list[Item], place: int) -> bool:
        """Whether a word has a capital that says something: in a heading of capitals none does."""
        token = self._tokens[items[place].token]
        return token.is_capital and token.paragraph not in self._headings

    def _is_bare_role(self, items: list[Item], first: int, place: int, start: int) -> bool:
        if first - 1 < start or items[first - 1].low != ",":
            return False
        return items[first].low not in {"a", "an"} or any(
            items[spot].low in self._pack.roles for spot in range(first, place + 1)
        )

    def _of_mention(self, mention: Mention) -> Speaker:
        return Speaker(mention.first, mention.last, mention.last)

    def _sentence_subject(self, items: list[Item], start: int, end: int) -> list[Speaker]:
        """Whoever a sentence begins with, behind what opens it up to a comma: a pronoun, a person, or a phrase of
        people or of a name.
        """
        pack, place = self._pack, start
        for _ in range(_OPENINGS):
            while place < end and (self._is_adverb(items[place].low) or items[place].low in {"but", "and", "yet", ","}):
                place += 1
            if place >= end or items[place].quotation is not None:
                return []
            low = items[place].low
            if low not in pack.prepositions | pack.conjunctions and not low.endswith("ing") and low != "asked":
                break
            comma = next((spot for spot in range(place, end) if items[spot].low == ","), end)
            place = comma + 1
        if place >= end or items[place].quotation is not None:
            return []
        first = items[place].token
        if items[place].low in pack.he | pack.she | pack.they | {"i", "we"}:
            return [Speaker(first, first, first)]
        head = last = None
        for spot in range(place, min(end, place + _LONGEST_SUBJECT)):
            item = items[spot]
            mention = self._mention_at.get(item.token)
            if mention is not None and not self._tokens[item.token].is_possessive:
                return [self._of_mention(mention)]
            if self._ends_subject(items, spot, place):
                break
            if item.low in pack.of_words and head is None:
                head = last
            last = item.token
        if last is None:
            return []
        if first == last and items[place].low not in pack.groups | pack.roles | pack.documents:
            return []  # the capital of a sentence's first word says nothing
        speaker = Speaker(first, last, last if head is None else head)
        return [speaker] if self._is_subject(speaker) else []

    def _ends_subject(self, items: list[Item], place: int, start: int) -> bool:
        """Whether the subject that begins at `start` ends before this word."""
        pack, low = self._pack, items[place].low
        if items[place].quotation is not None or not (
            self._tokens[items[place].token].is_word or low in {"’", "'", "-", ".", "&"}
        ):
            return True
        if place == start or self._tokens[items[place].token].is_capital:
            return False
        is_bare_verb = low in pack.bare and (self._is_plural_before(items, place) or items[place - 1].low.endswith("s"))
        before = items[place - 1]
        is_past = low.endswith("ed") and before.low not in pack.determiners
        is_noun = low in pack.groups or low.removesuffix("s") in pack.roles or low in pack.organisation_words
        is_present = (
            low.endswith("s")
            and not is_noun
            and (self._tokens[before.token].is_capital or before.low in pack.documents | pack.roles)
            and before.low not in pack.determiners
        )
        return (
            is_bare_verb
            or is_past
            or is_present
            or low in pack.auxiliaries
            or low in pack.passives
            or low in pack.relative
            or low in pack.saying
            or low in pack.stance
            or low in pack.participles
            or (low in pack.prepositions and low not in pack.of_words)
            or (low in pack.conjunctions and low not in pack.and_words)
            or self._is_adverb(low)
        )


ALONE = frozenset({"another", "one", "many", "some", "others", "both", "all", "few", "several", "most"})
"""Determiners that are subjects too."""
_OPENINGS = 3
_LONGEST_SUBJECT = 16
