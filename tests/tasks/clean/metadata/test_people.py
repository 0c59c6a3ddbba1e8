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
        ("Authored by: Ana Ruiz", ["Ana Ruiz"]),
        ("ByAna Ruiz", ["Ana Ruiz"]),
        ("Written byAna Ruiz", ["Ana Ruiz"]),
        ("Byron Ruiz", ["Byron Ruiz"]),
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
        ("Staff Writer | Ana Ruiz", ["Ana Ruiz"]),
        ("Ana Ruiz | Climate Researcher", ["Ana Ruiz"]),
        ("Staff Writer", ["Staff Writer"]),
        ("Ana Ruiz ∙ Paid", ["Ana Ruiz"]),
        ("Ana Ruiz, Dec", ["Ana Ruiz"]),
        ("Sat", []),
        ("Autor: Ana Ruiz | Datum", ["Ana Ruiz"]),
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


ANA = ["Ana Ruiz"]


@pytest.mark.parametrize(
    "byline",
    [
        "Artikel von: Ana Ruiz", "Eine Kolumne von Ana Ruiz", "Blog Beitrag von Ana Ruiz", "Article by Ana Ruiz",
        "Publié par Ana Ruiz",
        "Propos recueillis par Ana Ruiz", "Rédigé par Ana Ruiz", "De notre correspondante Ana Ruiz",
        "Texte : Ana Ruiz", "Escrito por Ana Ruiz",
        "Por: Ana Ruiz", "Redacción: Ana Ruiz", "a cura di Ana Ruiz", "A cura di: Ana Ruiz", "Testo di Ana Ruiz",
        "dal nostro inviato Ana Ruiz",
        "Door: Ana Ruiz", "Geschreven door Ana Ruiz", "Af: Ana Ruiz", "Skrevet af Ana Ruiz", "Av: Ana Ruiz",
        "Skriven av Ana Ruiz",
        "Kirjoittaja: Ana Ruiz", "Teksti: Ana Ruiz", "Autor: Ana Ruiz", "Tekst: Ana Ruiz", "Opracowanie: Ana Ruiz",
        "oprac. Ana Ruiz",
        "Napsala: Ana Ruiz", "Napsal Ana Ruiz", "Piše: Ana Ruiz", "Szerző: Ana Ruiz", "Írta: Ana Ruiz",
        "Scris de Ana Ruiz", "Yazan: Ana Ruiz",
        "Haber: Ana Ruiz", "Oleh Ana Ruiz", "Penulis: Ana Ruiz", "Tác giả: Ana Ruiz", "Автор: Ana Ruiz",
        "Текст: Ana Ruiz", "Συντάκτης: Ana Ruiz",
        "Γράφει η Ana Ruiz", "بقلم: Ana Ruiz", "كتبت Ana Ruiz", "نویسنده: Ana Ruiz", "מאת: Ana Ruiz", "लेखक: Ana Ruiz",
        "โดย Ana Ruiz",
    ],
)  # fmt: skip
def test_a_byline_names_its_writer_in_many_languages(byline):
    assert people([byline]) == ANA


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("홍길동 선임기자 hong@a.example", ["홍길동"]),
        ("[서울=통신] 홍길동 기자 = ", ["홍길동"]),
        ("기자 홍길동", ["홍길동"]),
        ("취재=홍길동 기자", ["홍길동"]),
        ("홍길동·김영희 기자", ["홍길동", "김영희"]),
        ("記者 王小明", ["王小明"]),
        ("記者王小明／台北報導", ["王小明"]),
        ("新华社记者王小明", ["王小明"]),
        ("记者 王小明 李大力", ["王小明", "李大力"]),
        ("作者: 王小明 编辑: 李大力", ["王小明"]),
        ("文/王小明 圖/李大力", ["王小明"]),
        ("責任編輯：李大力", []),
        ("【田中太郎】", ["田中太郎"]),
        ("田中太郎、鈴木花子", ["田中太郎", "鈴木花子"]),
        ("取材・文＝田中太郎", ["田中太郎"]),
        ("田中太郎（たなか・たろう）", ["田中太郎"]),
        ("文在寅", ["文在寅"]),
    ],
)
def test_bylines_of_east_asia_are_names(byline, names):
    assert people([byline]) == names


@pytest.mark.parametrize(
    "byline",
    [
        "Text: Ana Ruiz Foto: Tom Okafor", "Text und Fotos: Ana Ruiz", "Texto Ana Ruiz Fotos Tom Okafor",
        "Teksti: Ana Ruiz Kuvat: Tom Okafor",
        "Текст: Ana Ruiz Фото: Tom Okafor", "Reporting by Ana Ruiz; Editing by Tom Okafor",
        "Ana Ruiz, foto: Tom Okafor", "Text & Fotos: Ana Ruiz",
    ],
)  # fmt: skip
def test_editors_and_photographers_are_no_writers(byline):
    assert people([byline]) == ANA


@pytest.mark.parametrize(
    "byline",
    [
        "Ana Ruiz - BBC News", "Ana Ruiz, BBC News", "Ana Ruiz Follow", "Follow Ana Ruiz", "Ana Ruiz 3 min read",
        "Mar 12, 2026 Ana Ruiz",
        "Posted by Ana Ruiz on March 12, 2026", "written by Ana Ruiz March 12, 2026", "Ana Ruiz am 12.3.2026",
        "Ana Ruiz »",
    ],
)  # fmt: skip
def test_outlets_dates_and_buttons_beside_a_name_are_no_part_of_it(byline):
    assert people([byline]) == ANA


@pytest.mark.parametrize(
    "button",
    [
        "Log out", "Sign on", "Anmelden", "Abmelden", "Bild vergrößern", "Se connecter", "Agrandir l'image",
        "Iniciar sesión", "Cerrar sesión",
        "Suscríbete", "Accedi", "Inloggen", "Logga in", "Zaloguj się", "Войти", "登录", "ログイン", "로그인",
        "تسجيل الدخول",
        "Entrar", "Copy link",
        "View Comments", "Neueste Beiträge", "Story by", "Kommentare",
    ],
)  # fmt: skip
def test_buttons_are_nobody(button):
    assert people([button]) == []


def test_who_talks_with_whom_are_two():
    assert people(["Ana Ruiz im Gespräch mit Tom Okafor"]) == ["Ana Ruiz", "Tom Okafor"]


@hypothesis.settings(deadline=None, derandomize=True, max_examples=300)
@hypothesis.given(st.lists(st.text(max_size=60), max_size=3))
def test_any_bylines_give_short_names_each_once(bylines):
    names = people(bylines)
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if not 2 <= len(name) <= 80] == []
