"""Candidates against the containment of every pair by brute force, on many articles about one event; the kinds of
pairs, against a hundred pairs of candidates labelled by hand. `python -m benchmarks.analysis copies [kinds]`.

The rule of the labels: same is one report as two outlets have it: furniture, captions, credits and a few sentences
differ. copy: most prose of the shorter one is in the other, which has text of its own. part: passages of about a tenth
of the shorter one that one hand must have written, captions among them. none: phrases, quoted words and posts only. The
file copies-unseen has pairs that were labelled after the bounds stood.
"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from benchmarks.analysis.texts import lines
from tasks.analyse.comparing import COMMONEST_KEY, MOST_PAIRS
from tasks.analyse.copies import LEAST_WORDS, Text, compare
from tasks.analyse.marks import marked
from tasks.analyse.shingles import keys, prose

LABELS = Path(__file__).parent / "labels"


def main(words: list[str]) -> None:
    rows = lines("analysis/copies-helsinki.jsonl")
    texts = [
        Text(row["body"], [(one.start, one.end) for one in marked(row["body"]) if one.nested_in is None])
        for row in rows
    ]
    by_id = {row["id"]: text for row, text in zip(rows, texts, strict=True)}
    _kinds(by_id, "copies")
    _kinds(by_id, "copies-unseen")
    _kinds(by_id, "copies-blind")
    if "kinds" in words:
        return
    kept = [keys(prose(text.shingles, text.quoted)) for text in texts]
    candidates = _candidates(kept)
    share = {}
    for pair in combinations(range(len(texts)), 2):
        one, other = (texts[number].prose for number in pair)
        smaller = min(len(one), len(other))
        if smaller >= LEAST_WORDS:
            share[pair] = len(one & other) / smaller
    print(
        f"{len(rows)} articles, {len(share)} pairs, {sum(map(len, kept)) / len(kept):.1f} keys an article, "
        f"{len(candidates)} candidates"
    )
    for least in (0.5, 0.3, 0.1):
        wanted = [pair for pair, value in share.items() if value >= least]
        print(
            f"containment >= {least}: {sum(pair in candidates for pair in wanted)} of {len(wanted)} found "
            f"({sum(pair in candidates for pair in wanted) / len(wanted):.4f})"
        )
    start = time.process_time()
    kinds = Counter(copy.kind for one, other in candidates if (copy := compare(texts[one], texts[other])))
    print(f"kinds {dict(kinds)}; {(time.process_time() - start) / len(candidates) * 1000:.2f} ms a pair")


def _kinds(texts: dict[str, Text], file: str) -> None:
    """How often the kind is the one that a person gave; a pair that is no copy is `none`."""
    labels = [json.loads(line) for line in (LABELS / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()]
    told: Counter[tuple[str, str]] = Counter()
    for label in labels:
        copy = compare(*(texts[name] for name in label["pair"]))
        told[label["kind"], copy.kind if copy else "none"] += 1
    right = sum(count for (label, kind), count in told.items() if label == kind)
    print(f"{file}: kind right for {right} of {len(labels)} pairs labelled by hand")
    for (label, kind), count in sorted(told.items()):
        if label != kind:
            print(f"    {count} labelled {label}, given {kind}")


def _candidates(kept: list[list[int]]) -> set[tuple[int, int]]:
    """As copy_pairs.sql chooses them."""
    by_key: dict[int, list[int]] = defaultdict(list)
    for number, of in enumerate(kept):
        for key in of:
            by_key[key].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in by_key.values():
        if 2 <= len(numbers) <= COMMONEST_KEY:
            shared.update(combinations(numbers, 2))
    of_one: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (one, other), count in shared.items():
        of_one[one].append((-count, other))
    return {(one, other) for one, others in of_one.items() for _, other in sorted(others)[:MOST_PAIRS]}
