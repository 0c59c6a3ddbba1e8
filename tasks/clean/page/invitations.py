"""Lines that invite their reader to something else: to read on elsewhere, to subscribe, to buy; and captions.

The words are those that sites of many languages use; what an article tells about newsletters, in sentences, stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.clean.prose import letters_of

_LONGEST = 320
"""Characters of the longest invitation."""
_LONGEST_POINTER = 160
"""Characters of the longest line that points to another article, or is a caption."""
_LONGEST_NOTICE = 40
_TAIL = 6
"""Lines at the end that may invite without the form of an imperative."""
_SUBJECT = 4
"""Lines before these that name subscriptions: then they are what the article is about."""

_ELSEWHERE = re.compile(
    r"^\W*(read (more|next)(?! about)|read also|also read|more:|related( (reading|content|articles?|stories|posts?))?\b|recommended( reading)?:"
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
    r"(?:^|[.!?…:] )\W{0,10}(?:(?:please|click here to|bitte|jetzt|hier|hol dir|schon) )?"
    r"(?:subscribe (?:to|now|today|for)|sign (?:up|in)\b|log in to|join our|get (?:the|our|all the) (?:latest|best|day.s|top)|follow us|stay informed|stay up to date"
    r"|download (?:the|our) .{0,40}\bapps?\b|rate this article|get in touch|tell us what|do you have a (?:story|tip)"
    r"|abonnieren?\b|abonnez|inscrivez|suivez.nous|melden? (?:dich|sie sich)|folgen? (?:uns|sie uns|du)|testen sie|lesen sie .{0,40} (?:app|newsletter)"
    r"|suscr[ií]b[ei]\w*|s[ií]g[ua]enos|iscriviti|seguici|inscreva-se|assine|siga-nos|zapisz się|abone ol)",
    re.IGNORECASE,
)
_SUBSCRIBING = (
    *(
        "newsletter",
        "subscribe",
        "subscription",
        "sign up",
        "in your inbox",
        "our app",
        "comment policy",
        "whatsapp",
        "telegram",
    ),
    *(
        "facebook",
        "instagram",
        "posteingang",
        "abonnier",
        "abonnement",
        "abonnez",
        "e-paper",
        "epaper",
        "kostenlos testen",
    ),
    *("suscríb", "suscrib", "有料会員", "無料会員", "会員登録"),
)
"""What invitations are about. Believed only near the end, and where the article is not about the same."""
_ADDRESSED = re.compile(
    r"\b(?:you|your|us|our|here|now|free|du|dich|dir|dein\w*|sie|ihre?n?|uns|unser\w*|hier|jetzt|kostenlos\w*|vous|votre|nous|nos|ici|tu|te|su|nuestr\w+|aquí"
    r"|gratis|qui|nosotros|nostr\w+|você|nosso\w*|noss\w+|every|daily|weekly|jeden|täglich|wöchentlich)\b|[\u3040-\u30ff]",
    re.IGNORECASE,
)
"""Invitations speak to their reader; reports about subscriptions do not."""
_OFFERS = (
    *("affiliate link", "affiliate marketer", "earn a commission", "earn commission", "earn from qualifying"),
    *("we may receive", "we may earn", "receive compensation"),
)
_NOTICES = frozenset(
    [
        "advertisement",
        "anzeige",
        "werbung",
        "publicidad",
        "publicité",
        "publicidade",
        "reklam",
        "reklame",
        "articlecontent",
        "storycontinuesbelow",
        "passerlapublicité",
        "embed",
        "linkcopied",
        "copylink",
        "teilen",
        "share",
        "sharethis",
        "sharethisarticle",
        "sharethisstory",
        "compartir",
        "partager",
        "condividi",
    ]
)
"""The letters of lines that are labels of the page, not of the article."""
_CAPTION = re.compile(
    r"^\W*(?:photos?|fotos?|image|picture|pictured|bild|abbildung|фото)(?: by| credit)?(?::| (?:left|right|above|below)\b)",
    re.IGNORECASE,
)


def without_invitations(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs without invitations and captions."""
    tail = max(0, len(paragraphs) - _TAIL)
    is_subject = sum(_names(text, _SUBSCRIBING) for text in paragraphs[:tail]) >= _SUBJECT
    return [text for at, text in enumerate(paragraphs) if not _invites(text, may_join=at >= tail and not is_subject)]


def _invites(text: str, *, may_join: bool) -> bool:
    if len(text) > _LONGEST:
        return False
    if len(text) < _LONGEST_POINTER and (_ELSEWHERE.search(text.removeprefix("- ")) or _CAPTION.search(text)):
        return True
    if len(text) < _LONGEST_NOTICE and letters_of(text).rstrip("0123456789") in _NOTICES:
        return True
    if _JOIN.search(text) or _names(text, _OFFERS):
        return True
    return may_join and _names(text, _SUBSCRIBING) and _ADDRESSED.search(text) is not None


def _names(text: str, words: tuple[str, ...]) -> bool:
    folded = text.casefold()
    return any(word in folded for word in words)
