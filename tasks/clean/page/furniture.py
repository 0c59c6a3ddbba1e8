"""Lines that stand around and between the paragraphs of an article and are none of its text.

At the top: the title once more, the date, the byline, the reading time. At the end: credits, copyright, marks of
agencies. Anywhere: invitations to subscribe, follow, download or read something else (tasks.clean.page.invitations).
All are short lines; what is told in whole sentences of some length is believed to be text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from tasks.clean.page.invitations import without_invitations
from tasks.clean.prose import letters_of
from tasks.dates import DateContext, Timestamp, read_date

_TOP = 8
"""Lines from the top in which a title is looked for."""
_EDGE = 4
"""Lines from the top, and from the end, that may be furniture by their form alone."""
_LONGEST = 320
"""Characters; longer lines are text, whatever they say."""
_SENTENCE = re.compile(r"[.!?…。！？:;]['\"’”»)\]]*$")

_DATED = re.compile(
    r"^\W*(?:(?:published|updated|posted|last updated|stand|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado)\b:?"
    r"(?: (?:on|am|le|el))?)?",
    re.IGNORECASE,
)
_AND_MORE = re.compile(r"(?:(?<!\s)\s+)?(?:[;|·–—]| - ).*")
"""What follows a date on its line: its correction, its hour, its reading time."""
_READING_TIME = re.compile(
    r"^\W*(reading time|lesezeit|lesedauer|tempo d[ei] (leitura|lettura)|tiempo de lectura|temps de lecture|czas czytania)\b.{0,30}$"
    r"|^\W*\d+[ -]?(min\w*\.?|мин\w*) (read\w*|lese\w*|de lect\w+|di lettura|czytania)\W*$"
    r"|^ten tekst przeczytasz\b.{0,40}$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\W*(by|von|par|por|di|door|av|af|przez|text|words|autor\w*|author\w*|redacción|reporting by)\b:?\s",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^\W*(©|\(c\)|copyright\b|all rights reserved|alle rechte|tous droits|todos los derechos|tutti i diritti|materiał chroniony"
    r"|quellen?:|sources?:|fuentes?:|fonti?:|bron:|źródło:|kaynak:|источник:"
    r"|(additional |with )?(reporting|writing|editing) (by|from)|with (files|reports|reporting|information) from|mit material\w* (von|der)"
    r"|mit informationen (von|der)|associated press writers?|our standards:|e-?mail:|follow .{0,40} on (twitter|x|facebook|instagram)\b"
    r"|(write|email|e-mail) (to )?[\w. ]{3,40} at \S+@|tags?:|etiketler|temas\b|reviewed in \d{4}|image: |photos?: |fotos?: )",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"^[(\[]?\w{2,8}([/,] ?\w{2,8}){0,3}[)\]]?$|^\W{0,20}\S{1,100}@\S{1,100}\W{0,20}$|^(mit|avec|con) (dpa|afp|sda|ap|efe|reuters)\W*$"
)


def without_furniture(
    paragraphs: Sequence[str], titles: Sequence[str | None], authors: Sequence[str], now: datetime
) -> list[str]:
    """The paragraphs without those that repeat a title, date or byline at the top, credit at the end, or invite
    elsewhere.
    """
    known = [letters for title in titles if title and (letters := letters_of(title))]
    text = _below_title(list(paragraphs), known)
    names = [letters_of(name) for name in authors]
    kept = without_invitations([line for at, line in enumerate(text) if at >= _EDGE or not _heads(line, names, now)])
    while kept and _ends(kept[-1], names):
        kept.pop()
    return kept or text  # a page of nothing else may be a message: the checks are to see it


def _below_title(paragraphs: list[str], titles: list[str]) -> list[str]:
    """Without the title, and what short lines stand above it: section names, breadcrumbs."""
    for at in range(min(_TOP, len(paragraphs)) - 1, -1, -1):
        if any(_repeats(letters_of(paragraphs[at]), title) for title in titles):
            above = [text for text in paragraphs[:at] if len(text) > 80 or _SENTENCE.search(text)]
            return _below_title(above, titles) + paragraphs[at + 1 :]
    return paragraphs


def _repeats(text: str, title: str) -> bool:
    """Whether one holds the other and not much more."""
    if title in text:
        return len(text) <= 1.8 * len(title)
    return text in title and len(text) >= 0.5 * len(title)


def _heads(text: str, names: list[str], now: datetime) -> bool:
    if len(text) > 120:
        return False
    return bool(_READING_TIME.search(text)) or _is_byline(text, names) or _is_date(text, now)


def _is_byline(text: str, names: list[str]) -> bool:
    """ "By Ana Ruiz" or the bare names of the authors; not a sentence that begins with "By"."""
    letters = letters_of(_BYLINE.sub("", text))
    for name in names:
        letters = letters.replace(name, "")
    named = len(letters_of(text)) - len(letters)
    return bool(names) and named > 0 and len(letters) <= 12 and not text.endswith(".")


def _is_date(text: str, now: datetime) -> bool:
    if len(text) > 80 or text.endswith(".") or not re.search(r"\d", text):
        return False
    date, context = _DATED.sub("", text), DateContext(now, order="day")
    parts = (date, _AND_MORE.sub("", date), date.partition(",")[0])
    return any(isinstance(read_date(part, context), Timestamp) for part in parts)


def _ends(text: str, names: list[str]) -> bool:
    if len(text) > _LONGEST:
        return False
    if _CREDIT.search(text) or (len(text) < 24 and _AGENCY.search(text)):
        return True
    return len(text) < 80 and (_is_byline(text, names) or text.endswith((":", "：")))
