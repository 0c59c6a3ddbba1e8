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
UNITS_ELSEWHERE = {
    "de": {
        "names": "Der Sprecher Hans Müller und Anna Lee, ",
        "verbs and quotations": "sagte sie: „so“, sagte er, „nein“ ",
        "verbs": "sagte und sagt er und ",
    },
    "fr": {
        "verbs and quotations": "dit-il : « x », a-t-elle déclaré, le ministre Jean Lee, ",
        "verbs": "a dit et déclare ",
    },
    "es": {"verbs and quotations": "dijo: “x”, ha dicho el ministro Juan Lee, ", "verbs": "ha dicho y dice "},
}


def main(_: list[str]) -> None:
    for language, name, unit in [
        *(("en", name, unit) for name, unit in UNITS.items()),
        *((language, name, unit) for language, units in UNITS_ELSEWHERE.items() for name, unit in units.items()),
    ]:
        small, large = (_cost((unit * size)[:size], language) for size in (15_000, 60_000))
        print(
            f"{language} {name:<24} 15 kB {small * 1000:7.0f} ms   60 kB {large * 1000:7.0f} ms   x {large / small:.1f}"
        )


def _cost(text: str, language: str) -> float:
    best = 1e9
    for _ in range(2):
        start = time.process_time()
        read_article(AnalysedText("x", 1, None, text, language))
        best = min(best, time.process_time() - start)
    return best
