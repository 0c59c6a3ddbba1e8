"""Lines that are none of an article's text go, wherever they stand; sentences that only sound like them stay."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.clean.page.furniture import without_furniture

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
TITLE = "Harbour reopens after storm"
TEXT = [
    "The council met on Tuesday and agreed to reopen the harbour after sixteen months of work.",
    "The mayor called it a day for the whole coast, and thanked the crews.",
    "Ferries to the islands will sail again from June, said the port.",
    "Forty thousand passengers are expected this year.",
    "The quay was damaged by the storm of November 2024.",
    "Its repair cost nine million, a third less than was feared.",
]


def kept(lines: list[str]) -> list[str]:
    return without_furniture(lines, [TITLE, None], ["Ana Ruiz", "Tom Okafor"], NOW)


@pytest.mark.parametrize(
    "top",
    [
        [TITLE],
        ["HARBOUR RE-OPENS AFTER STORM"],
        ["Port Ellerby: Harbour reopens after storm"],
        ["News", "- Local", TITLE],
        ["By Ana Ruiz"],
        ["Von Ana Ruiz und Tom Okafor"],
        ["Ana Ruiz, Tom Okafor"],
        ["2 April 2026"],
        ["Stand: 02.04.2026, 06:00 Uhr"],
        ["Sunday, 8 March 2026; corrected on Saturday, 14 March"],
        ["1 April 2026 – 3 minutes"],
        [TITLE, "By Tom Okafor", "Published on 1 April 2026"],
        ["3 min read"],
        ["Lesedauer: 4 Minuten"],
        ["Tempo de leitura: 1 minuto"],
    ],
)
def test_at_the_top_titles_names_dates_and_reading_times_are_furniture(top):
    assert kept([*top, *TEXT]) == TEXT


@pytest.mark.parametrize(
    "end",
    [
        ["© 2026 The Courier. All rights reserved."],
        ["Quelle: dpa"],
        ["(rui/afp)"],
        ["mit dpa"],
        ["With files from The Northern Ledger"],
        ["Reporting by Ana Ruiz; editing by Tom Okafor"],
        ["desk@courier.example"],
        ["Ana Ruiz"],
        ["Sign up for our morning letter, it is free.", "© The Courier"],
        ["The Courier’s newsletter brings you the harbour every Friday."],
        ["Related stories:"],
    ],
)
def test_at_the_end_credits_marks_and_invitations_are_furniture(end):
    assert kept([*TEXT, *end]) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Ferries sail again from June",
        "RELATED: Ferries sail again from June",
        "Lesen Sie auch: Fähren fahren wieder",
        "À lire aussi Les ferries reprennent",
        "Subscribe to the Courier for more of this.",
        "Photo: Ana Ruiz",
        "Advertisement",
        "We may earn a commission if you buy through links on this page.",
    ],
)
def test_between_paragraphs_invitations_captions_and_notices_are_furniture(line):
    assert kept([*TEXT[:3], line, *TEXT[3:]]) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "By 2030 the harbour will be twice as deep, the mayor said.",
        "Many who subscribe to the ferry’s season ticket asked for their money back.",
        "On Wednesday, 2 April 2026, the gates will be opened for everybody.",
        "Photographs of the storm hang in the hall.",
        "The copyright in the plans is the port’s.",
    ],
)
def test_sentences_that_only_sound_like_furniture_are_text(line):
    assert kept([line, *TEXT]) == [line, *TEXT]
    assert kept([*TEXT, line]) == [*TEXT, line]


def test_an_article_about_newsletters_keeps_its_end():
    about = [f"Newsletter number {number} of the port has a thousand readers." for number in range(12)]
    assert kept(about) == about


def test_a_long_paragraph_is_text_whatever_it_says():
    long = "Subscribe to our newsletter. " * 12
    assert kept([*TEXT, long]) == [*TEXT, long]


def test_a_page_of_nothing_but_furniture_is_left_for_the_checks_to_see():
    assert kept([TITLE, "Subscribe to read on."]) == ["Subscribe to read on."]
