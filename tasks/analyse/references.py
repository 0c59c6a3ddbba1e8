"""Whom "he", "she", "they" and "the mayor" stand for, inside one text."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from tasks.analyse.capitals import headings_of
from tasks.analyse.clauses import Saying, Speaker
from tasks.analyse.languages.pack import Pack
from tasks.analyse.names import Person
from tasks.analyse.tokens import Token, ends_sentence

_SENTENCES_BACK = 12
_OPENINGS = 3
_LONGEST_SUBJECT = 6


@dataclass(frozen=True, slots=True)
class NamedSpeaker:
    """One speaker by name. `kind` is person, organisation, group, document or unnamed; `name` is None where nobody is
    named.
    """

    name: str | None
    kind: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class _Spoke:
    """Who spoke at this place. `person` is None for a man, a woman or a role whose name the text does not give."""

    at: int
    person: int | None
    gender: str | None


class References:
    """Answers for one text; the sayings must be asked for in the order of the text."""

    def __init__(self, text: str, tokens: list[Token], people: list[Person], pack: Pack) -> None:
        self._text = text
        self._tokens = tokens
        self._people = people
        self._pack = pack
        self._genders = {number: person.gender for number, person in enumerate(people)}
        self._mentions = sorted(
            (mention for person in people for mention in person.places if not mention.is_quoted),
            key=lambda one: one.first,
        )
        self._firsts = [mention.first for mention in self._mentions]
        self._by_last = {mention.last: mention for person in people for mention in person.places}
        self._roles = self._roles_beside()
        first_places = {one.person: one.first for one in reversed(self._mentions)}
        self._first_named = sorted(first_places.items(), key=lambda one: one[1])
        self._sentences = self._sentence_starts()
        self._read_genders()
        self._spoke: list[_Spoke] = []
        self._headings = headings_of(tokens)
        self._lower_words = {token.low for token in tokens if token.is_word and not token.is_capital}
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
        self._spoke += [_Spoke(place, named.person, None) for named in found if named.kind == "person"]
        if found == [NamedSpeaker(None, "unnamed")] and self._tokens[place].low not in self._pack.other_pronouns:
            self._spoke.append(_Spoke(place, None, self._gender_of(self._tokens[place].low)))
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
        is_noun = pack.has_capital_nouns and has_article and len(body) == 1 and head not in pack.groups
        if is_noun and head not in pack.organisation_words:
            return [NamedSpeaker(None, "unnamed")]
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
        """The person with that role written beside the name; else for an office the only person named so far."""
        role = self._tokens[speaker.head].low
        beside = [person for person, place in self._roles.get(role, {}).items() if place < speaker.first]
        if len(beside) == 1:
            return beside[0]
        named = [person for person, place in self._first_named[:2] if place < speaker.first]
        return named[0] if role in self._pack.titles and len(named) == 1 and not beside else None

    def _roles_beside(self) -> dict[str, dict[int, int]]:
        """For each role the people beside whose names it stands, with the first place that says so."""
        found: dict[str, dict[int, int]] = {}
        for mention in self._mentions:
            window = [*range(max(0, mention.first - 5), mention.first), *range(mention.last + 1, mention.last + 9)]
            for place in window:
                if place < len(self._tokens) and self._tokens[place].low in self._pack.roles:
                    of_role = found.setdefault(self._tokens[place].low, {})
                    of_role.setdefault(mention.person, max(place, mention.first))
        return found

    def _groups_before(self, place: int) -> list[NamedSpeaker]:
        return next((names for at, names in reversed(self._groups) if at < place), [])

    # ---- he and she

    def _read_genders(self) -> None:
        """`Haldane came. He was tired.`: a pronoun that begins a sentence is the only person of the one before."""
        for number in range(len(self._sentences) - 1):
            start, end = self._sentences[number], self._sentences[number + 1]
            gender = self._pronoun_gender(end)
            if gender is None or self._tokens[start].paragraph != self._tokens[end].paragraph:
                continue
            at = bisect_left(self._firsts, start)
            named = {one.person for one in self._mentions[at : bisect_left(self._firsts, end)]}
            if len(named) == 1 and self._mentions[at].first == start:
                self._known_as(named.pop(), gender)

    def _pronoun_gender(self, place: int) -> str | None:
        token = self._tokens[place]
        if token.quotation is not None or token.low not in self._pack.he ^ self._pack.she:
            return None
        return "m" if token.low in self._pack.he else "f"

    def _antecedent(self, place: int, gender: str | None) -> int | None:
        """Going back by sentences: who spoke there, else the first one named in it who may be meant."""
        sentence = bisect_left(self._sentences, place + 1) - 1
        for number in range(sentence, max(-1, sentence - _SENTENCES_BACK), -1):
            start = self._sentences[number]
            end = min(place, self._sentences[number + 1] if number + 1 < len(self._sentences) else len(self._tokens))
            spoke = self._spoke_in(start, end)
            if spoke is not None and spoke.person is not None and self._fits(spoke.person, gender):
                return self._known_as(spoke.person, gender)
            if spoke is not None and spoke.person is None and gender is not None and spoke.gender in {None, gender}:
                return None
            stranger = self._stranger(start, end, gender)
            until = end if stranger is None else stranger
            is_led_by_pronoun = self._begins_with(start, end, gender)
            person = self._first_in(start, until, gender, is_led_by_pronoun=is_led_by_pronoun)
            if person is not None:
                return self._known_as(person, gender)
            if stranger is not None and not is_led_by_pronoun:
                return None
        return None

    def _known_as(self, person: int, gender: str | None) -> int:
        """Whoever was called "he" is not meant by "she" later."""
        self._genders[person] = self._genders[person] or gender
        return person

    def _begins_with(self, start: int, end: int, gender: str | None) -> bool:
        """Whether he or she is named by a pronoun first: the others whom the sentence names are then others."""
        pronouns = self._pack.he if gender == "m" else self._pack.she if gender == "f" else frozenset[str]()
        place = bisect_left(self._firsts, start)
        first = self._firsts[place] if place < len(self._firsts) else end
        return any(token.low in pronouns and token.quotation is None for token in self._tokens[start : min(first, end)])

    def _spoke_in(self, start: int, end: int) -> _Spoke | None:
        for spoke in reversed(self._spoke[-40:]):
            if spoke.at < start:
                return None
            if spoke.at < end:
                return spoke
        return None

    def _stranger(self, start: int, end: int, gender: str | None) -> int | None:
        """Where a sentence has a subject who may be meant and whom no list knows: "Ketevan handed out tea", "a nurse
        came", "Haldane's daughter stayed". A pronoun behind it is not asked for anybody named earlier.
        """
        pack, tokens = self._pack, self._tokens
        if gender is None or tokens[start].paragraph in self._headings:
            return None
        place = self._subject_place(start, end)
        if place >= end or tokens[place].quotation is not None:
            return None
        if tokens[place].is_capital and self._is_strange_name(place, start, end):
            return place
        is_own = pack.possessives.get(tokens[place].low) in (pack.he if gender == "m" else pack.she)
        at = bisect_left(self._firsts, place)
        is_known = at < len(self._mentions) and self._mentions[at].first == place
        if is_own or (is_known and not tokens[self._mentions[at].last].is_possessive):
            return None
        is_definite = tokens[place].low in pack.definite - set(pack.possessives)
        for spot in range(place, min(end, place + _LONGEST_SUBJECT)):
            token = tokens[spot]
            is_owner = token.is_possessive
            is_noun = token.is_capital == pack.has_capital_nouns
            if token.low in pack.roles and is_noun and spot > place and spot + 1 < end:
                named_at = spot + 2 if tokens[spot + 1].text == "," else spot + 1
                has_known_name = named_at in self._firsts[at : at + 3]
                if has_known_name or self._gender_of(token.low) not in {None, gender}:
                    return None
                return None if is_definite and self._of_role(Speaker(place, spot, spot)) is not None else place
            if token.text == ",":  # "the keeper of the lamp, Ketevan, came"
                return spot + 1 if self._is_strange_name(spot + 1, start, end) else None
            if not token.is_word or (
                not is_owner
                and token.low in pack.saying.keys() | pack.stance.keys() | pack.auxiliaries | pack.prepositions
            ):
                return None
        return None

    def _subject_place(self, start: int, end: int) -> int:
        """Where the subject begins, behind what opens the sentence up to a comma."""
        pack, tokens, place = self._pack, self._tokens, start
        if start + 2 < end and tokens[start + 1].text in {"–", "—"}:  # "Sir – My father …"
            place += 2
        for _ in range(_OPENINGS):
            while place < end and (tokens[place].low in pack.adverbs | pack.and_words | {"but", ","}):
                place += 1
            if place >= end or tokens[place].low not in pack.prepositions | pack.conjunctions:
                break
            comma = next((spot for spot in range(place, end) if tokens[spot].text == ","), end)
            place = comma + 1
        return place

    def _is_strange_name(self, place: int, start: int, end: int) -> bool:
        """Capitals at a subject's place that are nobody the text is known to name, and no organisation."""
        pack, tokens = self._pack, self._tokens
        stop = place
        while stop < end and tokens[stop].is_capital and tokens[stop].quotation is None:
            stop += 1
        if stop == place:
            return False
        at = bisect_left(self._firsts, place)
        if at < len(self._mentions) and self._mentions[at].first < stop:
            return False
        words = tokens[place:stop]
        lows = [token.low for token in words]
        if any(low in pack.not_names or low in pack.organisation_words or low in pack.groups for low in lows):
            return False
        if words[-1].is_possessive or any(token.text.isupper() for token in words) or stop >= end:
            return False
        if len(words) > 1:
            return len(words) <= 3
        if pack.has_capital_nouns:
            return False
        low, behind = lows[0], tokens[stop].low
        if place == start and (low in self._lower_words or low.endswith(("s", "ing", "ed"))):
            return False  # the capital of a sentence's first word says nothing
        is_verb = behind in pack.saying or behind in pack.stance or behind in pack.auxiliaries or behind.endswith("ed")
        return is_verb or behind in {",", "who"}

    def _gender_of(self, low: str) -> str | None:
        is_man, is_woman = low in self._pack.he | self._pack.male, low in self._pack.she | self._pack.female
        return None if is_man == is_woman else "m" if is_man else "f"

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
        return gender is None or self._genders[person] in {None, gender}

    def _sentence_starts(self) -> list[int]:
        starts = [0]
        for place in range(1, len(self._tokens)):
            before = self._tokens[place - 1]
            if before.paragraph != self._tokens[place].paragraph or (
                not before.is_word and before.quotation is None and ends_sentence(self._tokens, place - 1, self._pack)
            ):
                starts.append(place)
        return starts
