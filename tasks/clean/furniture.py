"""Lines that stand around and between the paragraphs of an article and are none of its text.

At the top: the title once more, the date, the byline, the reading time. At the end: credits, copyright, marks of agencies.
Anywhere: invitations to subscribe, follow, download or read something else. All are short lines; what is told in whole
sentences of some length is believed to be text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from tasks.clean.instants import Implausible, instant

_TOP = 8
"""Lines from the top in which a title is looked for."""
_EDGE = 4
"""Lines from the top, and from the end, that may be furniture by their form alone."""
_INVITATION = 320
"""Characters of the longest invitation."""
_NOT_LETTERS = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[.!?…。！？:;]['\"’”»)\]]*$")

_UPDATED = re.compile(
    r"[;,|·–—-].*|^\W*(published|updated|posted|last updated|stand|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado)\b:?",
    re.IGNORECASE,
)
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
    r"^[(\[]?\w{2,8}([/,] ?\w{2,8}){0,3}[)\]]?$|^\W*\S+@\S+\W*$|^(mit|avec|con) (dpa|afp|sda|ap|efe|reuters)\W*$"
)
_ELSEWHERE = re.compile(
    r"^\W*(read (more|also|next|on)|also read|more:|related( (reading|content|articles?|stories|posts?))?\b|recommended( reading)?:"
    r"|see also|you (may|might) also like|most read|more trending|explore further|what to read next|don.t miss"
    r"|(lesen|sehen) sie auch|lesen sie (mehr|dazu)|lies auch|zum weiterlesen|zum artikel|mehr (zum thema|themen)|auch interessant"
    r"|(das (thema )?)?(könnte|dürfte)\b.{0,20}\binteressieren|ähnliche( artikel)?:|passend dazu"
    r"|(à )?lire (aussi|également)|sur le même sujet|leggi anche|potrebbe interessarti|lea también|lee también|te puede interesar"
    r"|notas? relacionadas?|noticias? relacionadas?|leia (também|mais)|veja também|saiba mais|lees ook|läs också|les også|læs også"
    r"|czytaj (też|także|więcej)|zobacz (też|także)|přečtěte si|čtěte také|читайте также|ilginizi çekebilir|關連|関連記事|相关阅读)(?!\w)",
    re.IGNORECASE,
)
_JOIN = re.compile(
    # As imperatives, which begin their sentence; an article about subscriptions says it in the middle of one.
    r"(?:^|[.!?…:] )\W*(?:(?:please|click here to|bitte|jetzt|hier|hol dir|schon) )?"
    r"(?:subscribe (?:to|now|today|for)|sign (?:up|in)\b|log in to|join our|get (?:the|our|all the) (?:latest|best|day.s|top)|follow us|stay informed|stay up to date"
    r"|download (?:the|our) .{0,40}\bapps?\b|rate this article|get in touch|tell us what|do you have a (?:story|tip)"
    r"|abonnieren?\b|abonnez|inscrivez|suivez.nous|melden? (?:dich|sie sich)|folgen? (?:uns|sie uns|du)|testen sie|lesen sie .{0,40} (?:app|newsletter)"
    r"|suscr[ií]b[ei]\w*|s[ií]g[ua]enos|iscriviti|seguici|inscreva-se|assine|siga-nos|zapisz się|abone ol)",
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    r"newsletter|subscri(?:be|ption)|sign up|whatsapp|telegram|facebook|instagram|in your inbox|posteingang|abonn(?:ier|ement|ez)"
    r"|e-?paper|our app\b|comment policy|suscr[ií]|kostenlos testen|有料会員|無料会員|会員登録",
    re.IGNORECASE,
)
"""What invitations are about. Believed only near the end, and where the article is not about the same."""
_ADDRESSED = re.compile(
    r"\b(?:you|your|us|our|here|now|free|du|dich|dir|dein\w*|sie|ihre?n?|uns|unser\w*|hier|jetzt|kostenlos\w*|vous|votre|nous|nos|ici|tu|te|su|nuestr\w+|aquí"
    r"|gratis|qui|nosotros|nostr\w+|você|nosso\w*|noss\w+|every|daily|weekly|jeden|täglich|wöchentlich)\b|[\u3040-\u30ff]",
    re.IGNORECASE,
)
"""Invitations speak to their reader; reports about subscriptions do not."""
_TAIL = 6
_SUBJECT = 4
"""Lines that name it, from which on it is what the article is about."""
_OFFER = re.compile(
    r"\b(?:affiliate (?:links?|marketer)|earn (?:a |from )?(?:commission|qualifying)|we may (?:receive|earn)|receive compensation)\b"
    r"|^\W*(?:advertisement|anzeige|werbung|publicidad|publicité|publicidade|reklame?|article content|story continues below|passer la publicité|embed"
    r"|link copied|copy link|teilen|share this(?: article| story| page| post)?|compartir|partager|condividi)\W*\d*\W*$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^\W*(?:photos?|fotos?|image|picture|pictured|bild|abbildung|фото)(?: by| credit)?(?::| (?:left|right|above|below)\b)",
    re.IGNORECASE,
)


def without_furniture(
    paragraphs: Sequence[str], titles: Sequence[str | None], authors: Sequence[str], now: datetime
) -> list[str]:
    """The paragraphs without those that repeat a title, date or byline at the top, credit at the end, or invite elsewhere."""
    known = [letters for title in titles if title and (letters := _letters(title))]
    kept = _below_title(list(paragraphs), known)
    names = [_letters(name) for name in authors]
    kept = [text for at, text in enumerate(kept) if at >= _EDGE or not _heads(text, names, now)]
    tail = len(kept) - _TAIL
    is_subject = sum(bool(_MEMBERS.search(text)) for text in kept[: max(tail, 0)]) >= _SUBJECT
    kept = [text for at, text in enumerate(kept) if not _invites(text, may_join=at >= tail and not is_subject)]
    while kept and _ends(kept[-1], names):
        kept.pop()
    return kept


def _below_title(paragraphs: list[str], titles: list[str]) -> list[str]:
    """Without the title, and what short lines stand above it: section names, breadcrumbs."""
    for at in range(min(_TOP, len(paragraphs)) - 1, -1, -1):
        if any(_repeats(_letters(paragraphs[at]), title) for title in titles):
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
    letters = _letters(_BYLINE.sub("", text))
    for name in names:
        letters = letters.replace(name, "")
    named = len(_letters(text)) - len(letters)
    return bool(names) and named > 0 and len(letters) <= 12 and not text.endswith(".")


def _is_date(text: str, now: datetime) -> bool:
    if len(text) > 80 or text.endswith(".") or not re.search(r"\d", text):
        return False
    try:
        return any(instant(part, now) is not None for part in (text, _UPDATED.sub("", text)))
    except Implausible:
        return False


def _ends(text: str, names: list[str]) -> bool:
    if len(text) > _INVITATION:
        return False
    if _CREDIT.search(text) or (len(text) < 24 and _AGENCY.search(text)):
        return True
    return len(text) < 80 and (_is_byline(text, names) or text.endswith((":", "：")))


def _invites(text: str, *, may_join: bool) -> bool:
    if len(text) > _INVITATION:
        return False
    if len(text) < 160 and (_ELSEWHERE.search(text.removeprefix("- ")) or _CAPTION.search(text)):
        return True
    return bool(
        _JOIN.search(text) or _OFFER.search(text) or (may_join and _MEMBERS.search(text) and _ADDRESSED.search(text))
    )


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text.casefold())
