"""Speakers of quotations in news articles against annotators, rule by rule, on each half of the articles.

A quotation counts where one annotated attribution covers four fifths of it; its speaker is right where it overlaps the
annotated source, is the person resolved there, or the name that a relative pronoun stands for. `python -m
benchmarks.analysis quotes [wrong RULE]`.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from typing import Any

from benchmarks.analysis.texts import half_of, lines
from tasks.analyse.languages.english import ENGLISH
from tasks.analyse.marks import Marked, marked, paragraphs
from tasks.analyse.names import Person, people_of
from tasks.analyse.precision import PUBLISHED_FROM, precision_of
from tasks.analyse.references import References
from tasks.analyse.speakers import Reader
from tasks.analyse.tokens import tokens_of

COVERED = 0.8
_VERBS = set(ENGLISH.saying) | set(ENGLISH.stance) | set(ENGLISH.participles)
Spans = list[tuple[int, int]]


def main(words: list[str]) -> None:
    rows = lines("analysis/attributions-train.jsonl")
    shown = words[1] if len(words) > 1 and words[0] == "wrong" else ""
    for half in "ab":
        _measure([row for row in rows if half_of(row["id"]) == half], f"half {half}", shown)
    _measure(lines("analysis/attributions-dev.jsonl"), "dev", "")


def _measure(rows: list[dict[str, Any]], title: str, shown: str) -> None:
    named: Counter[str] = Counter()
    right: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    start = time.process_time()
    for row in rows:
        for rule, is_right, excerpt in _judged(row):
            counts["quotations"] += 1
            named[rule] += is_right is not None
            right[rule] += bool(is_right)
            if shown == rule and is_right is False:
                print("   ", excerpt)
    cost = (time.process_time() - start) / len(rows) * 1000
    published = [rule for rule in named if precision_of("en", rule) >= PUBLISHED_FROM]
    print(f"{title}: {len(rows)} articles, {counts['quotations']} quotations with a source, {cost:.1f} ms an article")
    for which, rules in (("all rules", list(named)), ("published", published)):
        total = sum(named[rule] for rule in rules)
        print(
            f"  {which}: speaker right {sum(right[rule] for rule in rules) / total:.3f}, "
            f"coverage {total / counts['quotations']:.3f}"
        )
    for rule, count in named.most_common():
        if count:
            print(
                f"    {rule:<32}{count:>6}  {right[rule] / count:.3f}{'' if rule in published else '  not published'}"
            )


def _judged(row: dict[str, Any]) -> list[tuple[str, bool | None, str]]:
    text = row["body"]
    parts = paragraphs(text)
    quotations = marked(text, parts)
    tokens = tokens_of(text, parts, quotations)
    people = people_of(text, tokens, ENGLISH)
    sayings = Reader(text, tokens, quotations, people, ENGLISH).read()
    references = References(text, tokens, people, ENGLISH)
    attributions = [_in_order(text, one) for one in row["attributions"] if one["content"]]
    found = []
    for place in sorted(sayings):
        saying, named = sayings[place], references.names(sayings[place])
        source = _source_of(quotations[place], attributions)
        if not source:
            continue
        spans = [(tokens[one.head].start, tokens[one.head].end) for one in saying.speakers]
        is_right = None
        if spans:
            persons = [people[one.person] for one in named if one.person is not None]
            is_right = _overlaps(spans, source) or _is_pronoun_behind(text, spans, source) or _is_named(persons, source)
        excerpt = " ".join(text[max(0, quotations[place].start - 120) : quotations[place].end + 60].split())
        found.append((saying.rule, is_right, excerpt))
    return found


def _in_order(text: str, one: dict[str, Any]) -> tuple[Spans, Spans]:
    """Source and content; where annotators swapped source and cue, the cue is the source."""
    source, cue = one["source"], one["cue"]
    if _has_verb(text, source) and not _has_verb(text, cue) and cue:
        source = cue
    return source, one["content"]


def _has_verb(text: str, spans: Spans) -> bool:
    return any(word.strip(":,").lower() in _VERBS for start, end in spans for word in text[start:end].split())


def _source_of(quotation: Marked, attributions: list[tuple[Spans, Spans]]) -> Spans:
    """The source of the smallest attribution that covers the quotation."""
    best: tuple[int, Spans] | None = None
    for source, content in attributions:
        covered = sum(max(0, min(end, quotation.end) - max(start, quotation.start)) for start, end in content)
        size = sum(end - start for start, end in content)
        if covered >= COVERED * (quotation.end - quotation.start) and (best is None or size < best[0]):
            best = size, source
    return best[1] if best else []


def _overlaps(ours: Spans, theirs: Spans) -> bool:
    return any(start < their_end and their_start < end for start, end in ours for their_start, their_end in theirs)


def _is_pronoun_behind(text: str, ours: Spans, theirs: Spans) -> bool:
    return any(
        text[start:end].lower() in {"who", "which", "that"} and 0 <= start - our_end < 80
        for start, end in theirs
        for _, our_end in ours
    )


def _is_named(persons: list[Person], theirs: Spans) -> bool:
    places: dict[int, Spans] = defaultdict(list)
    for number, person in enumerate(persons):
        places[number] = [(mention.start, mention.end) for mention in person.places]
    return any(_overlaps(spans, theirs) for spans in places.values())


def annotated_source(row: dict[str, Any], quotation: Marked) -> Spans:
    """Who people marked as the source of a quotation; empty where nobody did."""
    return _source_of(quotation, [_in_order(row["body"], one) for one in row["attributions"] if one["content"]])


def judged_names(row: dict[str, Any], position: int, name: str) -> bool | None:
    """Whether the annotated source of a quotation has the last word of this name; None where nobody is named there."""
    text = row["body"]
    quotation = marked(text, paragraphs(text))[position]
    source = annotated_source(row, quotation)
    words = [word.strip(".,:’'\"").removesuffix("’s") for start, end in source for word in text[start:end].split()]
    named = {word.lower() for word in words if word[:1].isupper() and word not in {"He", "She", "They", "The"}}
    return name.rsplit(maxsplit=1)[-1].lower() in named if named else None
