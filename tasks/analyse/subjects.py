"""Who stands beside a verb: the subject in front of it or behind it, over appositions, relative clauses and adverbs."""

from __future__ import annotations

from tasks.analyse.clauses import ALONE, WINDOW, Clauses, Item, Speaker
from tasks.analyse.names import Mention


class Subjects(Clauses):
    """Subjects of verbs. `start` is the first place of the clause, `end` behind its last."""

    def _agent(self, items: list[Item], verb: int, at: int) -> list[Speaker]:
        """ "was described by the mayor as": who stands behind "by"."""
        by = next((place for place in range(verb + 1, min(at, verb + 8)) if items[place].low == "by"), None)
        if by is None:
            return []
        stop = next((place for place in range(by + 1, at) if items[place].low in {"as", ","}), at)
        return self._subjects_right(items, by + 1, stop)

    def _subject_of_participle(
        self, items: list[Item], verb: int, start: int, *, is_joined: bool = False
    ) -> list[Speaker]:
        """ "…, adding" has the subject of the verb before it; so has "… and said", where `verb` is the "and"."""
        self._steps -= 1
        if self._steps < 0:
            return []
        if verb - 2 >= start and items[verb - 1].low == "as":  # "quoted Ann Lee as saying", "Lee was quoted as saying"
            quoted = self._mention_at.get(items[verb - 2].token)
            if quoted is not None:
                return [self._of_mention(quoted)]
            if items[verb - 2].low in self._pack.saying and self._is_passive(items, verb - 2):
                return self._subject_left(items, verb - 2, start)
        place = verb - 1
        while place >= start and items[place].low in self._pack.adverbs | self._pack.and_words | {
            ",",
            "by",
            "while",
            "before",
            "after",
            "when",
            "then",
        }:
            place -= 1
        mention = self._mention_at.get(items[place].token) if place == verb - 1 and place >= start else None
        if mention is not None and not is_joined and not self._tokens[mention.last].is_possessive:  # "with Lee saying"
            return [self._of_mention(mention)]
        if not is_joined and place == verb - 1 and place >= start and self._is_led_by_with(items, place, start):
            return self._noun_phrase_left(items, place, start)
        if place == verb - 1 and place >= start and items[place].low in self._pack.slogan_words:  # "a sign saying"
            return self._noun_phrase_left(items, place, start)
        if place >= start and items[place].low in self._pack.auxiliaries:  # "is telling", "has been saying"
            return self._subject_left(items, verb, start)
        if (
            verb > start
            and items[verb - 1].low == ","
            and not any(item.quotation is not None for item in items[start:verb])
        ):
            main = self._first_subject(items, start, verb)
            if main:
                return main
        near = self._nearest_subject(items, verb, start) if is_joined else []
        if near:
            return near
        for spot in range(verb - 1, max(start - 1, verb - WINDOW), -1):
            item = items[spot]
            if item.quotation is not None:
                earlier = self._found.get(item.quotation)
                if earlier is not None and earlier.speakers and earlier.rule != "carried_over":
                    return earlier.speakers
                continue
            if item.low in self._pack.saying or item.low in self._pack.stance:
                is_name = self._tokens[item.token].is_capital and spot > start  # "the United States"
                if is_name or self._is_passive(items, spot) or self._is_adjective(items, spot):
                    continue
                speakers = self._subject_left(items, spot, start)
                if speakers and not (item.low.endswith("s") and self._is_no_subject(speakers[0])):
                    return speakers
        return self._first_subject(items, start, verb)

    def _is_led_by_with(self, items: list[Item], place: int, start: int) -> bool:
        """ "with many marchers chanting": the phrase that ends here has its own verb behind it."""
        for spot in range(place, max(start - 1, place - 7), -1):
            if items[spot].low == "with":
                return spot < place
            if items[spot].quotation is not None or not self._tokens[items[spot].token].is_word:
                return False
        return False

    def _nearest_subject(self, items: list[Item], verb: int, start: int) -> list[Speaker]:
        """`When asked whom she backed, Ann Lee smiled and said`: who stands right behind the last comma."""
        comma = next((spot for spot in range(verb - 1, max(start - 1, verb - 10), -1) if items[spot].low == ","), None)
        if comma is None:
            return []
        for place in range(comma + 1, min(verb, comma + 6)):
            mention = self._mention_at.get(items[place].token)
            if mention is not None and mention.first == items[comma + 1].token:
                return [] if self._tokens[mention.last].is_possessive else [self._of_mention(mention)]
        return []

    def _is_no_subject(self, speaker: Speaker) -> bool:
        """ "to the hacking of Democratic targets": the form in -s is a noun, and its phrase hangs on a preposition."""
        before = self._tokens[speaker.first - 1].low if speaker.first else ""
        return not self._is_subject(speaker) or before in self._pack.prepositions | self._pack.of_words

    def _of_infinitive(self, items: list[Item], verb: int, start: int) -> list[Speaker]:
        """`The mayor used the day to demand "…"`: the subject of the sentence; of "vowed to help" that of "vowed"."""
        before = items[verb - 2].low if verb - 2 >= start else ""
        if before in self._pack.saying or before in self._pack.stance:
            return self._subject_left(items, verb - 2, start)
        inner = next((place for place in range(verb - 1, start, -1) if items[place].low in {"that", "but"}), start)
        return self._first_subject(items, inner, verb)

    def _first_subject(self, items: list[Item], start: int, verb: int) -> list[Speaker]:
        """The subject of the sentence, where its verb is not one that the pack knows: its first person or pronoun."""
        for place in range(start, verb):
            low = items[place].low
            if items[place].quotation is not None:
                return []
            if low in self._pack.he | self._pack.she | self._pack.they:
                return [Speaker(items[place].token, items[place].token, items[place].token)]
            mention = self._mention_at.get(items[place].token)
            if mention is not None and not self._tokens[mention.last].is_possessive:
                before = (
                    items[place - 1 - (mention.last - mention.first)].low
                    if place - 1 - (mention.last - mention.first) >= start
                    else ""
                )
                if before in self._pack.prepositions | self._pack.of_words:
                    continue
                return [self._of_mention(mention)]
        return self._sentence_subject(items, start, verb)

    def _subject_left(self, items: list[Item], verb: int, start: int) -> list[Speaker]:
        """Whoever stands before the verb; over appositions, relative clauses and adverbs."""
        self._steps -= 1
        if self._steps < 0:
            return []
        pack = self._pack
        place = verb - 1
        while place >= start and items[place].token not in self._mention_at and self._is_helper(items, place, start):
            place -= 1
        if place < start:
            return []
        low = items[place].low
        if (low in pack.and_words or low == "but") and place > start:  # "rose and said"
            return self._subject_of_participle(items, place, start, is_joined=True)
        if low in pack.relative:
            return self._before_relative(items, place, start)
        if items[place].quotation is not None:  # "Ann Lee, author of “The Quay,” said"
            is_closed = self._inner_end(items[place].quotation or 0) == ","
            return self._over_apposition(items, place, start, ",") if is_closed else []
        if low in {",", "—", "–", "-", ")"}:
            return self._over_apposition(items, place, start, low)
        if low in pack.saying or low in pack.stance or low in pack.bare or low in pack.participles:
            if low in pack.saying or low in pack.stance:
                if not self._is_passive(items, place) and not self._is_noun_here(items, place, start):
                    return self._subject_left(items, place, start)
            elif low in pack.participles and place > start:
                return self._subject_of_participle(items, place, start)
        return self._noun_phrase_left(items, place, start)

    def _before_relative(self, items: list[Item], place: int, start: int) -> list[Speaker]:
        spot = place - 1
        if spot >= start and items[spot].low == ",":
            spot -= 1
        if spot < start or items[spot].quotation is not None:
            return []
        return self._noun_phrase_left(items, spot, start)

    def _over_apposition(self, items: list[Item], place: int, start: int, mark: str) -> list[Speaker]:
        """`Ann Lee, the mayor of Tharn, said`: the phrase before the comma that opens what stands between."""
        opening = {")": "("}.get(mark, mark)
        ends = [
            spot
            for spot in range(place - 1, max(start - 1, place - 40), -1)
            if items[spot].low == opening or (opening == "," and items[spot].low in {"(", ")"})
        ]
        for spot in ends:
            if spot - 1 < start:
                continue
            before = items[spot - 1]
            if before.quotation is not None or before.low in {"(", ")"}:
                continue
            mention = self._mention_at.get(before.token)
            if mention is not None and not self._tokens[mention.last].is_possessive:
                return [self._of_mention(mention)]
            inner = self._mention_at.get(items[place - 1].token) if spot == ends[0] else None
            if inner is not None and inner.first == items[spot + 1].token:  # "the mayor, Ann Lee, said"
                return [self._of_mention(inner)]
        if not ends:
            # One comma only: "In the end, said" has no subject here, "He stood up, said" has one at the beginning.
            return self._first_subject(items, start, place)
        first = ends[0]
        return self._noun_phrase_left(items, first - 1, start) if first - 1 >= start else []

    def _noun_phrase_left(self, items: list[Item], place: int, start: int) -> list[Speaker]:
        """The phrase that ends here, back to its determiner, a comma, a verb or a preposition."""
        pack, tokens = self._pack, self._tokens
        head = items[place].token
        low = items[place].low
        if not low or not tokens[head].is_word:
            return []
        if low in pack.he | pack.she | pack.they | {"i", "we", "it", "you"}:
            return [Speaker(head, head, head)] if low != "you" else []
        if low in pack.not_names and low in {"this", "that", "there", "which", "what", "not", "no"}:
            return []
        mention = self._mention_at.get(head)
        if mention is not None and not tokens[head].is_possessive:
            person = self._person_of_place(items, place - (mention.last - mention.first), start)
            if person is not None:
                return [self._of_mention(person)]
            joined = self._joined_left(items, place - (mention.last - mention.first) - 1, start)
            return [*joined, self._of_mention(mention)]
        first = place
        while first - 1 >= start and place - first < 14:
            before = items[first - 1]
            if (
                before.quotation is not None
                or not before.low
                or (not tokens[before.token].is_word and before.low not in {"’", "'", "-", ".", "&"})
            ):
                break
            if before.low == "." and before.ends_sentence:
                break
            if before.low in pack.of_words and first - 2 >= start:
                person = self._person_of_place(items, first, start)
                if person is not None:
                    return [self._of_mention(person)]
                first -= 2
                continue
            if before.low in pack.and_words and first - 2 >= start and self._is_joinable(items, first - 2, first):
                first -= 2
                continue
            is_stop = (
                before.low in pack.prepositions
                or before.low in pack.conjunctions
                or before.low in pack.saying
                or before.low in pack.auxiliaries
                or before.low in {"to", "not"}
            )
            if is_stop or before.low in pack.adverbs - {"all", "both"}:
                break
            first -= 1
            if before.low in pack.determiners:
                if first - 1 >= start and items[first - 1].low in pack.of_words and first - 2 >= start:
                    first -= 2
                    continue
                if (
                    first - 1 >= start
                    and items[first - 1].low in pack.and_words
                    and first - 2 >= start
                    and self._is_joinable(items, first - 2, first)
                ):
                    first -= 2
                    continue
                break
        is_alone = low in ALONE
        is_small = low in pack.prepositions | pack.conjunctions or (
            low in pack.not_names and not tokens[head].is_capital
        )
        if first == place and is_small and not is_alone:
            return []
        if self._is_bare_role(items, first, place, start):
            # "Ann Lee, chairman of the Board, said" with one comma: the name stands before it.
            mention = self._mention_at.get(items[first - 2].token) if first - 2 >= start else None
            if mention is not None:
                return [self._of_mention(mention)]
        if first - 1 > start and low in pack.times and items[first - 1].low in pack.prepositions:
            return self._subject_left(items, first - 1, start)  # "Ann Lee on Sunday said"
        if (
            first - 1 >= start
            and items[first - 1].low in pack.prepositions
            and items[first - 1].low in {"in", "at", "on", "with", "for", "from", "during", "after", "before", "to"}
        ):
            earlier = self._over_preposition(items, first - 1, start)
            if earlier:
                return earlier
        return [Speaker(items[first].token, head, head)]

    def _person_of_place(self, items: list[Item], first: int, start: int) -> Mention | None:
        """`Senator Ann Lee of Virginia said`: the person before "of", where `first` is the word behind it."""
        if first - 2 < start or items[first - 1].low not in self._pack.of_words:
            return None
        mention = self._mention_at.get(items[first - 2].token)
        return mention if mention is not None and not self._tokens[mention.last].is_possessive else None

    def _over_preposition(self, items: list[Item], place: int, start: int) -> list[Speaker]:
        """`The mayor of Tharn in an interview said`: the phrase before the preposition, where there is one."""
        if place - 1 < start or items[place - 1].quotation is not None:
            return []
        before = items[place - 1]
        mention = self._mention_at.get(before.token)
        if mention is not None and not self._tokens[before.token].is_possessive:
            return [self._of_mention(mention)]
        if before.low in self._pack.he | self._pack.she | self._pack.they:
            return [Speaker(before.token, before.token, before.token)]
        if self._tokens[before.token].is_word and (before.low in self._pack.roles or before.low in self._pack.groups):
            return self._noun_phrase_left(items, place - 1, start)
        return []

    def _joined_left(self, items: list[Item], place: int, start: int) -> list[Speaker]:
        """`John Ray and Ann Lee said`: the one before "and"."""
        if place - 1 < start or items[place].low not in self._pack.and_words:
            return []
        mention = self._mention_at.get(items[place - 1].token)
        if mention is None or self._tokens[mention.last].is_possessive:
            return []
        return [self._of_mention(mention)]

    def _subjects_right(self, items: list[Item], place: int, end: int) -> list[Speaker]:
        """Whoever stands behind the verb, `said the mayor, Ann Lee`; two where "and" joins two people."""
        pack, tokens = self._pack, self._tokens
        while place < end and items[place].low in pack.adverbs:
            place += 1
        if place >= end or items[place].quotation is not None:
            return []
        low = items[place].low
        if low in pack.he | pack.she | pack.they | {"i", "we"}:
            return [Speaker(items[place].token, items[place].token, items[place].token)]
        if not tokens[items[place].token].is_word or low in (
            pack.prepositions | pack.adverbs | {"it", "that", "who"}
        ) - {"former"}:
            return []
        stop = place
        while stop < end and stop - place < 16:
            item = items[stop]
            if (
                item.quotation is not None
                or (not tokens[item.token].is_word and item.low not in {"’", "'", "-", ".", "&"})
                or item.ends_sentence
            ):
                break
            if stop > place and (
                item.low in pack.prepositions or (item.low in pack.conjunctions and item.low not in pack.and_words)
            ):
                break
            if item.low in pack.saying and stop > place:
                break
            mention = self._mention_at.get(item.token)
            if mention is not None and not tokens[item.token].is_possessive:
                return [self._of_mention(mention), *self._joined_right(items, stop + 1, end)]
            stop += 1
        while stop > place and (items[stop - 1].low in pack.adverbs or not tokens[items[stop - 1].token].is_word):
            stop -= 1
        if stop == place:
            return []
        first, last = items[place].token, items[stop - 1].token
        if not (
            tokens[first].is_capital
            or low in pack.determiners
            or low in pack.groups
            or low in pack.roles
            or any(items[spot].low in pack.groups | pack.roles for spot in range(place, stop))
        ):
            return []
        if stop < end and items[stop].low == ",":  # "said the mayor, Ann Lee"
            for spot in range(stop + 1, min(end, stop + 7)):
                mention = self._mention_at.get(items[spot].token)
                if (
                    mention is not None
                    and mention.first == items[stop + 1].token
                    and not tokens[mention.last].is_possessive
                ):
                    return [self._of_mention(mention)]
        return [Speaker(first, last, last)]

    def _joined_right(self, items: list[Item], place: int, end: int) -> list[Speaker]:
        """A second person behind "and", directly or behind what the first one is."""
        for spot in range(place, min(end, place + 20)):
            if items[spot].quotation is not None:
                return []
            if items[spot].low in self._pack.and_words:
                for behind in range(spot + 1, min(end, spot + 7)):
                    mention = self._mention_at.get(items[behind].token)
                    if mention is None:
                        if not self._tokens[items[behind].token].is_capital and items[behind].low != ".":
                            break
                        continue
                    follows = items[behind + 1].low if behind + 1 < len(items) else "."
                    if (
                        mention.first == items[spot + 1].token
                        and follows in {",", ".", "("}
                        and not self._tokens[mention.last].is_possessive
                    ):
                        return [self._of_mention(mention)]
                    break
        return []
