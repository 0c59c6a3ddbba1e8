"""What is true of invented article number n: its source, address, title, people, tags. The same n, the same facts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from benchmarks.warehouse.texts import Writer

SOURCES = 200
_AUTHORS, _TAGS, _HOSTS = 5_000, 3_000, 2_000
_MIXED = np.uint64(0x9E3779B97F4A7C15)

Numbers = npt.NDArray[np.int64]


class Facts:
    """Everything but texts, which are written as they are needed."""

    def __init__(self, writer: Writer) -> None:
        dice = np.random.default_rng(5)
        self._writer = writer
        size = 1 / (np.arange(SOURCES) + 3.0) ** 0.8
        self._source_until = np.cumsum(size) / size.sum()
        names = [word for word in writer.words[1000:] if len(word) > 4]
        self.sources = np.array(names[:SOURCES], dtype=object)
        self.hosts = np.array([f"{name}.example" for name in names[SOURCES : SOURCES + _HOSTS]], dtype=object)
        first, last = (dice.integers(len(names), size=_AUTHORS) for _ in range(2))
        self.authors = np.array(
            [f"{names[a].capitalize()} {names[b].capitalize()}" for a, b in zip(first, last, strict=True)], dtype=object
        )
        self.tags = np.array(names[-_TAGS:], dtype=object)

    def source(self, numbers: Numbers) -> Numbers:
        return np.searchsorted(self._source_until, _chance(numbers, 1))

    def phrases(self, numbers: Numbers, words: int, salt: int) -> list[str]:
        """A title or a summary: `words` words, the first with a capital."""
        ranks = [np.searchsorted(self._writer.until, _chance(numbers, salt + at)) for at in range(words)]
        chosen = np.stack([self._writer.plain[rank] for rank in ranks], axis=1)
        return [" ".join(row).capitalize() for row in chosen.tolist()]

    def urls(self, numbers: Numbers) -> list[str]:
        """Addresses as news sites have them: a host, a section, words of the title, a number."""
        sources = self.sources[self.source(numbers)].tolist()
        sections = self.tags[(_chance(numbers, 2) * 12).astype(np.int64)].tolist()
        slugs = [title.lower().replace(" ", "-") for title in self.phrases(numbers, 6, salt=100)]
        parts = zip(sources, sections, slugs, numbers.tolist(), strict=True)
        return [f"https://www.{source}.example/{section}/{slug}-{number}" for source, section, slug, number in parts]

    def people(self, numbers: Numbers) -> tuple[Numbers, Numbers, npt.NDArray[np.object_]]:
        """Row, position and name: none to three an article, a few people write most of them."""
        rows, position = several(np.array([0, 1, 1, 1, 1, 1, 1, 2, 2, 3])[(_chance(numbers, 3) * 10).astype(np.int64)])
        chosen = (_chance(numbers[rows] * 8 + position, 4) ** 2 * _AUTHORS).astype(np.int64)
        return rows, position, self.authors[chosen]

    def topics(self, numbers: Numbers) -> tuple[Numbers, Numbers, npt.NDArray[np.object_]]:
        """Row, position and tag: none to eight an article."""
        rows, position = several((_chance(numbers, 5) * 9).astype(np.int64))
        chosen = (_chance(numbers[rows] * 16 + position, 6) ** 3 * _TAGS).astype(np.int64)
        return rows, position, self.tags[chosen]


def several(counts: Numbers) -> tuple[Numbers, Numbers]:
    """Each row as often as it counts, and the place within it from 0."""
    rows = np.repeat(np.arange(counts.size), counts)
    return rows, np.arange(rows.size) - np.repeat(np.cumsum(counts) - counts, counts)


def _chance(numbers: Numbers, salt: int) -> npt.NDArray[np.float64]:
    """0 to 1, always the same for the same number and salt (the finaliser of SplitMix64)."""
    mixed = (numbers.astype(np.uint64) * np.uint64(1_000_003) + np.uint64(salt)) * _MIXED
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))).astype(np.float64) / 2.0**64
