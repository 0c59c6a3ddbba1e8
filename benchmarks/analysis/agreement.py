"""Whether the articles that quote one utterance name one speaker for it, before and after their consensus.

Before: the share of names that are the most frequent one of their utterance. After: where the vote is sure, the others
have its name, as in the view who_said_what. With the consensus of the other articles against the speakers that people
marked by hand (leave one out), as far as these articles quote the same words.
"""

from __future__ import annotations

from collections import Counter

from benchmarks.analysis.quotes import judged_names
from benchmarks.analysis.shared import gathered
from benchmarks.analysis.texts import Report, lines, reports
from tasks.analyse.consensus import Vote, agreed_speaker, name_key


def main(_: list[str]) -> None:
    _agreement()
    _against_truth()


def _agreement() -> None:
    found, said = gathered(reports())
    agree = revised_agree = total = 0
    apart: list[str] = []
    for one in found:
        votes = [Vote(name.split(":")[0], said[name][1][0], "person") for name in one.members if said[name][1]]
        keys = [name_key(vote.name) for vote in votes]
        if len(keys) < 2:
            continue
        speaker = agreed_speaker(votes, set())
        after = [name_key(speaker.name)] * len(keys) if speaker is not None and speaker.is_sure else keys
        total += len(keys)
        agree += Counter(keys).most_common(1)[0][1]
        revised_agree += Counter(after).most_common(1)[0][1]
        if len(set(after)) > 1:
            apart.append(f"{' '.join(said[one.longest][0].split())[:80]}: {dict(Counter(keys))}")
    print(f"names that agree: {agree / total:.3f} of {total} as read, {revised_agree / total:.3f} after consensus")
    for line in apart[:20]:
        print(f"  {line}")


def _against_truth() -> None:
    rows = lines("analysis/attributions-train.jsonl") + lines("analysis/attributions-dev.jsonl")
    found, said = gathered([Report(row["id"], "", row["body"], 0, None, "page") for row in rows])
    revised = right = 0
    for one in found:
        for name in one.members:
            number, position = map(int, name.split(":"))
            others = [
                Vote(other.split(":")[0], said[other][1][0], "person")
                for other in one.members
                if said[other][1] and other.split(":")[0] != str(number)
            ]
            speaker = agreed_speaker(others, set())
            if speaker is None or not speaker.is_sure:
                continue
            is_right = judged_names(rows[number], position, speaker.name)
            if is_right is not None:
                revised += 1
                right += is_right
    print(f"the sure consensus of other articles, against people's marks: {right} of {revised} right")
