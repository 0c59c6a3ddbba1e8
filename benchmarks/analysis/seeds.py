"""The two seed texts: every quotation with its span, kind and speaker, what they share, and one story of exactly
two.
"""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

from benchmarks.analysis.clusters import clustered
from benchmarks.analysis.texts import SHARED, Report, reports
from tasks.analyse import utterances
from tasks.analyse.reading import Reading, read
from tasks.analyse.shingles import words_of


def main(_: list[str]) -> None:
    truth = json.loads((SHARED / "analysis" / "seeds-truth.json").read_text(encoding="utf-8"))
    texts = {name: (SHARED / "seeds" / name).read_bytes().decode() for name in truth["files"]}
    readings = {name: read(text, "en") for name, text in texts.items()}
    spans = kinds = speakers = 0
    for quote in truth["quotes"]:
        ours = {(one.char_start, one.char_end): one for one in readings[quote["file"]].quotations}
        one = ours.get((quote["char_start"], quote["char_end"]))
        if one is None:
            print(f"{quote['id']}: no such span")
            continue
        names = names_of(readings[quote["file"]], one.position)
        spans += 1
        kinds += one.kind == quote["kind"]
        speakers += names == (quote["speaker"] or [])
        if one.kind != quote["kind"] or names != (quote["speaker"] or []):
            print(f"{quote['id']}: kind {one.kind} (truth {quote['kind']}), speaker {names} (truth {quote['speaker']})")
    total = len(truth["quotes"])
    extra = sum(one.nested_in is None for reading in readings.values() for one in reading.quotations) - spans
    print(f"spans {spans}/{total}, {extra} too many; kinds {kinds}/{total}; speakers {speakers}/{total}")
    print(f"shared {_shared(truth, texts, readings)}/{len(truth['shared_quotes'])}")
    print(f"mentions of people {_mentions(truth, readings)}/{sum(len(one['mentions']) for one in truth['people'])}")
    for day in (3, 14, 25):
        beside = [*reports(), *(Report(name, "", text, day, "seeds", "seed") for name, text in texts.items())]
        story = next((one for one in clustered(beside) if texts.keys() & one), set())
        print(
            f"among {len(beside)} articles, day {day}: a story of {len(story)}, "
            f"{len(texts.keys() & story)} of them seeds"
        )


def names_of(reading: Reading, position: int) -> list[str]:
    return [one.name for one in reading.speakers if one.position == position and one.name]


def _shared(truth: dict[str, Any], texts: dict[str, str], readings: dict[str, Reading]) -> int:
    quotes = {quote["id"]: (quote["file"], quote["char_start"]) for quote in truth["quotes"]}
    words = [
        utterances.QuotedWords(
            f"{file}:{one.char_start}", file, number, tuple(words_of(texts[file], one.char_start, one.char_end).words)
        )
        for number, file in enumerate(texts)
        for one in readings[file].quotations
        if one.nested_in is None and one.kind not in {"title", "scare"}
    ]
    pairs = {
        frozenset(pair)
        for found in utterances.gather(words, dict.fromkeys(texts, "one"))
        for pair in combinations(found.members, 2)
    }
    wanted = [
        frozenset(f"{quotes[one[side]][0]}:{quotes[one[side]][1]}" for side in "ab") for one in truth["shared_quotes"]
    ]
    return sum(pair in pairs for pair in wanted)


def _mentions(truth: dict[str, Any], readings: dict[str, Reading]) -> int:
    ours = {
        (file, person.name, one.char_start, one.char_end)
        for file, reading in readings.items()
        for person in reading.people
        for one in reading.mentions
        if one.number == person.number
    }
    return sum(
        (one["file"], one["name"], mention["char_start"], mention["char_end"]) in ours
        for one in truth["people"]
        for mention in one["mentions"]
    )
