"""Whom "he", "she", "they" and "the mayor" stand for, inside one text."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from tasks.analyse.clauses import Saying, Speaker
from tasks.analyse.languages.pack import Pack
from tasks.analyse.names import Person
from tasks.analyse.tokens import Token, ends_sentence

_SENTENCES_BACK = 12


@dataclass(frozen=True, slots=True)
class NamedSpeaker:
    """One speaker by name. `kind` is person, organisation, group, document or unnamed; `name` is None where nobody is
    named.
    """

    name: str | None
    kind: str
    person: int | None = None


class References:
    """Answers for one text; the sayings must be asked for in the order of the text."""

    def __init__(self, text: str, tokens: list[Token], people: list[Person], pack: Pack) -> None:
        self._text = text
        self._tokens = tokens
        self._people = people
        self._pack = pack
        self._mentions = sorted(
            (mention for person in people for mention in person.places if not mention.is_quoted),
            key=lambda one: one.first,
        )
        self._firsts = [mention.first for mention in self._mentions]
        self._by_last = {mention.last: mention for person in people for mention in person.places}
        self._sentences = self._sentence_starts()
        self._spoke: list[tuple[int, NamedSpeaker]] = []
        self._document_of: dict[str, list[NamedSpeaker]] = {}
        self._groups: list[tuple[int, list[NamedSpeaker]]] = []

    def names(self, saying: Saying) -> list[NamedSpeaker]:
        """The speakers of a saying by name, at most one for each."""
        found: list[NamedSpeaker] = []
        for speaker in saying.speakers:
            for named in self._name(speaker):
                if named not in found:
                    found.append(named)
        if found:
            self._remember(saying, found)
        return found

    def _remember(self, saying: Saying, found: list[NamedSpeaker]) -> None:
        place = saying.speakers[0].head
        self._spoke += [(place, named) for named in found if named.kind == "person"]
        if not any(named.name for named in found):
            return
        if len(found) > 1 or found[0].kind in {"organisation", "group"}:
            self._groups.append((place, found))
        start = self._sentences[bisect_left(self._sentences, place + 1) - 1]
        for token in self._tokens[start : place + 8]:
            if token.low in self._pack.documents and token.quotation is None:
                self._document_of.setdefault(token.low, found)

    def _name(self, speaker: Speaker) -> list[NamedSpeaker]:
        pack = self._pack
        low = self._tokens[speaker.head].low
        low = pack.possessives.get(low, low)
        if pack.is_inverted and "-" in low:  # "explique-t-il"
            low = low.rpartition("-")[2]
        is_dropped = pack.drops_subjects and low in pack.saying
        if low in pack.he or low in pack.she or is_dropped:
            person = self._antecedent(speaker.head, None if is_dropped else "m" if low in pack.he else "f")
            return (
                [NamedSpeaker(None, "unnamed")]
                if person is None
                else [NamedSpeaker(self._people[person].name, "person", person)]
            )
        if low in pack.they:
            return self._groups_before(speaker.head) or [NamedSpeaker(None, "unnamed")]
        if low in pack.other_pronouns:
            return [NamedSpeaker(None, "unnamed")]
        mention = self._by_last.get(speaker.last)
        if mention is not None:
            return [NamedSpeaker(self._people[mention.person].name, "person", mention.person)]
        return self._name_of_phrase(speaker)

    def _name_of_phrase(self, speaker: Speaker) -> list[NamedSpeaker]:
        """Organisations and groups by what is written; a role by the only person it can be."""
        pack = self._pack
        words = [
            token for token in self._tokens[speaker.first : speaker.last + 1] if token.is_word or token.text == "&"
        ]
        if not words:
            return [NamedSpeaker(None, "unnamed")]
        has_article = words[0].low in pack.determiners
        body = words[1:] if has_article else words
        head = self._tokens[speaker.head].low
        if not body:
            return [NamedSpeaker(None, "unnamed")]
        if head in pack.documents and not self._tokens[speaker.head].is_capital:
            known = self._document_of.get(head, []) if words[0].low in {"the", "his", "her", "their"} else []
            return known or [NamedSpeaker(None, "document")]
        is_alone = has_article and len(body) == 1 and head in pack.titles  # "the President"
        if head in pack.roles and (is_alone or pack.has_capital_nouns or not self._tokens[speaker.head].is_capital):
            person = self._of_role(speaker) if words[0].low in pack.definite else None
            return (
                [NamedSpeaker(None, "unnamed")]
                if person is None
                else [NamedSpeaker(self._people[person].name, "person", person)]
            )
        capitals = [token for token in body if token.is_capital]
        if not capitals or (
            has_article
            and len(capitals) == 1
            and capitals[0] is body[0]
            and len(body) == 1
            and body[0].low in pack.not_names
        ):
            if words[0].low in {"the", "both", "two", "three"} and head in {
                "groups",
                "organisations",
                "organizations",
                "parties",
                "pair",
                "trio",
            }:
                return self._groups_before(speaker.first) or [NamedSpeaker(None, "group")]
            return [NamedSpeaker(None, "group" if head in pack.groups or head.endswith("s") else "unnamed")]
        return self._organisations(speaker, body, capitals, head)

    def _organisations(
        self, speaker: Speaker, body: list[Token], capitals: list[Token], head: str
    ) -> list[NamedSpeaker]:
        pack = self._pack
        is_capital = self._tokens[speaker.head].is_capital
        is_group = (
            (head in pack.groups and (not is_capital or head.endswith("s")))
            or (head.endswith("s") and capitals[-1].low != head)
            or (len(body) <= 2 and body[-1].low.endswith("s") and body[0].low in pack.not_names)
        )
        if is_group or not self._tokens[speaker.head].is_capital:
            name = " ".join(self._text[body[0].start : body[-1].end].split())
            lows = {token.low for token in body}
            for _, names in reversed(self._groups):  # "the Jewish leaders" are the British Jewish leaders of before
                if len(names) == 1 and names[0].kind == "group" and lows < set((names[0].name or "").lower().split()):
                    return names
            return [NamedSpeaker(name, "group" if is_group else "unnamed")]
        found = []
        part: list[Token] = []
        for token in [*body, None]:
            if token is None or token.low in pack.and_words:
                if part:
                    found.append(
                        NamedSpeaker(" ".join(self._text[part[0].start : part[-1].end].split()), "organisation")
                    )
                part = []
            elif part or token.low not in pack.determiners:
                part.append(token)
        return found

    def _of_role(self, speaker: Speaker) -> int | None:
        """The person with that role written beside the name; else the only person named so far."""
        role = self._tokens[speaker.head].low
        named: set[int] = set()
        beside: set[int] = set()
        for mention in self._mentions:
            if mention.first >= speaker.first:
                break
            named.add(mention.person)
            window = [
                *self._tokens[max(0, mention.first - 5) : mention.first],
                *self._tokens[mention.last + 1 : mention.last + 9],
            ]
            if any(token.low == role for token in window):
                beside.add(mention.person)
        if len(beside) == 1:
            return beside.pop()
        return named.pop() if len(named) == 1 and not beside else None

    def _groups_before(self, place: int) -> list[NamedSpeaker]:
        return next((names for at, names in reversed(self._groups) if at < place), [])

    # ---- he and she

    def _antecedent(self, place: int, gender: str | None) -> int | None:
        """Going back by sentences: who spoke there, else the first one named in it who may be meant."""
        sentence = bisect_left(self._sentences, place + 1) - 1
        for number in range(sentence, max(-1, sentence - _SENTENCES_BACK), -1):
            start = self._sentences[number]
            end = min(place, self._sentences[number + 1] if number + 1 < len(self._sentences) else len(self._tokens))
            spoke = self._spoke_in(start, end)
            if spoke is not None and spoke.person is not None and self._fits(spoke.person, gender):
                return spoke.person
            person = self._first_in(start, end, gender, is_led_by_pronoun=self._begins_with(start, end, gender))
            if person is not None:
                return person
        return None

    def _begins_with(self, start: int, end: int, gender: str | None) -> bool:
        """Whether he or she is named by a pronoun first: the others whom the sentence names are then others."""
        pronouns = self._pack.he if gender == "m" else self._pack.she if gender == "f" else frozenset[str]()
        place = bisect_left(self._firsts, start)
        first = self._firsts[place] if place < len(self._firsts) else end
        return any(token.low in pronouns and token.quotation is None for token in self._tokens[start : min(first, end)])

    def _spoke_in(self, start: int, end: int) -> NamedSpeaker | None:
        for at, named in reversed(self._spoke[-40:]):
            if at < start:
                return None
            if at < end:
                return named
        return None

    def _first_in(self, start: int, end: int, gender: str | None, *, is_led_by_pronoun: bool) -> int | None:
        """Who speaks in these tokens without marks, else the first one named who may be a subject."""
        first: int | None = None
        at = bisect_left(self._firsts, start)
        weak: int | None = None
        while at < len(self._mentions) and self._mentions[at].first < end:
            mention = self._mentions[at]
            at += 1
            if not self._fits(mention.person, gender) or mention.last >= end:
                continue
            before = self._tokens[mention.first - 1].low if mention.first > start else ""
            behind = self._tokens[mention.last + 1].low if mention.last + 1 < end else ""
            is_possessive = self._tokens[mention.last].is_possessive
            if not is_possessive and (behind in self._pack.saying or before in self._pack.saying):
                return mention.person
            # "with Lee", "Lee's plan", "the Lee campaign"
            is_weak = (
                is_possessive
                or before in self._pack.prepositions | self._pack.of_words
                or before in self._pack.definite
            )
            if not is_weak:
                first = mention.person if first is None else first
            weak = mention.person if weak is None else weak
        return None if is_led_by_pronoun else weak if first is None else first

    def _fits(self, person: int, gender: str | None) -> bool:
        return gender is None or self._people[person].gender in {None, gender}

    def _sentence_starts(self) -> list[int]:
        starts = [0]
        for place in range(1, len(self._tokens)):
            before = self._tokens[place - 1]
            if before.paragraph != self._tokens[place].paragraph or (
                not before.is_word and before.quotation is None and ends_sentence(self._tokens, place - 1, self._pack)
            ):
                starts.append(place)
        return starts
