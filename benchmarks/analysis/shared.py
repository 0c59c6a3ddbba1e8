"""Quotations that were gathered into one utterance, two by two, to be judged by eye; with a number, a sample of so
many.

Prints both wordings and their speakers, and counts of what needs no judge: how many are equal, how many one inside the
other.
"""

from __future__ import annotations

import random
from collections import Counter

from benchmarks.analysis.clusters import clustered
from benchmarks.analysis.texts import Report, reports
from tasks.analyse import utterances
from tasks.analyse.reading import read
from tasks.analyse.shingles import words_of


def gathered(found: list[Report]) -> tuple[list[utterances.Utterance], dict[str, tuple[str, list[str]]]]:
    """The utterances of these articles, and of each quotation its words and the names of its speakers."""
    said: dict[str, tuple[str, list[str]]] = {}
    words = []
    for number, report in enumerate(found):
        reading = read(report.body, None)
        for one in reading.quotations:
            own_text = report.body[one.char_start : one.char_end]
            is_left_out = one.kind in {"title", "scare"} or (one.kind != "slogan" and utterances.is_name(own_text))
            if one.nested_in is None and not is_left_out:
                name = f"{number}:{one.position}"
                said[name] = (
                    report.body[one.char_start : one.char_end],
                    [speaker.name for speaker in reading.speakers if speaker.position == one.position and speaker.name],
                )
                own = tuple(words_of(report.body, one.char_start, one.char_end).words)
                words.append(utterances.QuotedWords(name, str(number), report.day, own))
    stories = {}
    numbers = {report.name: str(number) for number, report in enumerate(found)}
    for story, cluster in enumerate(clustered(found)):
        stories.update({numbers[name]: str(story) for name in cluster})
    return utterances.gather(words, stories), said


def main(words: list[str]) -> None:
    found, said = gathered(reports())
    pairs = [pair for one in found for pair in ((one.longest, name) for name in one.members if name != one.longest)]
    kinds: Counter[str] = Counter()
    for one, other in pairs:
        a, b = (" ".join(words_of(said[name][0]).words) for name in (one, other))
        kinds["equal" if a == b else "one inside the other" if a in b or b in a else "nearly"] += 1
    print(f"{len(found)} utterances, {len(pairs)} pairs: {dict(kinds)}")
    for one, other in random.Random(5).sample(  # noqa: S311 - a sample to be judged
        pairs, min(len(pairs), int(words[0]) if words else 0)
    ):
        for name in (one, other):
            print(f"  {', '.join(said[name][1]) or '-'}: {' '.join(said[name][0].split())[:200]}")
        print()
