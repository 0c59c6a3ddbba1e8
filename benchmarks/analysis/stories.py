"""B-cubed (Bagga and Baldwin 1998) of the given stories among all others, at the threshold and beside it."""

from __future__ import annotations

from collections import defaultdict

from benchmarks.analysis.clusters import links
from benchmarks.analysis.texts import Report, reports
from tasks.analyse import stories


def main(_: list[str]) -> None:
    found = reports()
    near = links(found)
    print(f"{len(found)} articles, {len(near)} links")
    for threshold in (0.16, 0.18, stories.THRESHOLD, 0.22, 0.24):
        clusters = [set(names) for names in stories.gather(near, {}, threshold)]
        mark = "  <- used" if threshold == stories.THRESHOLD else ""
        given, event = (b_cubed(found, clusters, kind) for kind in ("given", "event"))
        print(
            f"threshold {threshold}: given stories P {given[0]:.3f} R {given[1]:.3f} F1 {given[2]:.3f};"
            f" the one event P {event[0]:.3f} R {event[1]:.3f}{mark}"
        )


def b_cubed(found: list[Report], clusters: list[set[str]], kind: str) -> tuple[float, float, float]:
    of = {name: cluster for cluster in clusters for name in cluster}
    truth: dict[str, set[str]] = defaultdict(set)
    counted = [one for one in found if one.kind == kind and one.story]
    for one in counted:
        truth[one.story or ""].add(one.name)
    precision = recall = 0.0
    for one in counted:
        cluster, story = of.get(one.name, {one.name}), truth[one.story or ""]
        precision += len(cluster & story) / len(cluster)
        recall += len(cluster & story) / len(story)
    p, r = precision / len(counted), recall / len(counted)
    return p, r, 2 * p * r / (p + r)
