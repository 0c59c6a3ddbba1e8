"""Who says a quotation: patterns next to the verb, each a named rule with a measured precision.

A paragraph is read as a list of words in which every outermost quotation is one item. Each rule looks at a bounded
window around the quotation (WINDOW words), so the cost grows with the number of quotations and not with its square.
"""

from __future__ import annotations

from tasks.analyse.clauses import STEPS, WINDOW, Item, Saying
from tasks.analyse.without_verbs import WEAK, WithoutVerbs


class Reader(WithoutVerbs):
    """The rules over one text."""

    def read(self) -> dict[int, Saying]:
        """A saying for each outermost quotation, by its place in the list."""
        numbers = sorted(self._paragraphs)
        for index, number in enumerate(numbers):
            items = self._paragraphs[number]
            for at, item in enumerate(items):
                if item.quotation is not None:
                    before = (
                        self._paragraphs[numbers[index - 1]] if index and numbers[index - 1] == number - 1 else None
                    )
                    self._found[item.quotation] = self._saying(items, at, before)
            self._share_what_follows(items)
        return self._found

    def _saying(self, items: list[Item], at: int, before: list[Item] | None) -> Saying:
        quotation = items[at].quotation
        assert quotation is not None
        one = self._quotations[quotation]
        self._steps = STEPS
        if one.continues is not None and one.continues in self._found:
            earlier = self._found[one.continues]
            own = self._verb_behind(items, at)
            if own is not None:
                return own
            if not earlier.speakers:
                return Saying("none")
            is_inferred = earlier.rule in _INFERRED
            return Saying("continued_inferred" if is_inferred else "continued", earlier.verb, earlier.speakers)
        ends_open = self._inner_end(quotation) in {",", "?", "!", "-", "—", "–"} or self._next_low(items, at) == ","
        rules = (
            [self._second_half, self._verb_behind, self._verb_before, self._same_paragraph]
            if ends_open
            else [
                self._second_half,
                self._verb_close_before,
                self._verb_behind,
                self._verb_before,
                self._same_paragraph,
            ]
        )
        for rule in rules:
            saying = rule(items, at)
            if saying is not None:
                return saying
        for without_verb in (
            self._name_and_colon,
            self._subject_and_colon,
            self._possessive,
            self._in_view_of,
        ):
            saying = without_verb(items, at)
            if saying is not None:
                return saying
        return (
            self._paragraph_before(items, at, before)
            or self._sentence_before(items, at, before)
            or self._subject_of_sentence(items, at)
            or Saying("none")
        )

    def _second_half(self, items: list[Item], at: int) -> Saying | None:
        """`"…," she said, "…"`: between two quotations stands nothing but who says them."""
        previous = next(
            (place for place in range(at - 1, max(-1, at - 26), -1) if items[place].quotation is not None), None
        )
        if previous is None:
            return None
        earlier = self._found.get(items[previous].quotation or 0)
        if (
            earlier is None
            or not earlier.speakers
            or earlier.verb is None
            or earlier.rule not in {"behind_subject_verb", "behind_verb_subject", "second_half"}
        ):
            return None
        between = items[previous + 1 : at]
        if not between or not (between[0].token <= earlier.verb <= between[-1].token):
            return None
        if any(
            item.low in self._pack.saying
            for item in between
            if item.token != earlier.verb and item.token > earlier.verb
        ):
            return None
        if between[-1].low in {",", ":"} or not self._is_sentence(items[at].quotation or 0):
            closing = any(item.ends_sentence for item in between)
            if closing:
                return None
            return Saying("second_half", earlier.verb, earlier.speakers)
        return None

    def _verb_behind(self, items: list[Item], at: int) -> Saying | None:
        """`"…," said the mayor` and `"…," the mayor said`."""
        end = self._clause_end(items, at + 1)
        place = at + 1
        while place < end and items[place].low in {",", "—", "–", "-"}:
            place += 1
        if place >= end:
            return None
        opening = items[place].low
        if opening in _SUBORDINATES:
            found = self._parenthesis(items, at, end)
            if found is not None:
                return found
        if opening in _JOINS or (
            opening.endswith("ing") and opening != "according" and not self._tokens[items[place].token].is_capital
        ):
            return self._parenthesis(items, at, end)
        verb = self._verb_at(items, place, end)
        if verb is not None and items[verb].low in self._pack.saying:
            speakers = self._subjects_right(items, verb + 1, end)
            if speakers:
                return Saying("behind_verb_subject", items[verb].token, speakers)
        if items[place].low == "according" and place + 2 < end and items[place + 1].low == "to":
            speakers = self._subjects_right(items, place + 2, end)
            return Saying("according_to", items[place].token, speakers) if speakers else None
        return self._subject_verb_right(items, at, place, end)

    def _subject_verb_right(self, items: list[Item], at: int, place: int, end: int) -> Saying | None:
        quotation = items[at].quotation or 0
        closes = self._inner_end(quotation)
        is_comma = closes in {",", "?", "!", "—", "–", "-"} or self._next_low(items, at) == ","
        is_new_sentence = closes in {".", "…"} and self._is_sentence(quotation)
        is_next = self._is_who_then_verb(items, place, end)
        if not is_comma and not is_new_sentence and not is_next and closes != ".":
            return self._parenthesis(items, at, end)
        for verb in range(place + 1, min(end, place + 30)):
            if items[verb].quotation is not None:
                break
            low = items[verb].low
            is_bare = low in self._pack.bare and (
                self._is_plural_before(items, verb) or items[verb - 1].low in self._pack.auxiliaries | {"to"}
            )
            is_phrase = verb + 1 < len(items) and f"{low} {items[verb + 1].low}" in self._pack.phrases
            if (
                low not in self._pack.saying
                and not is_phrase
                and not is_bare
                and not self._is_any_verb(items, verb, place, is_comma=is_comma)
            ):
                continue
            if self._is_passive(items, verb) or self._is_capital(items, verb):
                continue
            if not is_comma and (self._is_followed_by_own(items, verb, end) or verb - place > 12):
                break
            speakers = self._subject_left(items, verb, place)
            if speakers:
                return Saying("behind_subject_verb", items[verb].token, speakers)
            break
        return self._parenthesis(items, at, end) if is_comma else None

    def _is_who_then_verb(self, items: list[Item], place: int, end: int) -> bool:
        """`"…" Lee said`: no comma, and nothing but a name or a pronoun before the verb."""
        for verb in range(place + 1, min(end, place + 4)):
            who = items[verb - 1]
            mention = self._mention_at.get(who.token)
            is_name = mention is not None and mention.first == items[place].token
            is_pronoun = verb == place + 1 and who.low in self._pack.he | self._pack.she
            if is_name or is_pronoun:
                return items[verb].low in self._pack.saying
        return False

    def _is_any_verb(self, items: list[Item], verb: int, place: int, *, is_comma: bool) -> bool:
        """`"…?" Lee pressed.`: right behind a comma and a name, every past form that ends the clause is one of
        saying.
        """
        if (
            not is_comma
            or verb == place
            or not items[verb].low.endswith(("ed", "ang", "ew"))
            or items[verb].low in self._pack.adverbs
        ):
            return False
        before = items[verb - 1]
        is_who = before.token in self._mention_at or before.low in self._pack.he | self._pack.she | self._pack.they
        follows = items[verb + 1].low if verb + 1 < len(items) else "."
        return is_who and (follows in {".", ",", ""} or follows in self._pack.prepositions)

    def _parenthesis(self, items: list[Item], at: int, end: int) -> Saying | None:
        """`… a "disgrace" for the town, the mayor said.`"""
        commas = [spot for spot in range(at + 1, end) if items[spot].low == ","]
        for comma in commas[:4]:
            start = comma + 1
            if start >= end:
                continue
            if items[start].low in self._pack.and_words | {"but"}:
                return None
            verb = self._verb_at(items, start, end)
            if verb is not None and items[verb].low in self._pack.saying:
                speakers = self._subjects_right(items, verb + 1, end)
                if speakers:
                    return Saying("later_in_sentence", items[verb].token, speakers)
            if items[start].low == "according" and start + 2 < end:
                speakers = self._subjects_right(items, start + 2, end)
                return Saying("according_to", items[start].token, speakers) if speakers else None
            for spot in range(start + 1, min(end, start + 8)):
                low = items[spot].low
                if low == "," or items[spot].quotation is not None:
                    break
                if low in self._pack.saying and (
                    spot + 1 >= end
                    or items[spot + 1].low in {",", "."}
                    or items[spot + 1].low in self._pack.prepositions | self._pack.adverbs
                ):
                    if self._is_passive(items, spot):
                        break
                    speakers = self._subject_left(items, spot, start)
                    if speakers:
                        return Saying("later_in_sentence", items[spot].token, speakers)
                    break
        return None

    def _is_followed_by_own(self, items: list[Item], verb: int, end: int) -> bool:
        """Whether the verb has words of its own behind it: a colon, "that", or another quotation of the same
        sentence.
        """
        following = items[verb + 1 : end + 1]
        for spot, item in enumerate(following):
            if item.low in {":", "that"} and spot < 12:
                return True
            if item.quotation is not None:
                return True
        return (
            bool(following)
            and following[0].low not in {".", ","}
            and following[0].low not in self._pack.prepositions | self._pack.adverbs
            and items[verb].low not in {"told", "asked"}
        )

    def _same_paragraph(self, items: list[Item], at: int) -> Saying | None:
        """A quotation of whole sentences behind one of the same paragraph that has a speaker: `"…," she said. "…"`."""
        quotation = items[at].quotation or 0
        if not self._is_sentence(quotation):
            return None
        is_alone = at == 0 or items[at - 1].ends_sentence or items[at - 1].quotation is not None
        has_own_clause = self._inner_end(quotation) == "," and self._next_low(items, at) == "as"  # "as the song has it"
        if not is_alone or has_own_clause:
            return None
        for place in range(at - 1, max(-1, at - 1 - WINDOW), -1):
            other = items[place].quotation
            if other is None:
                continue
            earlier = self._found.get(other)
            if earlier is None or not earlier.speakers:
                return None
            sentences = sum(item.ends_sentence for item in items[place + 1 : at])
            return Saying("same_paragraph" if sentences <= 1 else "same_paragraph_far", earlier.verb, earlier.speakers)
        return None


_INFERRED = WEAK | {"carried_over", "sentence_before", "sentence_before_paragraph", "continued_inferred"}
"""Rules that find a speaker outside the quotation's own sentence, or seldom the right one."""
_JOINS = frozenset({"but", "and", "or", "for", "because", "which", "while", "so", "nor", "yet"})
_SUBORDINATES = frozenset({"since", "because", "as", "if", "when", "while", "where", "until"})
