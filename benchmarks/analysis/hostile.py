"""Texts that were written to cost, at 15 and at 60 kB: what is linear costs four times as much."""

from __future__ import annotations

import time

from tasks.analyse.workers import AnalysedText, read_article

UNITS = {
    "bare marks": '"',
    "opening marks": "“",
    "single marks": "'",
    "double single marks": "’’",
    "mixed marks": "“‘\"'",
    "marks and letters": '"a" ',
    "plural apostrophes": "s' 's ",
    "verbs": "said and saying and told ",
    "verbs and quotations": 'said and saying, told by "x y z" ',
    "names": "John Smith met Ann Lee, ",
    "titles": "Mr. ",
    "full stops": ". ",
    "brackets": "(",
    "paragraphs that go on": '"He said it.\n\n',
    "pronouns": 'He said "so it is" and she said "no" and they said "yes" ',
    "one word": "a",
}


def main(_: list[str]) -> None:
    for name, unit in UNITS.items():
        small, large = (_cost((unit * size)[:size]) for size in (15_000, 60_000))
        print(f"{name:<24} 15 kB {small * 1000:7.0f} ms   60 kB {large * 1000:7.0f} ms   x {large / small:.1f}")


def _cost(text: str) -> float:
    best = 1e9
    for _ in range(2):
        start = time.process_time()
        read_article(AnalysedText("x", 1, None, text, "en"))
        best = min(best, time.process_time() - start)
    return best
