"""Whether the articles that quote one utterance name one speaker for it: the share that agrees with the most frequent
name.
"""

from __future__ import annotations

from collections import Counter

from benchmarks.analysis.shared import gathered
from benchmarks.analysis.texts import reports


def main(_: list[str]) -> None:
    found, said = gathered(reports())
    agree = total = several = 0
    apart: list[str] = []
    for one in found:
        last = [said[name][1][0].split()[-1].lower() for name in one.members if said[name][1]]
        if len(last) < 2:
            continue
        several += 1
        (name, count), *_rest = Counter(last).most_common()
        agree += count
        total += len(last)
        if count < len(last):
            apart.append(f"{' '.join(said[one.longest][0].split())[:80]}: {dict(Counter(last))} for {name}")
    print(
        f"{several} utterances that at least two name a speaker for: {agree} of {total} names agree ({agree / total:.3f})"
    )
    for line in apart[:20]:
        print(f"  {line}")
