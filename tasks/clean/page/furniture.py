"""Lines that are no text by their whole wording: what is set between paragraphs ("Story continues below"), what ends a
page (dates, sharing, tags), captions in no figure. Each pattern takes a whole line, so that no sentence falls to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from lxml.etree import _Element

from tasks.clean.metadata.shown_dates import CHANGED, PUBLISHED
from tasks.clean.page.blocks import Block
from tasks.clean.prose import holds_any, text_in
from tasks.dates import DateContext, find_dates

_ANYWHERE = DateContext(datetime(2100, 1, 1, tzinfo=UTC), order="day")
_LONGEST, _LONGEST_DATE, _LONGEST_LABEL, _LONGEST_CAPTION = 120, 90, 40, 300
_INSERTED = re.compile(
    r"^\W*(?:advert(?:isement|ising)?|ad|sponsored(?: content)?|anzeige|werbung|publicité|publicidade?|anuncio"
    r"|pubblicità|advertentie|annons(?:e)?|reklam[ae]?|mainos|hirdetés|oglas"
    r"|реклама|διαφήμιση|広告|广告|廣告|광고|quảng cáo|iklan|إعلان|تبلیغات|विज्ञापन|โฆษณา|פרסומת"
    r"|(?:this )?(?:story|article|content|post)? ?continues? (?:reading )?(?:below"
    r"|after)(?: (?:this|the))?(?: (?:ad(?:vertisement)?|promotion|newsletter|video|gallery))?"
    r"|(?:story|article) continues|continue reading(?: (?:the main story|below|this story|after the ad))?"
    r"|scroll (?:down )?to continue(?: reading)?|keep reading|loading"
    r"|(?:der )?artikel (?:geht|wird)\b.{0,20}\b(?:weiter|fortgesetzt)\b.{0,30}|weiter nach der (?:anzeige|werbung)"
    r"|nach der anzeige geht es weiter"
    r"|la suite (?:de (?:votre|cet) (?:article|contenu) )?après (?:la|cette) (?:publicité|pub)"
    r"|(?:el )?artículo continúa\b.{0,40}|sigue leyendo(?: tras la publicidad)?"
    r"|continua (?:a leggere|dopo la pubblicità|após a publicidade|após o anúncio)"
    r"|l[’']articolo (?:continua|prosegue)\b.{0,40}|lees (?:verder|door)(?: onder de advertentie)?"
    r"|artikeln fortsätter(?: under annonsen)?|saken fortsetter under annonsen"
    r"|artiklen fortsætter (?:under|efter) annoncen|juttu jatkuu mainoksen (?:jälkeen|alla)"
    r"|dalsza część (?:artykułu|tekstu) (?:pod|poniżej)\b.{0,20}|článek pokračuje\b.{0,20}"
    r"|a cikk (?:a hirdetés után|lejjebb) folytatódik|haberin devamı(?: aşağıda)?"
    r"|продолжение (?:после|ниже)\b.{0,20}|記事は広告の後に続きます|这则广告之后继续"
    r"|기사는 광고 (?:후|아래)에? 계속됩니다"
    r"|scroll to continue with content|gulir untuk lanjut membaca"
    r"|jump to comments|skip (?:to|past)\b.{0,30}|watch(?:: | )(?:the )?(?:video|clip)(?: (?:above|below))?"
    r"|listen to (?:this|the) (?:article|story)|(?:estimated )?reading time\W.{0,15}"
    r"|\d{1,2}[ -]?min(?:ute)?s?(?: (?:read|de lecture|lesezeit|de lectura|di lettura|leestijd))?|lesezeit\W.{0,15}"
    r"|temps de lecture\W.{0,15}"
    r"|(?:download|get) (?:our|the) (?:free )?app(?: (?:here|now|today))?|newsletter (?:abonnieren|abonneren)"
    r"|(?:sign up|subscribe|register)(?: now| here| today)? (?:for|to) (?:our|the) (?:free )?(?:daily "
    r"|weekly )?newsletters?(?: here| now| today)?"
    r"|(?:iscriviti|registrati|abbonati) alla (?:nostra )?newsletter|suscríbete a (?:nuestra|la) newsletter"
    r"|inscrivez-vous à (?:notre|la) newsletter|assine (?:nossa|a) newsletter"
    r"|(?:share|save|print|listen|comments?)(?: this (?:article|story|page))?"
    r"|click (?:here )?to (?:enlarge|expand|play|read more)|enlarge (?:this )?image|toggle caption|hide caption"
    r")\W*$",
    re.IGNORECASE,
)
_POINTS_ELSEWHERE = re.compile(
    r"^\W*(?:also read|read also|read (?:more|next|on|this)|more(?: on this)?|see also|related|watch|don.t miss"
    r"|must read|lesen sie (?:auch|mehr)|mehr (?:dazu|zum thema)|lire aussi|à lire (?:aussi|également)"
    r"|voir aussi|leggi (?:anche|pure)|vedi anche|lee (?:también|además|más)|también (?:lee|te puede interesar)"
    r"|leia (?:também|mais)|veja (?:também|mais)|saiba mais|lees (?:ook|meer|verder)|läs (?:också|mer|även)"
    r"|les (?:også|mer)|læs (?:også|mere)|lue (?:myös|lisää)|katso myös|czytaj (?:też|także|również|więcej)"
    r"|zobacz (?:też|także|również)|(?:přečtěte|čtěte) (?:si|také|si také|dále)|prečítajte si(?: aj)?"
    r"|olvasd? (?:el|tovább|még)(?: is)?|olvassa el(?: is)?|citește (?:și|mai mult)|citiți și|(?:vezi|citeste) si"
    r"|pročitajte (?:i|više|još)|preberite (?:tudi|še)|διαβάστε (?:επίσης|ακόμα|περισσότερα)|δείτε επίσης"
    r"|(?:çok okunan|ayrıca (?:oku|okuyun)|ilgili haber|bunu da oku|devamını oku)|читайте (?:также|ещё|еще)"
    r"|читайте також|прочетете (?:още|също)|см\. также|baca (?:juga|selengkapnya)|lihat juga|simak juga"
    r"|xem (?:thêm|ngay)|đọc thêm"
    r"|(?:यह|ये) भी पढ़ें|अधिक पढ़ें|आगे पढ़ें|আরও পড়ুন|اقرأ (?:أيضا|أيضًا|أيضاً|المزيد)|شاهد أيضا|بیشتر بخوانید"
    r"|همچنین بخوانید|یہ بھی پڑھیں|קראו (?:גם|עוד)|อ่าน(?:เพิ่มเติม|ต่อ)"
    r"|関連(?:記事|ニュース)|あわせて読みたい|相关(?:阅读|新闻|报道)|延伸閱讀|延伸阅读"
    r"|更多(?:新聞|新闻|報導)|相關(?:新聞|報導)|관련\s?기사|함께 볼만한 뉴스)\s*[:：|｜–—-]\s*\S",
    re.IGNORECASE,
)
"""A label with its mark and something behind it: a pointer where what is behind it is linked."""
_FIRST = re.compile(
    r"^\W*(?:this (?:article|story) was\s+)?(?:first|originally|last|zuerst|erstmals|initialement|originalmente)\s+",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"^\W*(?:share(?: (?:this|on|via|it)\b.{0,40})?|facebook|twitter|x|whats ?app|telegram|linkedin|pinterest|reddit"
    r"|e-?mail|copy link|print(?: this)?"
    r"|bluesky|threads|mastodon|messenger|(?:artikel )?(?:teilen|drucken|merken)|auf \w+ teilen"
    r"|partager(?: sur .{0,20})?|imprimer|envoyer|compartir(?: en .{0,20})?|compartilhar(?: no .{0,20})?"
    r"|imprimir|condividi(?: su .{0,20})?|stampa|delen|dela|del|udostępnij|sdílet|megosztás|paylaş|поделиться"
    r"|поділитися|распечатать|分享|シェア|공유|مشاركة|اشتراک گذاری|שתף"
    r"|vk|вконтакте|одноклассники|line|viber|wechat|微信|微博|weibo"
    r"|(?:topics?|tags?|filed under|more about|keywords|schlagw[oö]rte?r?|themen|mots[- ]clés|etiquetas|temas|tópicos"
    r"|tag|argomenti|trefwoorden|ämnen|emneord|avainsanat|tagi|štítky|címkék|etiketler"
    r"|метки|теги|標籤|标签|キーワード|태그|الوسوم|برچسب\S*)\s*[:：].{0,80}"
    r"|(?:no |\d+ |view |leave a |add a |post a |write a |join the )?(?:comments?|conversation|kommentare?"
    r"|commentaires?|comentarios?|commenti|reacties)(?: \(\d+\))?"
    r"|was this (?:article|page|story) (?:helpful|useful)|report (?:a|an) (?:typo|error|mistake|correction)"
    r"|send us a (?:correction|tip)|fehler (?:gefunden|melden)|signaler une erreur"
    r"|(?:back|return) to (?:top|home ?page)|zur startseite|nach oben|retour en haut"
    r"|(?:next|previous) (?:article|story|post)|more from (?:this|the) (?:section|author|category)"
    r"|(?:read|see|click here (?:to|for)) (?:more|all)"
    r"|get (?:our|the) (?:free )?app|-+\s?30\s?-+|#{2,5}|(?:source|quelle|fuente|fonte|bron|kilde|źródło|источник|出典"
    r"|来源|來源|출처)\s*[:：]\s*[\w .&/-]{2,40})\W*$",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"^(?:(?:sign up|subscribe|register)\b.{0,80}\bnewsletters?\b.{0,30}|(?:follow|like|join) us\b.{0,60}"
    r"|join our\b.{0,30}\bchannel\b.{0,20}|support (?:our|independent) journalism\b.{0,50}"
    r"|(?:do you have|got) a (?:story|tip|question)\b.{0,80}|(?:contact|email|e-mail|write to"
    r"|reach)\b.{0,50}\S+@\S+.{0,5}|(?:e-?mail|twitter|x|instagram)\s*[:：]\s*@?\S+(?:@\S+)?"
    r"|\(?(?:additional )?reporting by\b.{2,90}\bediting by\b.{2,60}|originally published (?:on|by|in)\b.{2,60})$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:^|[.!?…)\]»”\"]\s*|[\s(|/–-])(?:photograph|photos?|pictures?|image|credit|illustration|fotos?|bild"
    r"|crédit(?: photo)?|photo credit|fotografía|imagen|imagem|zdj\.|fot\.|фото|写真|사진)"
    r"(?:\s+(?:by|von|par|por|di))?\s*[:：/©=]?\s*[^.!?]{2,60}\W?$|(?:©|\(c\))\s?[^.!?]{2,50}$"
    r"|(?:getty images|reuters|afp|ap photo|imago|dpa|shutterstock|alamy|epa|picture alliance)\W*$",
    re.IGNORECASE,
)
_CAPTION_NAMES = re.compile(
    r"(?:^|[\s_-])(?:wp-caption|captions?|lead-image|image-(?:text|credit)|photo-(?:text|credit)|credits?"
    r"|bildunterschrift|legende?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION_PARTS = ("aption", "image", "photo", "redit", "unterschrift", "egend")
_CREDIT_PARTS = (
    "photo", "picture", "image", "credit", "crédit", "illustration", "foto", "bild", "fotografía", "imagen", "imagem",
    "zdj.", "fot.", "фото", "写真", "사진", "©", "(c)", "reuters", "afp", "imago", "dpa", "shutterstock", "alamy",
    "epa",
    "alliance",
)  # fmt: skip
"""One of these is in all that the patterns take, and in few other lines."""
_HOLDERS = frozenset(["article", "main", "body", "section", "html", "tr", "table"])


def without_furniture(chosen: Sequence[Block]) -> list[Block]:
    """Without inserted lines, captions, and what stands at the end that is no text; a date alone may also begin it."""
    kept = [block for block in chosen if not is_inserted(block) and not _is_caption(block)]
    while len(kept) > 1 and _ends(kept[-1].text):
        kept.pop()
    first = next((at for at, block in enumerate(kept) if not _is_date(block.text)), 0)
    return kept[first:]


def is_inserted(block: Block) -> bool:
    """Whether a line is set between paragraphs by its whole wording, or points elsewhere by its label and its link."""
    text = block.text
    if len(text) <= _LONGEST and text[-1] not in ".!?" and _INSERTED.match(text):
        return True
    return block.linked >= 0.3 * len(text) and len(text) <= 2 * _LONGEST and _POINTS_ELSEWHERE.match(text) is not None


def _ends(text: str) -> bool:
    return len(text) <= 2 * _LONGEST and bool(_AT_END.match(text) or _INVITES.match(text) or _is_date(text))


def _is_date(text: str) -> bool:
    """ "First published on: 12 March 2026 at 09:30", and the like."""
    if len(text) > _LONGEST_DATE or not any(map(str.isdigit, text)):
        return False
    dates = list(find_dates(text, _ANYWHERE))
    if not dates:
        return False
    rest = text
    for date in reversed(dates):
        rest = rest[: date.start] + " " + rest[date.end :]
    if sum(map(str.isalnum, rest)) <= 1:
        return True
    label = _FIRST.sub("", rest)
    return len(rest.strip()) <= _LONGEST_LABEL and bool(PUBLISHED.match(label) or CHANGED.match(label.strip()))


def _is_caption(block: Block) -> bool:
    """A short line that ends in the credit of a picture, or is called a caption, in a small element that holds one."""
    text = block.text
    if len(text) > _LONGEST_CAPTION:
        return False
    box = block.box
    names = f"{box.names} {box.parent.names}"[:300] if box.parent else box.names
    is_named = holds_any(names, _CAPTION_PARTS) and _CAPTION_NAMES.search(names) is not None
    if not is_named:
        end = text[-90:]
        small = end.lower()
        if not holds_any(small, _CREDIT_PARTS) or not _CREDIT.search(end):
            return False
    return _holds_picture(box.element, len(text))


def _holds_picture(element: _Element | None, size: int) -> bool:
    for _ in range(3):
        if element is None or element.tag in _HOLDERS:
            return False
        if element.find(".//img") is not None or element.find(".//picture") is not None:
            return len(text_in(element).strip()) <= 1.5 * size + 60
        element = element.getparent()
    return False
