"""Speakers in languages but English, against quotations labelled by hand on pages of the corpora, rule by rule.

A label has the quotation and one mention of its speaker as offsets into the true body; `speaker` is null where nobody
is named, `said` false where it is nobody's words. The rules were written on pages of other domains. `python -m
benchmarks.analysis languages [de] [wrong]`.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.analysis.texts import lines
from tasks.analyse.consensus import name_key
from tasks.analyse.languages import PACKS
from tasks.analyse.precision import PUBLISHED_FROM, precision_of
from tasks.analyse.reading import read_every_rule

LABELS = Path(__file__).parent / "labels"


def main(words: list[str]) -> None:
    bodies = {
        row["id"]: row["body"]
        for folder in ("corpus", "corpus-more")
        for row in lines(f"{folder}/truth.jsonl")
        if row.get("body")
    }
    for path in sorted(LABELS.glob("??.jsonl")):
        code = path.stem
        if words and words[0] in PACKS and words[0] != code:
            continue
        labels = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        _measure(code, labels, bodies, is_shown="wrong" in words)


def _measure(code: str, labels: list[dict[str, Any]], bodies: dict[str, str], *, is_shown: bool) -> None:
    named: Counter[str] = Counter()
    right: Counter[str] = Counter()
    with_speaker = 0
    for label in labels:
        body = bodies[label["id"]]
        reading = read_every_rule(body, code)
        start, end = label["quotation"]
        quotation = next((one for one in reading.quotations if one.char_start == start), None)
        if quotation is None:
            continue
        names = [one.name for one in reading.speakers if one.position == quotation.position and one.name]
        with_speaker += label["speaker"] is not None
        if not names or quotation.rule is None or (label["said"] and label["speaker"] is None):
            continue  # an organisation without a person is neither right nor wrong
        told = body[slice(*label["speaker"])] if label["speaker"] else ""
        is_right = bool(told) and name_key(told) in {name_key(name) for name in names}
        named[quotation.rule] += 1
        right[quotation.rule] += is_right
        if is_shown and not is_right:
            print(
                f"    {quotation.rule}: {names} for {told or '-'}: "
                f"{' '.join(body[max(0, start - 90) : end + 60].split())}"
            )
    published = [rule for rule in named if precision_of(code, rule) >= PUBLISHED_FROM]
    print(f"{code}: {len(labels)} quotations labelled, {with_speaker} with a speaker who is named")
    for which, rules in (("all rules", list(named)), ("published", published)):
        total, good = sum(named[rule] for rule in rules), sum(right[rule] for rule in rules)
        if total:
            print(
                f"  {which}: speaker right {good / total:.3f} ({good} of {total}), coverage {good / with_speaker:.3f}"
            )
    for rule, count in named.most_common():
        print(f"    {rule:<24}{count:>4}  {right[rule] / count:.3f}{'' if rule in published else '  not published'}")


def _interval(good: int, total: int) -> tuple[float, float]:
    """Wilson's interval of a share at 95 %."""
    z = 1.96
    share, square = good / total, z * z / total
    middle = share + square / 2
    spread = z * (share * (1 - share) / total + square / (4 * total)) ** 0.5
    return (middle - spread) / (1 + square), (middle + spread) / (1 + square)
