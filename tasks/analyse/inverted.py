"""Speakers in languages that turn verb and subject round behind a quotation: German, French, Spanish.

Fewer and simpler rules than for English: the verb behind the quotation, the verb in front of it, "so" and "selon", and
what follows from a quotation before. Second halves and quotations without a verb are read as in English.
"""

from __future__ import annotations

from tasks.analyse.clauses import Item, Saying, Speaker
from tasks.analyse.speakers import Reader

_BEHIND = 14
"""Words behind a verb in which its subject is looked for."""
_BEFORE = 40
_INSIDE = 200
"""Words of a quotation in which a verb between commas is looked for."""


class InvertedReader(Reader):
    """The rules over one text."""

    def _saying(self, items: list[Item], at: int, before: list[Item] | None) -> Saying:
        return self._inside(items[at].quotation or 0) or super()._saying(items, at, before)

    def _verb_behind(self, items: list[Item], at: int) -> Saying | None:
        """`„…“, sagte die Bürgermeisterin Marian Oduya`, `„…“, so Oduya`, `« … », explique-t-elle`."""
        end = self._clause_end(items, at + 1)
        place = at + 1
        while place < end and items[place].low in {",", "—", "–", "-", *self._pack.adverbs}:
            place += 1
        if place < end and items[place].low in self._pack.sources:
            speakers = self._next_subject(items, place + 1, end)
            return Saying("according_to", items[place].token, speakers) if speakers else None
        joined = self._verb_and_pronoun(items, place, end)
        if joined is not None:
            return joined
        while place < end and items[place].low in self._pack.auxiliaries:
            place += 1
        if place >= end or items[place].low not in self._pack.saying:
            return self._subject_then_verb(items, at, place, end)
        speakers = self._next_subject(items, place + 1, end) or self._noun_behind(items, place + 1, end)
        if not speakers and self._pack.drops_subjects:
            token = items[place].token
            return Saying("behind_verb_alone", token, [Speaker(token, token, token)])
        return Saying("behind_verb_subject", items[place].token, speakers) if speakers else None

    def _inside(self, at: int) -> Saying | None:
        """French `« Nous attendons, dit-elle, et personne ne vient. »`: the verb between commas inside the marks."""
        if self._quotations[at].mark != "«":
            return None
        first = self._quoted_from.get(at, 0)
        inner = [
            Item(place, token.low)
            for place, token in enumerate(self._tokens[first : first + _INSIDE], first)
            if token.quotation == at
        ]
        for comma, item in enumerate(inner[:-2]):
            if item.low != ",":
                continue
            end = next((spot for spot in range(comma + 2, len(inner)) if inner[spot].low in {",", ".", "»"}), None)
            joined = self._verb_and_pronoun(inner, comma + 1, len(inner)) if end is not None else None
            if joined is not None:
                return Saying("inside", joined.verb, joined.speakers)
            verb = comma + 1
            while verb < len(inner) and inner[verb].low in self._pack.auxiliaries:
                verb += 1
            if end is None or verb >= end or inner[verb].low not in self._pack.saying:
                continue
            for place in range(verb + 1, min(end, verb + 1 + _BEHIND)):
                mention = self._quoted_mention_at.get(inner[place].token)
                if mention is not None:
                    return Saying("inside", inner[verb].token, [self._of_mention(mention)])
        return None

    def _verb_and_pronoun(self, items: list[Item], place: int, end: int) -> Saying | None:
        """French `explique-t-il` and `a-t-elle déclaré`: one word with the pronoun behind a hyphen."""
        if place >= end or "-" not in items[place].low:
            return None
        verb, _, pronoun = items[place].low.replace("-t-", "-").rpartition("-")
        if pronoun not in self._pack.he | self._pack.she:
            return None
        is_verb = verb in self._pack.saying
        if verb in self._pack.auxiliaries:
            is_verb = any(item.low in self._pack.saying for item in items[place + 1 : min(end, place + 4)])
        token = items[place].token
        return Saying("behind_subject_verb", token, [Speaker(token, token, token)]) if is_verb else None

    def _subject_then_verb(self, items: list[Item], at: int, place: int, end: int) -> Saying | None:
        """`„…“, Marian Oduya sagte`, where the quotation ends open."""
        if self._next_low(items, at) != ",":
            return None
        for verb in range(place + 1, min(end, place + 6)):
            mention = self._mention_at.get(items[verb - 1].token)
            if items[verb].low in self._pack.saying and mention is not None:
                return Saying("behind_subject_verb", items[verb].token, [self._of_mention(mention)])
        return None

    def _next_subject(self, items: list[Item], place: int, end: int) -> list[Speaker]:
        """The subject behind a verb: a pronoun, the first person named there, or a noun for a person."""
        while place < end and items[place].low in self._pack.adverbs | self._pack.auxiliaries:
            place += 1
        if place >= end or items[place].quotation is not None:
            return []
        first = items[place]
        if first.low in self._pack.he | self._pack.she | self._pack.they | self._pack.other_pronouns:
            return [Speaker(first.token, first.token, first.token)]
        noun: int | None = None
        for spot in range(place, min(end, place + _BEHIND)):
            item = items[spot]
            if item.quotation is not None or item.ends_sentence:
                break
            mention = self._mention_at.get(item.token)
            if mention is not None and not self._tokens[mention.last].is_possessive:
                leading = spot - (mention.last - mention.first) - 1
                is_apposition = leading > place and items[leading].low == ","  # "the minister of defence, Ann Lee"
                is_led = noun is not None and any(one.low in self._pack.prepositions for one in items[noun:spot])
                if is_led and not is_apposition:
                    break
                return [self._of_mention(mention)]
            if noun is None and self._is_person_noun(item):
                noun = spot
            if item.low in self._pack.conjunctions and item.low not in self._pack.and_words:
                break
        if noun is None:
            return []
        head = items[noun].token
        start = items[place].token if noun - place <= 3 else head
        return [Speaker(start, head, head)]

    def _noun_behind(self, items: list[Item], place: int, end: int) -> list[Speaker]:
        """`sagte der Kranführer`, `dijo el capataz`: a noun that no list knows; it names nobody, and is the subject."""
        while place < end and items[place].low in self._pack.adverbs - self._pack.determiners:
            place += 1
        noun = place + 1
        if noun >= end or items[place].low not in self._pack.determiners or items[noun].quotation is not None:
            return []
        is_noun = self._tokens[items[noun].token].is_capital == self._pack.has_capital_nouns
        return [Speaker(items[place].token, items[noun].token, items[noun].token)] if is_noun else []

    def _is_person_noun(self, item: Item) -> bool:
        return (
            item.low in self._pack.roles or item.low in self._pack.groups or item.low in self._pack.organisation_words
        )

    def _verb_close_before(self, items: list[Item], at: int) -> Saying | None:
        """`Marian Oduya sagte: „…“`: a colon, a comma or nothing between the verb's clause and the quotation."""
        return self._verb_before(items, at) if at and items[at - 1].low == ":" else None

    def _verb_before(self, items: list[Item], at: int, nearest: int = _BEFORE) -> Saying | None:
        """`Oduya bezeichnete es als „…“`: the nearest verb in front, and the subject before or behind it."""
        start = self._clause_start(items, at)
        for verb in range(at - 1, max(start - 1, at - 1 - nearest), -1):
            item = items[verb]
            is_verb = item.low in self._pack.saying or item.low in self._pack.stance
            if item.quotation is not None or not is_verb:
                continue
            speakers = self._subject_before(items, verb, start) or self._next_subject(items, verb + 1, at)
            if not speakers:
                return None
            return Saying(self._rule_of(items, verb, at), item.token, speakers)
        return self._source_before(items, start, at) or self._colon_alone(items, start, at)

    def _source_before(self, items: list[Item], start: int, at: int) -> Saying | None:
        """`Laut Marian Oduya ist die Brücke „…“`, `Selon Oduya, …`, where no verb of saying takes the quotation."""
        for place in range(start, min(at, start + 2)):
            if items[place].low in self._pack.sources and items[place].low != "so":
                speakers = self._next_subject(items, place + 1, at)
                return Saying("source_before", items[place].token, speakers) if speakers else None
        return None

    def _colon_alone(self, items: list[Item], start: int, at: int) -> Saying | None:
        """`Marian Oduya ist begeistert: „…“`: no verb of saying; whoever the sentence begins with."""
        if not at or items[at - 1].low != ":" or not self._is_sentence(items[at].quotation or 0):
            return None
        for place in range(start, min(at, start + 8)):
            mention = self._mention_at.get(items[place].token)
            leading = place - (mention.last - mention.first) - 1 if mention is not None else start
            if mention is not None and (leading < start or items[leading].low not in self._pack.prepositions):
                return Saying("colon_alone", None, [self._of_mention(mention)])
        return None

    def _rule_of(self, items: list[Item], verb: int, at: int) -> str:
        if items[at - 1].low == ":":
            return "before_colon"
        is_near = at - verb <= 6
        if items[verb].low in self._pack.saying:
            return "before_near" if is_near else "before_far"
        return "before_stance" if is_near else "before_stance_far"

    def _subject_before(self, items: list[Item], verb: int, start: int) -> list[Speaker]:
        """The pronoun right before the verb, else the nearest person before it whom no preposition leads."""
        place = verb - 1
        while place >= start and items[place].low in self._pack.adverbs | self._pack.auxiliaries:
            place -= 1
        if place < start:
            return []
        pronouns = self._pack.he | self._pack.she | self._pack.they
        behind = items[verb + 1] if verb + 1 < len(items) else None
        if behind is not None and behind.low in pronouns:  # "sagte er": the subject stands behind
            return [Speaker(behind.token, behind.token, behind.token)]
        if items[place].low in pronouns:
            return [Speaker(items[place].token, items[place].token, items[place].token)]
        if items[place].token not in self._mention_at:
            behind_verb = self._next_subject(items, verb + 1, min(len(items), verb + 8))
            if behind_verb and behind_verb[0].head in self._mention_at:
                return behind_verb  # "erklärt Polizeichef Falk Schnabel": something else stands before the verb
        for spot in range(place, start - 1, -1):
            if items[spot].quotation is not None or items[spot].low in {";", ":"}:
                break
            if items[spot].low in pronouns:
                return [Speaker(items[spot].token, items[spot].token, items[spot].token)]
            mention = self._mention_at.get(items[spot].token)
            if mention is None and spot == place and self._is_person_noun(items[spot]) and spot > start:
                first = items[spot - 1].token if items[spot - 1].low in self._pack.determiners else items[spot].token
                return [Speaker(first, items[spot].token, items[spot].token)]
            if mention is None or self._tokens[mention.last].is_possessive:
                continue
            leading = spot - (mention.last - mention.first) - 1
            if leading >= start and items[leading].low in self._pack.prepositions | self._pack.of_words:
                continue
            return [self._of_mention(mention)]
        return []

    # Rules that are English alone.

    def _subject_of_sentence(self, items: list[Item], at: int) -> Saying | None:  # noqa: ARG002
        return None

    _subject_and_colon = _possessive = _in_view_of = _subject_of_sentence

    def _sentence_before(self, items: list[Item], at: int, before: list[Item] | None) -> Saying | None:  # noqa: ARG002
        return None
