"""The date that readers see at the headline: a <time> element, or a line that is a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml.etree import _Element

from tasks.clean.metadata.shown import Shown, short_text
from tasks.dates import DateContext, FoundDate, Timestamp, find_dates, read_date

_YEAR = re.compile(r"[\d/.年-](?:(?<=\d)\d{3}|(?<=[/.-]) ?\d\d(?!\d)|(?<=年))")
"""It begins with a set of characters, so that the search passes over all others at once."""
_DATED = re.compile(r"date|datum|time|publish|posted|fecha|stamp|meta|byline|info", re.IGNORECASE)
CHANGED = re.compile(
    r"update|modifi|edited|revised|review|stand:|aktualisiert|geändert|mis à jour|actualizad|atualizad|aggiornat"
    r"|bijgewerkt"
    r"|oppdatert|endret|uppdaterad|ändrad|opdateret|ændret|gewijzigd|aktualiz|zmodyfikow|upraven|обновл|изменен"
    r"|оновлен|змінен|обновен|ažurir|izmijenj|измењ|posodoblj"
    r"|actualiz|atnaujint|atjaunin|uuendat|muudet|päivitet|muokat|frissít|módosít|uppfær|güncelle|ενημέρωσ|ενημερώ"
    r"|עודכן|עדכון|تحديث|تعديل|به‌روز|بروزرسانی|ویرایش|अपडेट|अद्यतन"
    r"|আপডেট|হালনাগাদ|อัปเดต|อัพเดท|แก้ไข|ปรับปรุง|cập nhật|diperbarui|diperbaharui|dikemas ?kini|更新|修正|修訂|修订|修改|수정"
    r"|업데이트",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"\W{0,20}+(?:re\W{0,5})?(?:publi|pubbli|posted|veröffentlicht|erschienen|erstellt|date:|datum:|gepubliceerd"
    r"|geplaatst"
    r"|udgivet|offentliggjort|opubliko|dodano|utworzono|julkaist|közzét|megjelen|vydán|zveřejn|uverejn|опубл|создан"
    r"|објав|objav|paskelbt|avaldat|birt|yayın|eklenme|oluşturul"
    r"|δημοσ|פורסם|نشر|تاريخ النشر|انتشار|प्रकाशित|প্রকাশ|เผยแพร่|đăng|xuất bản|diterbitkan|terbit|tayang|dipublikasi"
    r"|公開|配信|掲載|発行|发布|發布|发表|發表|刊登|입력|등록|게시|승인|작성)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s?に?(?:更新|公開|配信|掲載|発行|修正|发布|發布|수정|업데이트|입력|등록|게시|승인|작성)(?!\s?(?:时间|時間|日時|日期|日|일시|일|시간)?\s?[:：])"
)
"""In East Asia the word stands behind its date: "2026年3月14日 18:00更新"."""
OWNED = re.compile(r"©|\(c\)|copyright|rights reserved", re.IGNORECASE)
_LONGEST = 110
"""Characters of a line that is a date, with the names and labels that stand beside one."""
_REACH = 150
"""Elements behind the headline (before it, a quarter of that) among which a date is that of the article."""


class _ShownDate(NamedTuple):
    far: int
    """Elements between the date and the headline, with what speaks against it counted as more of them."""
    date: Timestamp


def shown_date(page: Shown, context: DateContext) -> Timestamp | None:
    """The date nearest to the headline, else the first that calls itself the date of publication; None where there is
    none.
    """
    at = page.headline_at
    begin, end = (max(0, at - _REACH // 4), at + _REACH) if at is not None else (0, 0)
    found = [
        _ShownDate(_distance(begin + place - (at or 0), element), date)
        for place, element in enumerate(page.elements[begin:end])
        if (date := _date_of(element, context))
    ]
    if found:
        return min(found, key=lambda shown: shown.far).date
    labelled = (element for element in page.elements if PUBLISHED.match(short_text(element, _LONGEST)))
    return next((date for element in labelled if (date := _date_of(element, context))), None)


def _distance(steps: int, element: _Element) -> int:
    far = steps if steps >= 0 else -4 * steps
    if (
        not any(_DATED.search((part.get("class") or "")[:200]) for part in (element, *_parents(element)))
        and element.tag != "time"
    ):
        far += 15
    if CHANGED.search(_around(element)):
        far += 1000
    return far


def _parents(element: _Element) -> Iterator[_Element]:
    parent = element.getparent()
    if parent is not None:
        yield parent


def _around(element: _Element) -> str:
    """The words of the line the element is part of, and its class: they say what kind of date it is."""
    parent = element.getparent()
    words, own = short_text(parent, 200) if parent is not None else "", short_text(element, 200)
    before = words[: words.find(own[:20]) + len(own)]
    return f"{(element.get('class') or '')[:200]} {before[-60:]} {own[:60]}"


def _date_of(element: _Element, context: DateContext) -> Timestamp | None:
    if element.tag == "time" and (text := element.get("datetime")):
        stated = read_date(text, context)
        if isinstance(stated, Timestamp):
            return stated
    texts = (element.text, *(child.tail for child in element))
    found = next((date for text in texts if text and (date := _dated(text, context))), None)
    return found.date if found and isinstance(found.date, Timestamp) else None


def date_of_line(text: str, context: DateContext) -> Timestamp | None:
    """The date of a line that says little else; None where it says more, or the date is no whole one."""
    found = _dated(text, context)
    return found.date if found and isinstance(found.date, Timestamp) else None


def _dated(text: str, context: DateContext) -> FoundDate | None:
    if len(text) > _LONGEST * 5 or not _YEAR.search(text):
        return None
    line = " ".join(text.split())
    if len(line) > _LONGEST or OWNED.search(line) or not (dates := list(find_dates(line, context))):
        return None
    rest = len(line) - sum(date.end - date.start for date in dates)
    return _of_publication(line, dates) if rest <= (80 if PUBLISHED.match(line) else 45) else None


def _of_publication(line: str, dates: list[FoundDate]) -> FoundDate:
    """Of the dates of one line the one that calls itself that of publication, else the first that is not of a
    change.
    """
    labels = labels_of(line, dates)
    labelled = (date for date, label in zip(dates, labels, strict=True) if PUBLISHED.match(label))
    unchanged = (date for date, label in zip(dates, labels, strict=True) if not CHANGED.search(label))
    return next(labelled, None) or next(unchanged, dates[0])


def labels_of(line: str, dates: Sequence[FoundDate]) -> list[str]:
    """What each date of a line is called: the words between it and the one before; in East Asia those behind it, unless
    the first date has one before it.
    """
    lead = line[: dates[0].start] if dates else ""
    is_called_before = bool(CHANGED.search(lead) or PUBLISHED.match(lead))
    labels, start = [], 0
    for date in dates:
        label, start = line[start : date.start], date.end
        behind = None if is_called_before else _BEHIND.match(line, date.end)
        if behind:
            label, start = behind[0].strip(), behind.end()
        labels.append(label)
    return labels
