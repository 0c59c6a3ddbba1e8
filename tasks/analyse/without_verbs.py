"""Speakers where no verb of saying takes the quotation: colons, headings, possessives, the sentences around it."""

from __future__ import annotations

from tasks.analyse.clauses import Item, Saying, Speaker
from tasks.analyse.verbs_before import VerbsBefore


class WithoutVerbs(VerbsBefore):
    """Rules that are asked after those of verbs."""

    def _name_and_colon(self, items: list[Item], at: int) -> Saying | None:
        """`Ann Lee: "…"`, as headlines and transcripts have it, and `Ann Lee: the plan is a "…"`."""
        if at < 2:
            return None
        start = self._clause_start(items, at)
        colon = next((place for place in range(at - 1, start, -1) if items[place].low == ":"), None)
        if colon is None:
            return None
        mention = self._mention_at.get(items[colon - 1].token)
        is_beginning = mention is not None and items[0].token >= mention.first - 2
        if mention is not None and colon == at - 1:
            return Saying("name_colon", None, [self._of_mention(mention)])
        return Saying("name_colon_far", None, [self._of_mention(mention)]) if mention and is_beginning else None

    def _subject_and_colon(self, items: list[Item], at: int) -> Saying | None:
        """`Ann Lee was clear in her answer: "…"`: no verb of saying; whoever the sentence begins with."""
        if at < 2 or items[at - 1].low != ":" or not self._is_sentence(items[at].quotation or 0):
            return None
        low = items[at - 2].low
        is_verb = low in self._pack.saying or low in self._pack.participles
        if is_verb or (low in self._pack.bare and self._is_verb_here(items, at - 2)):
            return None
        speakers = self._sentence_subject(items, self._clause_start(items, at), at - 1)
        return Saying("colon_alone", None, speakers) if speakers and self._is_somebody(speakers[0]) else None

    def _is_somebody(self, speaker: Speaker) -> bool:
        """A person, a noun for people or what they write, or a name that does not merely begin its sentence."""
        pack, head = self._pack, self._tokens[speaker.head]
        return (
            self._is_named([speaker])
            or head.low in pack.roles | pack.groups | pack.documents | pack.organisation_words
            or (head.is_capital and speaker.head > speaker.first)
        )

    def _possessive(self, items: list[Item], at: int) -> Saying | None:
        """`Lee's claim that it was "…"`, `her promise to "…"`, `Lee's "…" remark`: whose the noun of saying is."""
        start = self._clause_start(items, at)
        nouns = self._pack.said_nouns
        if any(item.low in nouns for item in items[at + 1 : at + 3]) and at > start:
            owner = self._owner(items, at - 1, at - 1)
            if owner:
                return Saying("possessive", None, owner)
        for noun in range(at - 1, max(start, at - 10), -1):
            if items[noun].quotation is not None or items[noun].ends_sentence:
                return None
            if items[noun].low in nouns:
                if items[at - 1].low in {"as", items[noun].low} and items[noun].low not in _WORDINGS:
                    return None  # "called Lee's remarks troubling"
                owner = self._owner(items, noun - 1, max(start, noun - 5))
                rule = "claim_that" if items[noun + 1].low == "that" else "possessive"
                return Saying(rule, None, owner) if owner else None
        return None

    def _owner(self, items: list[Item], place: int, start: int) -> list[Speaker]:
        """The last one of these words that stands in the genitive, or "his", "her", "their"."""
        for spot in range(place, start - 1, -1):
            token = items[spot].token
            if items[spot].quotation is not None:
                return []
            if items[spot].low in self._pack.possessives:
                return [Speaker(token, token, token)]
            if items[spot].low in {"'", "’"} and spot > start:
                mention = self._mention_at.get(items[spot - 1].token)
                return [self._of_mention(mention)] if mention is not None else []
            if self._tokens[token].is_possessive:
                mention = self._mention_at.get(token)
                if mention is not None:
                    return [self._of_mention(mention)]
                first = spot
                while first - 1 >= 0 and self._tokens[items[first - 1].token].is_capital:
                    first -= 1
                if first >= 1 and items[first - 1].low in self._pack.determiners:
                    first -= 1
                return [Speaker(items[first].token, token, token)]
        return []

    def _in_view_of(self, items: list[Item], at: int) -> Saying | None:
        """`It was a "…" in Lee's view`, `in the words of the mayor, a "…"`."""
        end = self._clause_end(items, at + 1)
        for noun in range(at + 2, end):
            if items[noun].low in _VIEWS:
                place = next((spot for spot in range(noun - 1, at, -1) if items[spot].low == "in"), None)
                owner = self._owner(items, noun - 1, place + 1) if place is not None else []
                if owner:
                    return Saying("in_view_of", None, owner)
        start = self._clause_start(items, at)
        for noun in range(at - 2, start, -1):
            if items[noun].low == "words" and items[noun + 1].low in self._pack.of_words:
                speakers = self._subjects_right(items, noun + 2, at)
                return Saying("in_view_of", None, speakers) if speakers else None
        return None

    def _sentence_before(self, items: list[Item], at: int, before: list[Item] | None) -> Saying | None:
        """`Ann Lee praised the pilots. "…"`: a sentence quoted alone behind one that reports what somebody said."""
        if not self._is_sentence(items[at].quotation or 0):
            return None
        others = items[at + 1 :] if at == 0 else []
        if any(item.quotation is None and item.low.isalnum() for item in others):
            return None
        behind = items[at + 1] if at + 1 < len(items) else None
        is_whole = self._inner_end(items[at].quotation or 0) in {".", "?", "!", "…"}
        if not is_whole and behind is not None and not behind.ends_sentence:
            return None
        former = before if at == 0 else items[:at]
        if not former or (at > 0 and not former[-1].ends_sentence):
            return None
        end = len(former) - 1
        start = self._clause_start(former, end)
        if any(item.quotation is not None for item in former[start:]):
            return None
        for verb in range(start + 1, end):
            if former[verb].low not in self._pack.saying.keys() | self._pack.stance.keys():
                continue
            if self._tokens[former[verb].token].is_capital or self._is_adjective(former, verb):
                continue
            if self._is_passive(former, verb) or former[verb - 1].low in self._pack.conjunctions:  # "if asked"
                continue
            speakers = self._subject_left(former, verb, start)
            if speakers and self._is_subject(speakers[0]):
                rule = "sentence_before" if at else "sentence_before_paragraph"
                return Saying(rule, former[verb].token, speakers)
        return None

    def _share_what_follows(self, items: list[Item]) -> None:
        """`The plan was a "…" that brought "…," Lee said`: a few words without a speaker have that of the quotation
        behind them in the same sentence.
        """
        following: Saying | None = None
        for at in range(len(items) - 1, -1, -1):
            item = items[at]
            if item.ends_sentence:
                following = None
            if item.quotation is None:
                continue
            found = self._found[item.quotation]
            if self._inner_end(item.quotation) in {".", "?", "!"}:
                following = None
            if found.rule in {"none", *WEAK} and following is not None:
                self._found[item.quotation] = Saying("said_behind", following.verb, following.speakers)
            elif found.rule in {"behind_subject_verb", "behind_verb_subject", "later_in_sentence"}:
                following = found
            else:
                following = None

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


_WORDINGS = frozenset({"slogan", "phrase", "motto", "mantra", "question", "words", "line", "chant", "chants"})
_VIEWS = frozenset({"view", "words", "opinion", "telling", "account", "estimation", "judgment", "phrase", "eyes"})
WEAK = frozenset({"subject_name", "before_stance_unnamed", "before_stance_far_unnamed", "before_stance_far"})
