"""Bytes to text: what is valid UTF-8 is UTF-8, then the labels, then few faults, then a guess."""

from __future__ import annotations

import codecs

import hypothesis
import pytest
from hypothesis import strategies as st

from tasks.files.charset import decode

GERMAN = "Der Bürgermeister äußerte sich nicht über die Maßnahmen, die am Dienstag beschlossen wurden. " * 4
JAPANESE = "日本語の新聞記事です。政府は新しい計画を発表した。" * 4
RUSSIAN = "Правительство объявило о новом плане развития экономики страны во вторник. " * 4


def label(charset: str) -> str:
    return f"text/html; charset={charset}"


@pytest.mark.parametrize(
    ("bom", "encoding", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
    ],
)
def test_a_byte_order_mark_decides_against_every_label_and_is_taken_off(bom, encoding, charset):
    decoded = decode(bom + JAPANESE.encode(encoding), label("iso-8859-1"))
    assert (decoded.text, decoded.charset, decoded.replaced) == (JAPANESE, charset, 0)


@pytest.mark.parametrize(
    "claim", ["iso-8859-1", "windows-1252", "shift_jis", "koi8-r", "us-ascii", "nonsense", "utf-8", ""]
)
def test_utf_8_is_read_as_utf_8_whatever_it_is_called(claim):
    decoded = decode(GERMAN.encode(), label(claim))
    assert (decoded.text, decoded.charset, decoded.replaced) == (GERMAN, "utf-8", 0)


@pytest.mark.parametrize(
    ("text", "claim", "charset"),
    [
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "Shift-JIS", "cp932"),
        (JAPANESE, "x-sjis", "cp932"),
        (JAPANESE, "euc-jp", "euc_jp"),
        (JAPANESE, "iso-2022-jp", "iso2022_jp"),
        (RUSSIAN, "windows-1251", "cp1251"),
        (RUSSIAN, "KOI8-R", "koi8-r"),
        (GERMAN, "iso-8859-1", "cp1252"),
        (GERMAN, "latin1", "cp1252"),
        ("政府星期二宣布了新的经济计划", "gb2312", "gb18030"),
        ("政府星期二宣佈了新的經濟計劃", "big5", "big5"),
        ("정부는 화요일 새로운 경제 계획을 발표했다", "euc-kr", "cp949"),
    ],
)
def test_other_encodings_are_read_by_their_label_in_header_or_page(text, claim, charset):
    payload = text.encode(charset)
    in_header = decode(payload, label(claim))
    in_page = decode(f'<meta charset="{claim}">'.encode("ascii") + payload)
    assert (in_header.text, in_header.charset, in_header.replaced) == (text, charset, 0)
    assert (in_page.text.removeprefix(f'<meta charset="{claim}">'), in_page.charset) == (text, charset)


@pytest.mark.parametrize(
    "start",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "<META CHARSET=windows-1251>",
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_a_page_names_its_encoding_in_several_ways(start):
    decoded = decode((start + RUSSIAN).encode("cp1251"))
    assert (decoded.text, decoded.charset) == (start + RUSSIAN, "cp1251")


def test_the_header_goes_before_the_page():
    page = f'<meta charset="koi8-r">{RUSSIAN}'
    assert decode(page.encode("cp1251"), label("windows-1251")).text == page


def test_a_label_that_the_bytes_contradict_is_passed_over_for_the_next():
    page = f'<meta charset="shift_jis">{JAPANESE}'
    assert decode(page.encode("cp932"), label("euc-jp")).text == page


@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        "The company said it didn’t expect any change. " + "Officials declined to comment. " * 30,
        "“Quoted,” she said — it’s fine and the café is open. ",
        "Caf\u00e9",
        "Le président a été réélu à l’unanimité, selon les résultats publiés mardi soir. ",
        "El niño comió mañana en España. Según él, así será la próxima reunión en Málaga. ",
        "A decisão não foi comunicada à população até à manhã de terça-feira. ",
        "Regeringen säger att förslaget inte påverkar svenska företag på kort sikt. ",
        "Prezzi da 5 € a 10 €: la città è già più cara. ",
    ],
)
@pytest.mark.parametrize("claim", [None, "utf-8"])
def test_western_text_is_windows_1252_where_no_label_or_a_wrong_one_helps(text, claim):
    decoded = decode(text.encode("cp1252"), claim and label(claim))
    assert (decoded.text, decoded.charset, decoded.replaced) == (text, "cp1252", 0)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        ("Η κυβέρνηση ανακοίνωσε νέο οικονομικό σχέδιο για τις μικρές επιχειρήσεις. " * 4, "cp1253"),
        ("הממשלה הודיעה ביום שלישי על תוכנית כלכלית חדשה. " * 4, "cp1255"),
        ("أعلنت الحكومة يوم الثلاثاء خطة اقتصادية جديدة لمساعدة الشركات الصغيرة. " * 4, "cp1256"),
        ("Vláda oznámila v úterý nový plán, který má pomoci malým podnikům překonat krizi. " * 4, "cp1250"),
        ("政府星期二宣布了新的经济计划，以帮助小企业度过危机。" * 4, "gb18030"),
        ("정부는 화요일 중소기업이 위기를 극복하도록 돕는 새로운 계획을 발표했다. " * 4, "cp949"),
    ],
)
def test_other_text_without_a_label_is_recognised_by_its_bytes(text, encoding):
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("claim", [None, "utf-8", "iso-8859-1"])
def test_a_few_broken_bytes_in_utf_8_cost_those_characters_only(claim):
    decoded = decode((GERMAN + "#" + GERMAN + "#" + GERMAN).encode().replace(b"#", b"\xff"), claim and label(claim))
    assert (decoded.text, decoded.charset, decoded.replaced) == (
        GERMAN + "\ufffd" + GERMAN + "\ufffd" + GERMAN,
        "utf-8",
        2,
    )


def test_a_text_in_utf_8_that_was_cut_inside_a_character_loses_that_one():
    decoded = decode("“Words” and “words”, “words” and “words”".encode()[:-1])
    assert (decoded.text, decoded.replaced) == ("“Words” and “words”, “words” and “words\ufffd", 1)


@pytest.mark.parametrize(
    "claim",
    ["zlib", "bz2", "uu", "quopri", "undefined", "hex", "base64", "rot13", "idna", "unicode_escape", "x" * 5000, "ü"],
    ids=lambda claim: claim[:16],
)
def test_a_label_that_names_no_encoding_of_text_is_no_label(claim):
    assert decode("Café".encode("cp1252"), label(claim)).text == "Café"


@hypothesis.settings(deadline=None, derandomize=True, max_examples=150)
@hypothesis.given(
    payload=st.binary(max_size=300), claim=st.none() | st.sampled_from(["utf-8", "cp1252", "shift_jis", "hz", "big5"])
)
def test_any_bytes_become_text_with_the_faults_counted(payload, claim):
    decoded = decode(payload, claim and label(claim))
    assert decoded.replaced in (0, decoded.text.count("\ufffd"))
    assert decoded.text == decoded.text.encode("utf-8").decode("utf-8")


@hypothesis.settings(deadline=None, derandomize=True, max_examples=150)
@hypothesis.given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=200))
def test_every_text_in_utf_8_is_read_as_it_was_written(text):
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
def test_utf8_that_was_encoded_twice_is_read_as_it_was(taken_for):
    text = "It isn\u2019t \u201ca caf\u00e9\u201c \u2013 it\u2019s a bar, the caf\u00e9\u2019s owner said."
    twice = text.encode().decode(taken_for).encode()
    assert decode(twice).text == text


@pytest.mark.parametrize(
    "text", ["Ã€ la carte, «â la», â€œ", "Größe, façade, naïve: Â« café Â»", "A â\u0080\u0099 alone"]
)
def test_text_that_only_looks_so_here_and_there_stays(text):
    assert decode(text.encode()).text == text
