"""Text as paragraphs: white space put in order, impossible characters out, offsets, dateline, short first line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element, tostring

# C0 and C1 controls, lone surrogates, non-characters: no text has them, and neither Parquet nor DuckDB takes all of
# them.
_IMPOSSIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028]")
_ORDINARY = re.compile(r"[ -~\n\t\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*+")
"""All that none of the patterns here would change."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BLANK_LINE = re.compile(r"\n[ \t\u00a0\u3000]*(?:\n[ \t\u00a0\u3000]*)+")

# "LONDON—", "LONDON (Reuters) -", "SAN JOSÉ, Costa Rica (AP) —", "PARIS, 3 May –": a place in capitals, perhaps more, a
# dash.
_DATELINE = re.compile(
    r"""\s*
    (?P<place>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.\- ]{1,38}[A-ZÀ-ÖØ-Þ.]      # LONDON, NEW YORK, ST. JOHN'S
      (?:,\s(?!\w{3,9}\.?\s\d)[A-ZÀ-ÖØ-Þ][\w'’.\- ]{1,30})?)       # , Costa Rica, but not: , May 3
    (?:,\s[A-Z]?\w{0,8}\.?\s?\d{1,2}(?:\s[A-Z]\w{2,8})?(?:,?\s\d{4})?)?  # , May 3 / , 3 May 2024
    \s?(?:\([^()]{2,30}\))?                                          # (Reuters)
    \s?(?:[—–―]|--?\s)                                               # the dash
    """,
    re.VERBOSE,
)
_NO_PLACES = frozenset(
    [
        "AFP",
        "ANALYSIS",
        "BREAKING",
        "BREAKING NEWS",
        "CNN",
        "CORRECTION",
        "EDITORIAL",
        "EXCLUSIVE",
        "LIVE",
        "OPINION",
        "REUTERS",
        "UPDATE",
        "UPDATED",
        "VIDEO",
        "WATCH",
    ]
)
_NOT_LETTERS, _NOT_WORD = re.compile(r"[\W_]+"), re.compile(r"[^\w ]+")
# Of bytes in UTF-8 those of ASCII, which most texts are made of: a table is many times as fast as a pattern.
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_SMALL = bytes(range(256)).lower()
_SMALL_APART = bytes(32 if code in _NO_LETTERS.replace(b"_", b"") else small for code, small in enumerate(_SMALL))
_WESTERN = re.compile(r"[\x00-\u0dff\u2000-\u206f]*+")
"""Nothing of a script that is written without spaces, but for a few others: far faster than looking for these."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?…:;,]['\"’”»)]*$")


def cleaned(text: str) -> str:
    r"""The text without characters that no text has: line ends as \\n, lone surrogates as U+FFFD, controls gone."""
    text = text.replace("\r\n", "\n")
    if _ORDINARY.fullmatch(text):
        return text  # nearly always, and one look over a whole page costs a sixth of three
    text = _LINE_END.sub("\n", text).replace("\u2029", "\n\n")
    return _IMPOSSIBLE.sub("", _SURROGATE.sub("\ufffd", text))


def line(text: str | None) -> str | None:
    """One line with single spaces, or None where nothing is left: for titles, names, places."""
    return " ".join(cleaned(text).split()) or None if text else None


def text_in(element: _Element) -> str:
    """All text below an element as it stands in the markup. Several times as fast as joining its itertext."""
    if not len(element):
        return element.text or ""
    text: str = tostring(element, method="text", encoding="unicode", with_tail=False)
    return text


def words_in(element: _Element) -> str:
    """All text below an element on one line."""
    return " ".join(text_in(element).split())


def letters_of(text: str) -> str:
    """Nothing but letters and digits, without case: what is the same in any typesetting."""
    if text.isascii():
        return text.encode().translate(_SMALL, _NO_LETTERS).decode()
    utf8 = text.casefold().encode("utf-8", "surrogatepass").translate(None, _NO_LETTERS)
    return _NOT_LETTERS.sub("", utf8.decode("utf-8", "surrogatepass"))


def words_of_text(text: str) -> list[str]:
    """Runs of letters, digits and underscores in their order, without case."""
    if text.isascii():
        return text.encode().translate(_SMALL_APART).decode().split()
    utf8 = text.casefold().encode("utf-8", "surrogatepass").translate(_SMALL_APART)
    return _NOT_WORD.sub(" ", utf8.decode("utf-8", "surrogatepass")).split()


def holds_any(text: str, parts: Iterable[str]) -> bool:
    """Whether one of the parts stands in a text. A loop, because a generator takes twice as long."""
    for part in parts:  # noqa: SIM110
        if part in text:
            return True
    return False


def weight_of(text: str) -> float:
    """Its length; a character of a script that is written without spaces counts as 2.8."""
    return len(text) if _WESTERN.fullmatch(text) else len(text) + 1.8 * len(_UNSPACED.findall(text))


def paragraphs_of(text: str) -> list[str]:
    """Paragraphs of plain text: blank lines part them; line breaks inside one stay, unless they are those of a
    typewriter. A text without blank lines but with several long lines has a paragraph a line.
    """
    blocks = _BLANK_LINE.split(cleaned(text).strip())
    if len(blocks) == 1 and _lines_are_paragraphs(blocks[0]):
        blocks = blocks[0].split("\n")
    lines = ([_SPACES.sub(" ", row).strip() for row in block.split("\n")] for block in blocks)
    return [text for rows in lines if (text := (" " if _is_wrapped(rows) else "\n").join(rows).strip())]


def _is_wrapped(rows: list[str]) -> bool:
    """Rows of one sentence broken at a width: all but the last about as long as each other. Verses and lists are
    uneven.
    """
    full = [len(row) for row in rows[:-1]]
    return bool(full) and min(full) >= 40 and max(full) <= 100


def _lines_are_paragraphs(block: str) -> bool:
    """Hard-wrapped lines are of one width; paragraphs on a line each are long and uneven."""
    rows = [row for row in block.split("\n") if row.strip()]
    return len(rows) > 2 and max(map(len, rows)) > 200


def joined(paragraphs: Iterable[str]) -> tuple[str, list[dict[str, int]]]:
    """The body (paragraphs with a blank line between) and the offsets of each paragraph in it, in code points."""
    offsets, at = [], 0
    kept = list(paragraphs)
    for paragraph in kept:
        offsets.append({"char_start": at, "char_end": at + len(paragraph)})
        at += len(paragraph) + 2
    return "\n\n".join(kept), offsets


def place_of(paragraphs: list[str]) -> str | None:
    """The place of the dateline, which begins the text, or stands after a standfirst. One word that stands in capitals
    further down as well is a name that is always written so, such as NASA.
    """
    for at, text in enumerate(paragraphs[:2]):
        if place := dateline_place(text):
            word = text.split(maxsplit=1)[0].rstrip("—–―-,")
            rest = "\n".join([text[len(word) :], *paragraphs[at + 1 :]])
            is_name = place.casefold() == word.casefold() and re.search(rf"\b{re.escape(word)}\b", rest) is not None
            return None if is_name else place
    return None


def dateline_place(paragraph: str) -> str | None:
    """The place of a dateline that begins a text, as people write it: "LONDON—British Jews" -> "London"."""
    match = _DATELINE.match(paragraph)
    if not match:
        return None
    city, comma, rest = match["place"].strip().partition(",")
    if len(city) < 3 or city.endswith(".") or city in _NO_PLACES:
        return None
    return _title_case(city) + comma + rest


def _title_case(city: str) -> str:
    # The S of ST. JOHN'S is no word of its own, the AQUILA of L'AQUILA is.
    return re.sub(r"(?P<ending>(?<=\w['’])[^\W\d_]\b)|[^\W\d_]+", _capital, city)


def _capital(word: re.Match[str]) -> str:
    return word[0].lower() if word["ending"] else word[0].capitalize()


def first_line_as_title(paragraphs: list[str]) -> str | None:
    """The first paragraph where it is a heading: one short line, no end of sentence, and more text after it."""
    first = paragraphs[0] if paragraphs else ""
    if len(paragraphs) < 2 or "\n" in first or not 3 <= len(first) <= 120 or _SENTENCE_END.search(first):
        return None
    return first if len(paragraphs[1]) > len(first) // 2 else None
