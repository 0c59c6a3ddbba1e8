"""The verb in front of a quotation: which word it is, whose it is, and how sure the rule is by its distance."""

from __future__ import annotations

from tasks.analyse.clauses import WINDOW, Item, Saying, Speaker
from tasks.analyse.subjects import Subjects


class VerbsBefore(Subjects):
    """Rules whose names begin with `before`."""

    def _verb_close_before(self, items: list[Item], at: int) -> Saying | None:
        """`The mayor said: "…"`: nothing but a comma, a colon, "that" or who was told between the verb and the
        quotation.
        """
        found = self._verb_before(items, at, nearest=14)
        return found if found is not None and found.rule.startswith("before") and found.rule != "before_far" else None

    def _verb_before(self, items: list[Item], at: int, nearest: int = WINDOW) -> Saying | None:
        """`The mayor said the town was "…"`: the nearest verb in front of the quotation that takes it."""
        start = self._clause_start(items, at)
        for verb in range(at - 1, max(start - 1, at - 1 - nearest), -1):
            if items[verb].quotation is None and items[verb].low:
                saying = self._taken_by(items, verb, start, at)
                if saying is not None:
                    return saying
        return None

    def _taken_by(self, items: list[Item], verb: int, start: int, at: int) -> Saying | None:
        """What the word at `verb` makes of the quotation at `at`, where it is a verb that reports words."""
        pack, item, low = self._pack, items[verb], items[verb].low
        if low == "to" and verb and items[verb - 1].low == "according":
            comma = next((spot for spot in range(verb + 1, at) if items[spot].low == ","), at)
            speakers = self._subjects_right(items, verb + 1, comma)
            return Saying("according_to", items[verb - 1].token, speakers) if speakers else None
        form = self._form(items, verb, start, at)
        if form is None:
            return None
        if form != "participle" and self._is_passive(items, verb):
            by = self._agent(items, verb, at)
            is_told = low in {"told", "asked", "warned", "informed", "urged", "reminded"}
            return Saying("passive_by", item.token, by) if by else Saying("passive", item.token) if is_told else None
        speakers = self._subject_of(items, verb, start, form)
        if speakers and self._is_no_verb(items, verb, at, form, speakers):
            return None
        is_direct = at - verb <= 2 and self._is_sentence(items[at].quotation or 0)
        if speakers and low not in _CORE and not is_direct:
            outer = self._outer(items, verb, start)
            if outer is not None:
                return outer
        if not speakers and verb == start and low in pack.saying and at - verb > 1:  # `Said the mayor: "…"`
            speakers = self._subjects_right(items, verb + 1, at)
        if not speakers:
            return None
        rule = self._rule_before(items, verb, at, form, speakers[0])
        if rule.startswith("before_stance") and self._is_anothers_claim(items, verb, at):
            return None
        return Saying(rule, item.token, speakers)

    def _is_anothers_claim(self, items: list[Item], verb: int, at: int) -> bool:
        """`blamed the papers for Lee's claim that it was "…"`: the words are those of whoever claims."""
        for noun in range(verb + 2, at):
            if items[noun].low in self._pack.said_nouns and items[noun + 1].low == "that":
                before = items[noun - 1]
                return self._tokens[before.token].is_possessive or before.low in self._pack.possessives
        return False

    def _form(self, items: list[Item], verb: int, start: int, at: int) -> str | None:
        """finite, infinitive or participle; None where the word is no verb of reporting here."""
        pack, low = self._pack, items[verb].low
        if pack.saying.get(low) == "find" and items[verb + 1].low not in {"that", ":"}:  # "found it strange"
            return None
        is_finite = low in pack.saying or low in pack.stance
        is_bare = low in pack.bare and verb > start
        if not (is_finite or is_bare or low in pack.participles):
            return None
        if not is_finite and not is_bare:
            return "participle"
        if self._is_capital(items, verb) and verb > start:
            return None
        if is_finite and (
            self._is_adjective(items, verb)
            or (low in pack.bare and verb + 1 < at and items[verb + 1].low in pack.of_words)
        ):
            return None
        if is_bare and not is_finite and not self._is_verb_here(items, verb):
            return None
        return "infinitive" if is_bare and items[verb - 1].low == "to" else "finite"

    def _subject_of(self, items: list[Item], verb: int, start: int, form: str) -> list[Speaker]:
        if form == "participle":
            return self._subject_of_participle(items, verb, start)
        return (
            self._of_infinitive(items, verb, start) if form == "infinitive" else self._subject_left(items, verb, start)
        )

    def _is_no_verb(self, items: list[Item], verb: int, at: int, form: str, speakers: list[Speaker]) -> bool:
        """ "racist remarks", "a book called": forms that are nouns or name a thing."""
        low = items[verb].low
        if form != "participle" and low.endswith("s") and not self._is_subject(speakers[0]):
            return True
        one = speakers[0]
        is_name = self._is_named(speakers) or (one.last > one.first and self._tokens[one.first].is_capital)
        return low == "called" and at - verb <= 2 and not is_name

    def _outer(self, items: list[Item], verb: int, start: int) -> Saying | None:
        """`The mayor said the town had shown "…"`: what is reported by a verb of saying is said by whoever that verb
        has.
        """
        for place in range(verb - 1, max(start - 1, verb - 30), -1):
            item = items[place]
            if item.quotation is not None and not self._is_sentence(item.quotation):
                continue
            if item.quotation is not None or item.low in {";", ":"}:
                return None
            if item.low in self._pack.and_words | {"but"} and items[place - 1].low == ",":
                return None
            if item.low not in self._pack.saying or self._is_adjective(items, place) or self._is_passive(items, place):
                continue
            if self._pack.saying[item.low] not in _REPORTS or self._tokens[item.token].is_capital:
                continue
            if items[start].low != "as" and items[place + 1].low in {",", ".", "of"} | self._pack.and_words:
                return None  # "As Ann Lee said, …" speaks for the whole sentence
            speakers = self._subject_left(items, place, start)
            return Saying("before_outer", item.token, speakers) if speakers else None
        return None

    def _rule_before(self, items: list[Item], verb: int, at: int, form: str, speaker: Speaker) -> str:
        """The rule's name says how sure the verb is and how far it stands."""
        low, distance, punctuation = items[verb].low, at - verb, items[at - 1].low
        if low in self._pack.saying or low in _SAYING_PARTICIPLES or (form != "participle" and low in self._lemmas):
            if punctuation == ":":
                return "before_colon"
            if distance <= 3 or punctuation == ",":
                return "before_participle" if form == "participle" else "before_verb"
            if distance <= 6:
                return "before_participle" if form == "participle" else "before_near"
            return "before_middle" if distance <= 14 else "before_far"
        far = "" if distance <= 6 else "_far"
        is_named = self._is_named([speaker]) or self._tokens[speaker.head].is_capital
        return f"before_stance{far}" + ("_unnamed" if not is_named else "" if form == "finite" else f"_{form}")


_REPORTS = frozenset(
    [
        "say",
        "tell",
        "argue",
        "claim",
        "add",
        "note",
        "write",
        "believe",
        "think",
        "suggest",
        "insist",
        "warn",
        "acknowledge",
        "admit",
        "announce",
        "state",
        "explain",
        "report",
        "contend",
        "maintain",
        "assert",
        "concede",
        "conclude",
        "declare",
        "predict",
        "stress",
        "emphasize",
        "reveal",
        "allege",
    ]
)
_CORE = frozenset(
    [
        "said",
        "says",
        "say",
        "told",
        "tells",
        "tell",
        "saying",
        "telling",
        "asked",
        "asks",
        "wrote",
        "writes",
        "added",
        "adds",
        "adding",
        "tweeted",
        "called",
        "calls",
    ]
)
_SAYING_PARTICIPLES = frozenset(
    [
        "saying",
        "adding",
        "telling",
        "writing",
        "calling",
        "noting",
        "asking",
        "arguing",
        "declaring",
        "explaining",
        "stating",
        "insisting",
        "tweeting",
        "warning",
        "claiming",
        "suggesting",
        "replying",
        "responding",
        "announcing",
        "concluding",
        "remarking",
        "shouting",
        "chanting",
        "yelling",
        "reading",
        "beginning",
        "continuing",
        "describing",
        "quoting",
        "promising",
        "citing",
    ]
)
