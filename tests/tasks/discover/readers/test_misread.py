"""What a manifest says that nobody can be sure of is left empty, and told."""

from __future__ import annotations

import pytest

from schemas.sources import Source
from tasks.discover.offers import Offer
from tasks.discover.readers.manifest import offers_in_manifest


@pytest.fixture
def read(tmp_path):
    """Reads a manifest of this content: its offers, and what was told without the folder."""

    def read(name: str, content: str, columns: dict[str, str] | None = None) -> tuple[list[Offer], list[str]]:
        path = tmp_path / name
        told: list[str] = []
        path.write_text(content, encoding="utf-8")
        source = Source(name="dump", kind="manifest", location=str(path), columns=columns)
        offers = list(offers_in_manifest(source, path, told.append, lambda _: source))
        return offers, [words.replace(f"{tmp_path}/", "") for words in told]

    return read


def test_dates_that_are_none_or_two_and_languages_that_are_none_are_left_empty_and_told(read, tmp_path):
    values = [("31/02/2026", "en"), ("25/06/2026", "pt-BR"), ("05/06/2026", "English"), ("", ""), ("x" * 70, "")]
    rows = "".join(f"https://a.example/{n},{day},{language}\n" for n, (day, language) in enumerate(values))
    offers, told = read("m.csv", f"url,published,language\n{rows}")
    assert [(offer.known.published, offer.known.language) for offer in offers] == [
        (None, "en"), ("25/06/2026", "pt-BR"), (None, None), (None, None), (None, None),
    ]  # fmt: skip
    assert told == [
        'm.csv, row 1: published "31/02/2026" is no date: left empty',
        'm.csv, row 3: published "05/06/2026" can be read two ways, write 2026-05-06 or 2026-06-05: left empty',
        'm.csv, row 3: language "English" is no language tag, as en or pt-BR: left empty',
        f'm.csv, row 5: published "{"x" * 60}…" is no date: left empty',
    ]
    assert [(offer.reason, offer.detail) for offer in offers[:2]] == [(None, f"{tmp_path}/{told[0]}"), (None, None)]


def test_five_values_that_cannot_be_read_are_told_and_the_others_counted(read):
    row = '{"url": "https://a.example/1", "when": "soon\\ud800"}\n'
    _, told = read("m.jsonl", row * 7, {"url": "url", "published": "when"})
    assert told == [
        *[f'm.jsonl, row {number}: when "soon\\ud800" is no date: left empty' for number in range(1, 6)],
        "m.jsonl: 2 more such values were left empty",
    ]


def test_of_a_row_that_is_refused_only_that_is_told(read):
    [offer], told = read("m.jsonl", '{"published": "soon"}')
    assert (offer.reason, told) == ("bad_row", [])
