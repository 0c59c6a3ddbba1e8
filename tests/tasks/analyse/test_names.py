"""Who is named: people and each of their mentions."""

from __future__ import annotations

import pytest

from tasks.analyse.reading import read


def people(text: str) -> list[tuple[str, list[str]]]:
    reading = read(text, "en")
    return [
        (person.name, [text[m.char_start : m.char_end] for m in reading.mentions if m.number == person.number])
        for person in reading.people
    ]


def test_full_names_surnames_and_short_titles_are_one_person():
    text = "Marian Oduya, 54, opened the bridge. Ms Oduya smiled. “Thank you, Marian Oduya,” said Oduya’s deputy."
    assert people(text) == [("Marian Oduya", ["Marian Oduya", "Ms Oduya", "Marian Oduya", "Oduya"])]


@pytest.mark.parametrize(
    "text",
    [
        "The Harbour Council met on Parliament Square in London on Monday.",
        "PORT ELLERBY—British Sailors met the Board of Trade.",
        "Strike Over As Dockers Back Safety Deal In Port Ellerby",
        "Meanwhile Tharn waited. Because Ellerby had no boats, nobody came.",
    ],
)
def test_places_organisations_headlines_and_first_words_are_nobody(text: str):
    assert people(text) == []


def test_capitals_and_titles_are_taken_off():
    assert [name for name, _ in people("MARIAN Oduya has resigned. Captain Corwin Haldane stays.")] == [
        "Marian Oduya",
        "Corwin Haldane",
    ]


def test_a_surname_that_two_people_have_is_the_latest_of_them():
    text = "Anna Reed and Paul Reed spoke. Paul Reed laughed. Mr Reed left. Mrs Reed stayed."
    assert dict(people(text)) == {
        "Anna Reed": ["Anna Reed", "Mrs Reed"],
        "Paul Reed": ["Paul Reed", "Paul Reed", "Mr Reed"],
    }
