"""Columns of a manifest: ours by the names that newsrooms, scrapers and other tools give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.sources import CONTENT_COLUMNS, KNOWN_COLUMNS

OURS = (*CONTENT_COLUMNS, *KNOWN_COLUMNS)
_NAMES = {
    "file": "filename filepath path localpath localfile htmlfile pagefile datei fichier",
    "url": "link uri href address webaddress weburl articleurl pageurl storyurl newsurl permalink canonicalurl"
    " articlelink sourceurl adresse webadresse enlace lien collegamento ligacao odkaz lank ссылка адрес"
    " 链接 网址 リンク الرابط",
    "html": "rawhtml htmlcontent contenthtml bodyhtml htmlbody pagehtml articlehtml fullhtml",
    "text": "maintext articletext bodytext fulltext plaintext articlebody textbody textcontent contenttext"
    " cleantext cleanedtext rawtext body content article story texto texte inhalt volltext testo tekst"
    " corps cuerpo corpo contenido contenu conteudo contenuto innehall текст 正文 内容 本文 النص",
    "id": "guid uuid articleid storyid storiesid newsid docid documentid identifier",
    "title": "headline heading articletitle newstitle storytitle pagetitle webtitle titel titre titulo überschrift"
    " titular titolo titlu kop rubrik otsikko tytul заголовок название 标题 タイトル 見出し العنوان",
    "authors": "author byline creator creators writer writers writtenby journalist reporter articleauthor authorname"
    " authornames autor autoren autores auteur auteurs verfasser autore autori autorzy forfatter автор"
    " авторы 作者 著者 الكاتب",
    "published": "date publishdate publisheddate publicationdate pubdate datepublished datepublish dateofpublication"
    " publishedat publishedon publishtime publishedtime publicationtime pubtime firstpublished"
    " firstpublishedat releasedate datetime timestamp webpublicationdate datum veröffentlicht"
    " veröffentlichtam veröffentlichungsdatum erscheinungsdatum publicatiedatum fecha fechadepublicacion"
    " datedepublication datadepublicacao datadipubblicazione data дата датапубликации 日期 发布日期 公開日 التاريخ",
    "language": "lang languagecode langcode locale sprache langue idioma lingua taal язык 语言",
    "source": "publisher publication newspaper medianame mediasource sitename sourcename newssource newsoutlet"
    " publishername quelle zeitung medium fuente medio fonte testata bron источник 来源",
    "outlet": "",
}
_SEPARATORS = re.compile(r"[\s_.\-/]+")


def _folded(name: str) -> str:
    """A name as it is compared: in small letters, without accents, blanks and separators."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return _SEPARATORS.sub("", plain.strip().lower())


_OURS_BY_NAME = {
    _folded(name): (place, ours) for ours, names in _NAMES.items() for place, name in enumerate([ours, *names.split()])
}


@dataclass(frozen=True, slots=True)
class Columns:
    """`theirs`: our name -> its name in the manifest; `ignored`: names in the manifest that are not read."""

    theirs: dict[str, str]
    ignored: tuple[str, ...] = field(default=())

    @property
    def guessed(self) -> dict[str, str]:
        """What was taken by another name than ours."""
        return {ours: theirs for ours, theirs in self.theirs.items() if ours != theirs}

    @property
    def has_content(self) -> bool:
        return any(name in self.theirs for name in CONTENT_COLUMNS)


def columns_among(names: Iterable[str], given: dict[str, str] | None = None) -> Columns:
    """Which of a manifest's columns are ours: those that the declaration names, else those that are called so.

    Case, blanks and separators in names do not count. Where several could be the same of ours, the one whose name is
    nearer to ours is taken, the others are ignored.
    """
    found = [str(name) for name in names]
    if given is not None:
        there = {_folded(name): name for name in reversed(found)}
        theirs = {
            ours: wanted if wanted in found else there.get(_folded(wanted), wanted) for ours, wanted in given.items()
        }
        return Columns(theirs)
    best: dict[str, tuple[int, str]] = {}
    for name in found:
        place, ours = _OURS_BY_NAME.get(_folded(name), (0, ""))
        if ours and (ours not in best or (place, name != ours) < (best[ours][0], best[ours][1] != ours)):
            best[ours] = (place, name)
    taken = {ours: best[ours][1] for ours in OURS if ours in best}
    if "outlet" in taken and "source" not in taken:
        # Where a manifest names one of the two, it is the source.
        taken = {"source" if ours == "outlet" else ours: name for ours, name in taken.items()}
    if taken.get("file", "file").strip().lower() != "file" and not {"html", "text"}.isdisjoint(taken):
        # Beside the article itself, a name such as `filename` is where somebody else kept it.
        del taken["file"]
    return Columns(taken, tuple(name for name in found if name not in taken.values()))


def known_among(names: Iterable[str]) -> int:
    """How many of these can be names of columns of ours."""
    return len({ours for name in names if (ours := _OURS_BY_NAME.get(_folded(str(name)), (0, ""))[1])})


def as_option(columns: dict[str, str]) -> str:
    """The option of the command line that says the same."""
    said = ",".join(ours if ours == theirs else f"{ours}={theirs}" for ours, theirs in columns.items())
    return f'--columns "{said}"' if re.search(r"[^\w,=.-]", said) else f"--columns {said}"
