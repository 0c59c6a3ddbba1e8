"""Bylines to names."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies as st

from tasks.clean.metadata.people import people


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ana Ruiz", ["Ana Ruiz"]),
        ("By Ana Ruiz", ["Ana Ruiz"]),
        ("BY ANA RUIZ", ["ANA RUIZ"]),
        ("by: Ana Ruiz", ["Ana Ruiz"]),
        ("Written by Ana Ruiz", ["Ana Ruiz"]),
        ("Story by Ana Ruiz; photographs by Tom Okafor", ["Ana Ruiz", "Tom Okafor"]),
        ("Author: Ana Ruiz", ["Ana Ruiz"]),
        ("By Ana Ruiz and Tom Okafor", ["Ana Ruiz", "Tom Okafor"]),
        ("Ana Ruiz & Tom Okafor", ["Ana Ruiz", "Tom Okafor"]),
        ("Ana Ruiz; Tom Okafor", ["Ana Ruiz", "Tom Okafor"]),
        ("Ana Ruiz | Tom Okafor • Li Wei", ["Ana Ruiz", "Tom Okafor", "Li Wei"]),
        ("Von Max Mustermann und Erika Musterfrau", ["Max Mustermann", "Erika Musterfrau"]),
        ("Par Jean Dupont et Marie Curie", ["Jean Dupont", "Marie Curie"]),
        ("Par Jean Dupont avec AFP", ["Jean Dupont", "AFP"]),
        ("Por Ana Ruiz y Luis Gómez", ["Ana Ruiz", "Luis Gómez"]),
        ("Av Kari Nordmann og Ola Nordmann", ["Kari Nordmann", "Ola Nordmann"]),
        ("Por Ana Ruiz / Enviada especial", ["Ana Ruiz"]),
        ("Par Jean Dupont, envoyé spécial", ["Jean Dupont"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("王小明", ["王小明"]),
    ],
)
def test_bylines_of_several_languages_are_names(byline, names):
    assert people([byline]) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ana Ruiz, Tom Okafor, Li Wei", ["Ana Ruiz", "Tom Okafor", "Li Wei"]),
        ("By Ana Ruiz, Tom Okafor and Li Wei", ["Ana Ruiz", "Tom Okafor", "Li Wei"]),
        ("By Ana Ruiz and Tom Okafor, Health Editor", ["Ana Ruiz", "Tom Okafor"]),
        ("Ana Ruiz, Senior Correspondent", ["Ana Ruiz"]),
        ("Ana Ruiz, Berlin", ["Ana Ruiz"]),
        ("Ruiz, Ana", ["Ana Ruiz"]),
        ("Ruiz, Ana; Okafor, Tom", ["Ana Ruiz", "Tom Okafor"]),
        ("Dr. Ana Ruiz, PhD", ["Dr. Ana Ruiz"]),
        ("Reuters, AFP", ["Reuters", "AFP"]),
        ("AP, dpa", ["AP", "dpa"]),
    ],
)
def test_a_comma_parts_people_roles_and_the_halves_of_a_name(byline, names):
    assert people([byline]) == names


@pytest.mark.parametrize(
    "agency", ["Reuters", "AP", "AFP", "Agence France-Presse", "Associated Press", "Reuters Staff"]
)
def test_an_agency_is_an_author(agency):
    assert people([f"By {agency}"]) == [agency]


@pytest.mark.parametrize(
    "name", ["Di Wu", "Par Lager", "Emily Bybee", "Vonda Byrne", "Andy Ender", "Ana Ruiz-Ortega", "Yves Et"]
)
def test_a_name_that_begins_like_a_byline_stays_whole(name):
    assert people([name]) == [name]


@pytest.mark.parametrize(
    "byline",
    [
        "",
        " ",
        "By",
        "by ",
        "-",
        "...",
        "admin",
        "Staff",
        "unknown",
        "null",
        "n/a",
        "https://a.example/ana",
        "@ana",
        "a@a.example",
        "1",
        "x",
    ],
)
def test_what_is_no_name_is_nobody(byline):
    assert people([byline]) == []


@pytest.mark.parametrize(
    "byline", ["Ana Ruiz <ana@a.example>", "Ana Ruiz (ana@a.example)", "Ana Ruiz @ana", "<b>Ana Ruiz</b>"]
)
def test_addresses_handles_and_markup_are_no_part_of_a_name(byline):
    assert people([byline]) == ["Ana Ruiz"]


def test_a_name_counts_once_as_it_was_first_written():
    assert people(["Ana Ruiz", "ANA RUIZ and Tom Okafor"]) == ["Ana Ruiz", "Tom Okafor"]


@hypothesis.settings(deadline=None, derandomize=True, max_examples=300)
@hypothesis.given(st.lists(st.text(max_size=60), max_size=3))
def test_any_bylines_give_short_names_each_once(bylines):
    names = people(bylines)
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if not 2 <= len(name) <= 80] == []
