"""Who says a quotation: patterns next to the verb, each a named rule with a measured precision.

A paragraph is read as a list of words in which every outermost quotation is one item. Each rule looks at a bounded
window around the quotation (WINDOW words), so the cost grows with the number of quotations and not with its square.
"""

from __future__ import annotations

from tasks.analyse.clauses import STEPS, WINDOW, Item, Saying, Speaker
from tasks.analyse.verbs_before import VerbsBefore


class Reader(VerbsBefore):
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
            return Saying("continued", earlier.verb, earlier.speakers) if earlier.speakers else Saying("none")
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
        return (
            self._name_and_colon(items, at)
            or self._paragraph_before(items, at, before)
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
        if opening in _JOINS or (
            opening.endswith("ing") and opening != "according" and not self._tokens[items[place].token].is_capital
        ):
            return self._parenthesis(items, at, end) if opening not in _JOINS else None
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
        if not is_comma and not is_new_sentence and closes != ".":
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
            if self._is_passive(items, verb) or self._tokens[items[verb].token].is_capital:
                continue
            if not is_comma and (self._is_followed_by_own(items, verb, end) or verb - place > 12):
                break
            speakers = self._subject_left(items, verb, place)
            if speakers:
                return Saying("behind_subject_verb", items[verb].token, speakers)
            break
        return None

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
        if not is_alone:
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

    def _name_and_colon(self, items: list[Item], at: int) -> Saying | None:
        """`Ann Lee: "…"`, as headlines and transcripts have it."""
        if at < 2 or items[at - 1].low != ":":
            return None
        mention = self._mention_at.get(items[at - 2].token)
        return None if mention is None else Saying("name_colon", None, [self._of_mention(mention)])

    def _subject_of_sentence(self, items: list[Item], at: int) -> Saying | None:
        """No verb that the pack knows: whoever the sentence begins with."""
        start = self._clause_start(items, at)
        if at == start or self._is_sentence(items[at].quotation or 0):
            return None
        first = items[start]
        if first.low in self._pack.he | self._pack.she | self._pack.they:
            return Saying("subject_pronoun", None, [Speaker(first.token, first.token, first.token)])
        for place in range(start, min(at, start + 5)):
            mention = self._mention_at.get(items[place].token)
            if (
                mention is not None
                and not self._tokens[mention.last].is_possessive
                and mention.first - 3 <= first.token
            ):
                return Saying("subject_name", None, [self._of_mention(mention)])
        return None

    def _paragraph_before(self, items: list[Item], at: int, before: list[Item] | None) -> Saying | None:
        """A paragraph that begins with a quotation and names nobody: the colon before it, or who spoke before."""
        if at != 0 or not before or not self._is_sentence(items[at].quotation or 0):
            return None
        if before[-1].low == ":":
            found = self._verb_before([*before, items[at]], len(before))
            if found is not None and found.speakers:
                return Saying("colon_before", found.verb, found.speakers)
            return self._name_and_colon([*before, items[at]], len(before))
        if len([item for item in items if item.quotation is None and item.low.isalnum()]) > 0:
            return None
        last = next((item.quotation for item in reversed(before) if item.quotation is not None), None)
        earlier = self._found.get(last) if last is not None else None
        if earlier is not None and earlier.speakers and earlier.rule != "passive":
            return Saying("carried_over", earlier.verb, earlier.speakers)
        return None


_JOINS = frozenset({"but", "and", "or", "for", "because", "which", "while", "so", "nor", "yet"})
