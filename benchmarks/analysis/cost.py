"""CPU and memory of reading an article: everything that one text gives by itself, in one process."""

from __future__ import annotations

import resource
import time

from benchmarks.analysis.texts import reports
from tasks.analyse.workers import AnalysedText, read_article


def main(_: list[str]) -> None:
    articles = [AnalysedText(one.name, 1, one.title, one.body, "en") for one in reports()]
    read_article(articles[0])
    costs = []
    for article in articles:
        start = time.process_time()
        read_article(article)
        costs.append((time.process_time() - start) * 1000)
    costs.sort()
    words = sum(len(article.body.split()) for article in articles) / len(articles)
    print(
        f"{len(articles)} articles of {words:.0f} words: mean {sum(costs) / len(costs):.1f} ms CPU,"
        f" 99 of 100 within {costs[int(len(costs) * 0.99)]:.1f} ms, longest {costs[-1]:.1f} ms"
    )
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB, the texts included")
