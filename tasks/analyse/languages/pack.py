"""The words of one language that the rules ask for. All are lower case unless said."""

from __future__ import annotations

from dataclasses import dataclass, field


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def verbs(text: str) -> dict[str, str]:
    """Lines of "lemma form form": each form with its lemma."""
    return {form: line.split()[0] for line in text.strip().split("\n") for form in line.split()[1:]}


class WordsAndEndings(frozenset[str]):
    """Words, and all words with one of some endings ("-sprecherin"): compounds cannot be listed."""

    endings: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: str, endings: str) -> WordsAndEndings:
        made = cls(words.split())
        made.endings = tuple(endings.split())
        return made

    def __contains__(self, word: object) -> bool:
        return super().__contains__(word) or (isinstance(word, str) and word.endswith(self.endings))


@dataclass(frozen=True, slots=True)
class Pack:
    code: str
    saying: dict[str, str]
    """Finite forms of verbs that report words ("said", "says") and their lemma."""
    stance: dict[str, str]
    """Finite forms of verbs that take a few quoted words as their object ("accused", "offered")."""
    participles: dict[str, str]
    """Forms that lean on another verb for their subject ("adding", "calling")."""
    bare: dict[str, str]
    """Infinitives ("to say") and plural present forms ("critics say")."""
    phrases: frozenset[str]
    """Verbs of saying of two words ("points out"); either word alone mostly says something else."""
    auxiliaries: frozenset[str]
    passives: frozenset[str]
    """Forms of "be": with a form of a verb behind they make whoever stands before it the one who was told."""
    adverbs: frozenset[str]
    adverb_ending: str
    titles: frozenset[str]
    """Written before names, most without their full stop."""
    male: frozenset[str]
    """Words that say that a person is a man: titles, roles and first names."""
    female: frozenset[str]
    first_names: frozenset[str]
    weak_first_names: frozenset[str]
    """First names that are other words more often; they count where another capitalised word follows."""
    roles: frozenset[str]
    """Nouns for what a person is ("spokesman")."""
    documents: frozenset[str]
    """Nouns for what can be read out ("letter")."""
    groups: frozenset[str]
    """Nouns for people without a name ("officials")."""
    organisation_words: frozenset[str]
    """A name with one of these is no person's."""
    not_names: frozenset[str]
    """Words that begin sentences with a capital, days, months, peoples and places."""
    he: frozenset[str]
    she: frozenset[str]
    they: frozenset[str]
    other_pronouns: frozenset[str]
    relative: frozenset[str]
    determiners: frozenset[str]
    definite: frozenset[str]
    """Those before somebody who is known already ("the mayor")."""
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    and_words: frozenset[str]
    of_words: frozenset[str]
    times: frozenset[str]
    """Last words of times that stand between a subject and its verb ("on Sunday", "in an interview")."""
    particles: frozenset[str]
    """Lower-case parts of names ("van", "de")."""
    abbreviations: frozenset[str]
    """Words whose full stop ends no sentence, without it."""
    slogan_words: frozenset[str]
    title_words: frozenset[str]
    """Nouns of works: a quotation behind one is its title."""
    sources: frozenset[str]
    """Words before whoever is the source ("so", "selon")."""
    is_inverted: bool = False
    """Whether verb and subject turn round behind a quotation, so that the plainer rules read it."""
    drops_subjects: bool = False
    """Whether a verb may stand without a subject ("ha señalado")."""
    has_capital_nouns: bool = False
    """Whether every noun has a capital, so that a capital alone is no sign of a name."""
    said_nouns: frozenset[str] = frozenset()
    """Nouns of what somebody says ("claim", "remarks"): whose they are says the words quoted beside them."""
    possessives: dict[str, str] = field(default_factory=dict)
    """"His" and the like, with the pronoun that stands for the same person."""
