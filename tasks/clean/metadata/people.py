"""Bylines to names: "By Ana Ruiz and Tom Okafor, Health Editor" -> two people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from tasks.clean.metadata.byline_words import (
    BUTTON,
    BYLINE_LEAD,
    DATE_LEAD,
    EASTERN_LEAD,
    EASTERN_OTHERS,
    EASTERN_ROLE,
    EDITED,
    FOLLOW,
    IN_TALK,
    PICTURES,
)
from tasks.clean.prose import line

_BETWEEN = re.compile(
    r"(?:(?<!\s)\s+)?(?:;|\||•|·|∙|、|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff]{2,4}(?:\s|$))|\n|\s/\s|\s&\s"
    r"|\s(?:and|und|et|och|og|with|mit|avec|con|med|sowie)\s)\s*",
    re.IGNORECASE,
)
_PERHAPS_BETWEEN = re.compile(r"(?<!\s)\s++(?:y|e|en|i)\s+")
"""Between two people, or inside one name: Ortega y Gasset, Costa e Silva, Puig i Cadafalch."""
_ROLE = re.compile(
    r"\b(editors?|reporters?|correspondent|writers?|staff|columnist|producer|chief|redakteur\w*|redaktion"
    r"|journalist\w*|korrespondent\w*"
    r"|rédact\w+|correspondant\w*|envoyée?s? spécia\w+|enviad[oa]s? especial\w*|inviat[oaie]|sonderkorrespondent\w*"
    r"|redactor\w*|corresponsal|analyst|contributor|contributing|bureau|desk|newsroom|photograph\w*|experts?"
    r"|educators?|researchers?|specialist|advis[eo]r|manager|founder|director|professor\w*|fellow|lecturer|scientist"
    r"|engineer|consultant|author|autor\w*"
    r"|intern|guest|university|universität|université|universidad|head of|team|phd|m\.?d\.?|ceo|dr\.? med)\b",
    re.IGNORECASE,
)
_AGENCIES = frozenset(
    [
        "aap",
        "afp",
        "ani",
        "ansa",
        "ap",
        "apa",
        "bloomberg",
        "cnn",
        "cp",
        "dpa",
        "efe",
        "epd",
        "ians",
        "kna",
        "ntb",
        "pa",
        "pap",
        "pti",
        "reuters",
        "ria",
        "ritzau",
        "sda",
        "sid",
        "stt",
        "tass",
        "tt",
        "upi",
        "xinhua",
    ]
)
_ORGANISATION = re.compile(
    r"\b(press|presse|news|newsroom|agency|agence|\w*agentur|staff|redaktion|rédaction|redacción|redazione|redakcja"
    r"|desk|team|bureau|times"
    r"|tribune|zeitung|zeitschrift|magazin\w*|media|online|network|service|editors?|editorial|institute?|university"
    r"|foundation|ministry|council|association|society|inc|ltd|gmbh"
    r"|radio|tv|television|ajansı|haber|wire|correspondents?|reporters|contributors)\b|\.[a-z]{2,4}$|新聞|新华|通信|日报|编辑部",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"\b(?:news agency|agence|\w*agentur|associated press|agencias?|agenzia|press trust|通信社|通讯社|通訊社)\b",
    re.IGNORECASE,
)
_MAIL_AND_NAME = re.compile(r"^\s*+[^\s@]++@[^\s(]++\s*+\(([^()@]{3,80})\)\s*$")
"""RSS writes its authors so: "ana.ruiz@example.org (Ana Ruiz)"."""
_INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_TITLE_AFTER = re.compile(r"(?:ph\.?d|m\.?d|m\.?sc?|b\.?a|m\.?a|mba|rdn?|ld|rn|esq|cpa|dds|jd|cfa)\.?$", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:(?<!\s)\s+)?(?:[-–—|,(]\s*+)?\b(?:last\s++)?(?:updated|published|posted|modified|aktualisiert|veröffentlicht"
    r"|actualizado|publicado|publié|mis à jour)\b.*"
    r"|(?<!\s)\s++for\s++(?:the\s++)?[A-Z]\S*+(?:\s\S++){0,2}$|(?<!\s)(?:\s++(?:am|on|le|el|il|vom|den|at))?\s++\d.*"
    r"|(?<!\s)(?:\s++on)?\s++(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s++\d{1,2}$",
    re.IGNORECASE | re.DOTALL,
)
_PLACE_AFTER = re.compile(r"(?<!\s)\s++(?:in|à|aus|from|em)\s++[A-ZÀ-Þ][\w'’-]++(?:\s[A-ZÀ-Þ][\w'’-]++){0,2}$")
_LONGEST, _MOST = 2000, 200
"""Characters of a byline, and bylines, that are looked at: no article has more authors."""
_BRACKETS = re.compile(r"\([^)]{0,200}\)|\[[^\]]{0,200}\]|（[^）]{0,200}）|【[^】]{0,200}】")
_AT_OUTLET = re.compile(r"([^–—-]{3,80}?)\s+[–—-]\s+(.{2,80})$")
"""Name and outlet: "Ana Ruiz - BBC News"."""
_MAIL_OR_HANDLE = re.compile(r"<[^>]{0,200}>|\S{0,100}@\S+")
_NO_NAME = re.compile(
    r"https?:|@|\.\w{2,4}/|^\W*$|^\d|^(by|von|par|por|admin|administrator|author|autor|unknown|null|none|n/a"
    r"|anonymous|editor|staff|web|undefined"
    r"|guest|(view|read) (more|all)\b.*|more|share|follow|subscribe|published|updated|privacy|contact|about|date"
    r"|datum|fecha|data"
    r"|mon|tue|wed|thu|fri|sat|sun|feb|mar|apr|jul|aug|sept?|oct|nov|dec)$",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    [
        "al",
        "af",
        "av",
        "ben",
        "bin",
        "d",
        "da",
        "das",
        "de",
        "dei",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "i",
        "ibn",
        "la",
        "las",
        "le",
        "los",
        "op",
        "'t",
        "ten",
        "ter",
        "van",
        "vom",
        "von",
        "y",
        "zu",
        "zum",
        "zur",
    ]
)


def people(bylines: Iterable[str]) -> list[str]:
    """The names in bylines, in order, each once. A comma parts names only where both sides look like whole names."""
    names: dict[str, str] = {}
    for byline in islice(bylines, _MOST):
        text = _INVISIBLE.sub("", byline[:_LONGEST])
        if mail := _MAIL_AND_NAME.match(text):
            text = mail[1]
        text = _MAIL_OR_HANDLE.sub(" ", text)
        text = line(_BRACKETS.sub(" ", _unwrapped(text))) or ""
        text = IN_TALK.sub("", BYLINE_LEAD.sub("", DATE_LEAD.sub("", text)))
        text = EASTERN_OTHERS.sub("", EASTERN_LEAD.sub("", PICTURES.sub("", EDITED.sub("", text))))
        for part in _parted(text):
            for piece in _parted_at_commas(part):
                name = _bare(piece)
                if names and _ROLE.search(name):
                    continue  # "Desmond Achterby; City Editor"
                if 2 <= len(name) <= 80 and not _NO_NAME.search(name) and not BUTTON.match(name):
                    names.setdefault(_letters(name) or name, name)
    whole = [name for name in names.values() if not _ROLE.search(name)] or names.values()  # "Staff Writer, Ana Ruiz"
    return list({name.casefold(): name for name in whole}.values())


def is_agency(name: str) -> bool:
    """Whether a name is that of a news agency, which sends its texts to many outlets."""
    return name.casefold() in _AGENCIES or _AGENCY.search(name) is not None


def is_organisation(name: str) -> bool:
    """Whether a name is that of an agency, desk or outlet by its words; not where only its type could tell."""
    return name.casefold() in _AGENCIES or (
        ":" not in name and bool(_ORGANISATION.search(name) or re.fullmatch(r"[A-Z]{2,5}", name))
    )


def looks_like_a_person(name: str) -> bool:
    """Two to five words that begin with capitals (particles aside), or a short name in a script without capitals."""
    words = name.split()
    if not name[:1].isupper() and not name[:1].islower():
        return 2 <= len(name) <= 12 and len(words) <= 4 and not re.search(r"[\d_/:!?。、]", name)
    if not 2 <= len(words) <= 5 or re.search(r"[\d_/:!?%]", name):
        return False
    return all(word[:1].isupper() or word.casefold().strip(".") in _PARTICLES for word in words)


def _letters(name: str) -> str:
    """One key for "Sophie Foster" and the "sophie-foster" of an address."""
    return "".join(filter(str.isalnum, name.casefold()))


def _unwrapped(text: str) -> str:
    """Some papers write all of a byline in brackets: 【田中太郎】."""
    whole = text.strip()
    return whole[1:-1] if whole[:1] == "【" and whole.find("】") == len(whole) - 1 else text


def _bare(piece: str) -> str:
    piece = EDITED.sub("", FOLLOW.sub("", EASTERN_ROLE.sub("", piece.strip())))
    outlet = _AT_OUTLET.match(piece)
    if outlet and looks_like_a_person(outlet[1]) and _ORGANISATION.search(outlet[2]):
        piece = outlet[1]
    name = _TAIL.sub("", BYLINE_LEAD.sub("", piece).strip(" ,.-–—:/»"))
    shorter = _PLACE_AFTER.sub("", name)
    if len(shorter.split()) > 1 or shorter.casefold() in _AGENCIES:
        name = shorter  # "Ana Ruiz in Madrid"
    return name.strip(" ,-–—:/") if re.search(r"\b(?:jr|sr)\.$", name, re.IGNORECASE) else name.strip(" ,.-–—:/»")


def _parted(text: str) -> list[str]:
    """At what stands between people; at a word that may be part of a name only between what look like whole names."""
    found: list[str] = []
    for part in _BETWEEN.split(text):
        pieces = _PERHAPS_BETWEEN.split(part)
        marks = _PERHAPS_BETWEEN.findall(part)
        found.append(pieces[0])
        for mark, piece in zip(marks, pieces[1:], strict=True):
            whole = all(len(side.split(",")[-1].split()) > 1 for side in (found[-1], piece))
            if whole or piece.casefold() in _AGENCIES:
                found.append(piece)
            else:
                found[-1] += mark + piece
    return found


def _parted_at_commas(text: str) -> list[str]:
    """ "Ana Ruiz, Tom Okafor" are two; of "Ana Ruiz, Health Editor" the second is a role; "Ruiz, Ana" is one."""
    parts: list[str] = []
    for part in (part.strip() for part in text.split(",")):
        if parts and _SUFFIX.match(part):
            parts[-1] += f" {part}"  # "Martin Luther King, Jr."
        elif part and not (parts and _TITLE_AFTER.match(part)):
            parts.append(part)
    if len(parts) < 2:
        return parts
    if len(parts) == 2 and all(len(part.split()) == 1 for part in parts):
        if any(part.casefold() in _AGENCIES for part in parts):
            return parts  # "Reuters, AFP"
        return [f"{parts[1]} {parts[0]}"]
    is_person = looks_like_a_person(parts[0])
    return [
        parts[0],
        *(
            part
            for part in parts[1:]
            if part.casefold() in _AGENCIES or (_is_another(part) and not (is_person and _ORGANISATION.search(part)))
        ),
    ]


def _is_another(part: str) -> bool:
    """A second whole name, not a role or a place: more than one word, and hardly one in lower case."""
    words = part.split()
    small = [word for word in words if word[0].islower() and word.casefold() not in _PARTICLES]
    return (
        len(words) > 1
        and not _ROLE.search(part)
        and len(small) < 2
        and len(words) < 7
        and words[0] not in {"do", "da", "de", "in", "à", "aus", "from", "em"}
    )
