"""The words around the names in a byline, in the languages of the press: what stands before them ("Written by",
"Text:", "記者"), behind them ("Foto: …", "기자"), and on the buttons beside them.
"""

from __future__ import annotations

import re

# Nouns and verbs before "by" and its like: "Kommentar von", "Écrit par".
_DONE = (
    r"written|authored|contributed|reported|story|words|text|posted|published|created|shared|photographs|photos"
    r"|reporting|analysis|opinion|essay|review|interview|article|column|blog"
    r"|kommentar|gastbeitrag|gastkommentar|analyse|bericht|reportage|geschrieben|veröffentlicht|verfasst"
    r"|(?:blog[ -]?)?beitrag|artikel|kolumne|rezension|porträt"
    r"|protokoll|aufgezeichnet"
    r"|escrito|redactado|publicado|texto|artículo|écrit|rédigé|publié|texte|propos recueillis|scritto|pubblicato"
    r"|testo|articolo"
    r"|geschreven|gepubliceerd|skrevet|skriven|publicerad|publisert|udgivet|tekst|napisane|opublikowane|tekst"
)
_ARTICLES = r"(?:an?|ein|eine|une?|un|una)\s+"
# Labels before a colon. Those of pictures, editing and translation are not among them.
_LABELS = (
    r"authors?|autor(?:in|en|es|a|as|zy|ka|i)?|auteurs?|autrice|autore|autori|författare|forfatter(?:e|en)?"
    r"|kirjoittaja|toimittaja|szerző|autorius|autors|autorė"
    r"|автор(?:ы|и|ка)?|συντάκτης|συντάκτρια|συγγραφέας|yazar|yazan|haber|muhabir|penulis|wartawan|pewarta|tác giả"
    r"|người viết|ผู้เขียน|लेखक|लेखिका|مؤلف|الكاتب"
    r"|byline|reporter|writer|words|text|texte|texto|testo|tekst|teksti|szöveg|текст|metin|κείμενο|besedilo|piše|pišu"
    r"|írta|napsala?|opracowanie|oprac\."
    r"|redacción|interview|protokoll|aufgezeichnet von|entrevista|intervista|reportage|reportaje|a cura di"
    r"|بقلم|كتبت?|تقرير|إعداد|نویسنده|به قلم|गया|द्वारा|रिपोर्ट|מאת|oleh|bởi|โดย|av|af|door|di|par|por|von|by"
)
# Words before names without a colon, where two words follow: of one word they may be a name themselves.
_NOUNS = (
    r"authors?|autor(?:in|en|es|a|as)?|auteurs?|autore|автор|text|texte|texto|words|reporter|writer|follow"
    r"|seguir a|folgen sie"
)
_VERBS = (
    r"napsala?|piše|oprac\.|a cura di|oleh|bởi|โดย|بقلم|كتبت?|به قلم|द्वारा|מאת|γράφ(?:ει|ουν)(?: (?:ο|η|οι))?|scris de"
    r"|de (?:notre|nos) (?:correspondante?|envoyée? spéciale?)s?"
    r"|dal(?:la)? (?:nostr[oa] )?(?:inviat[oa]|corrispondente)|de nuestr[oa] (?:corresponsal|enviad[oa] especial)"
)
_AND = r"\s*(?:&|\+|/|und|and|et|y|e|och|og|en|ja|i)\s*"
_WORKS = (
    r"(?:text|texte|texto|testo|tekst|teksti|words|interview|fotos?|foto[’']s|photos?|photography|pictures"
    r"|bilder|bild|billeder|kuvat|fotografías|video)"
)
_PICTURES = (
    r"fotos?|bilder|bild|billeder|photos?|foto[’']s|zdjęcia|kuvat?|valokuvat?|illustrationen|illustrations?|grafik"
    r"|video|audio|kamera|photographie|fotografía"
    r"|fotografie|фото|fotoğraf|φωτογραφίες|تصوير"
)

_LEADING = (
    rf"^(?:(?:{_DONE})\s*)?(?-i:[Bb]y(?=[A-Z][a-z]))"  # glued to the name where an element ended between them
    rf"|^(?:{_ARTICLES})?(?:(?:{_DONE})\s*)?(?:by|von|por|przez|автор)(?::\s*|\s+)"
    # Also first names: "Di Wu" and "Par Lager" are whole names, "Par Jean Dupont" and "Par AFP" are not.
    rf"|^(?:(?:{_DONE})\s+)?(?:par|di|door|av|af)\s+(?=\S+\s+\S|(?-i:[A-Z]{{2,5}}\b))"
    rf"|^{_WORKS}{_AND}{_WORKS}\s*(?:by|von|por|par|di|av|af|door|:)\s*"
    rf"|^(?:{_LABELS})\s*[:：]\s*"
    rf"|^(?:{_VERBS})\s+(?=\S+\s\S)"
)
BYLINE_START = re.compile(_LEADING, re.IGNORECASE)
"""What makes a line a byline."""
BYLINE_LEAD = re.compile(rf"{_LEADING}|^(?:{_NOUNS})\s+(?=\S+\s\S)", re.IGNORECASE)
"""What is no part of the names of a line that is known to be a byline."""
LABEL = re.compile(
    rf"^\W*(?:(?:{_DONE})\s*)?(?:(?:{_LABELS})|{_WORKS}{_AND}{_WORKS}|verfasst von|veröffentlicht von|geschrieben von"
    r"|écrit par|escrito por|作者|文|記者|记者|기자|글)\W*$",
    re.IGNORECASE,
)
"""A line that is nothing but the label of the names in the next."""
EASTERN_LEAD = re.compile(
    r"^(?:作者|撰文|撰稿|文字?|采写|採訪|采访|执笔|執筆|取材・文|写真・文|取材|聞き手|취재|글|기자|记者|記者)\s*[:：/／=＝・]\s*"
    r"|^(?:本报|本報|本刊|本网|新华社|新華社|中新社|中央社)?(?:实习|實習|特约|特約|特派)?(?:记者|記者)\s*(?=\S{2})"
    r"|^(?:기자|글|취재)\s+(?=\S{2})"
)
EASTERN_ROLE = re.compile(
    r"(?:(?<!\s)\s++|(?<=[\uac00-\ud7af\u3040-\u9fff]))(?:선임|전문|수습|인턴)?(?:기자|특파원|논설위원|記者|记者|编辑|記者兼.*|編集委員|特派員"
    r"|論説委員)(?:\s*[=＝]\s*)?$"
    r"|(?<!\s)\s*+[=＝]\s*+(?:기자|記者).*$|[／/][^／/]{1,8}(?:報導|报道|電|电|特稿)$"
)
EASTERN_OTHERS = re.compile(
    r"(?<!\s)\s*+(?:责任编辑|責任編輯|责编|編輯|编辑|编译|校对|圖|图|攝影|摄影|写真|사진|사진=|영상)\s*[:：/／=＝].*$"
)
"""Editors and photographers behind the writer."""
PICTURES = re.compile(
    rf"(?<![\s,;|/–-])[\s,;|/–-]*+\b(?:(?:mit\s+)?(?:{_PICTURES})\s*(?:von|par|por|di|by|av|af|:)|写真|摄影|사진)\s*[:：=]?.*$"
    rf"|(?<!\s)\s++(?:fotos|fotografías|bilder|kuvat|фото)\s++(?-i:[A-ZÀ-ÖØ-ÞА-Я])\w+\s++(?-i:[A-ZÀ-ÖØ-ÞА-Я])\w+$",
    re.IGNORECASE,
)
"""Who took the pictures, behind who wrote the text."""
EDITED = re.compile(
    r"(?<![\s,;–-])[\s,;–-]++(?:oprac|opr|red|ed|übers|trad|tłum)\.(?=\s).*$"
    r"|(?:^|(?<![\s,;–-])[\s,;–-]++)(?:edit(?:ed|ing)|redigiert|bearbeitet|redaktionell bearbeitet|translat(?:ed|ion)"
    r"|übersetzt|übersetzung|traduit|traducido|tradotto)"
    r"\s+(?:by|von|par|por|da|di)\b.*$",
    re.IGNORECASE,
)
"""Who edited or translated the text behind who wrote it."""
IN_TALK = re.compile(
    r"(?<!\s)\s+(?:im gespräch|in conversation|en conversation|en conversación"
    r"|in gesprek)(?=\s+(?:mit|with|avec|con|met)\s)",
    re.IGNORECASE,
)
"""Of "Ana Ruiz im Gespräch mit Tom Okafor", who are both authors."""
DATE_LEAD = re.compile(
    r"^(?:[^\W\d]{3,9}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}[./ ]\s?[\w.]{1,9}[./ ]\s?\d{2,4})[\s,|·•–-]++(?=\D)"
)
BUTTON = re.compile(
    r"^(?:log ?(?:in|out|on|off)|sign ?(?:in|out|up|on)|register|registrieren|enlarge image"
    r"|view (?:image|gallery|profile|bio)|view comments?|read (?:bio|more)|see (?:all|more).*"
    r"|all (?:posts|articles|stories).*|more (?:from|by|stories|articles).*|follow(?: us| me| the author)?|following"
    r"|subscribe.*|edit(?: profile)?|my account|profile?|profil|konto|menu|menü"
    r"|share(?: this| article)?.*|share on .*|copy link|print|email|e-mail|comments?|kommentare?|close|search|suche"
    r"|home|open|play|show more|gift article|save|paid|listen.*"
    r"|(?:direkt )?zum inhalt|skip to .*|pdf\b.*|privacy policy|imprint|impressum|datenschutz\w*|newsletter|zur .*"
    r"|zum .*|alle artikel.*|(?:mehr|alles) (?:von|zum) .*"
    r"|(?:neueste|letzte|ähnliche|weitere|latest|related|previous|next|recent) (?:beiträge|artikel|posts?|articles?"
    r"|stories|comments|informationen|inhalte).*"
    r"|zurück\b.*|« .*|bildquelle.*|bild vergrößern|(?:an|ab)melden|einloggen|ausloggen|teilen|drucken|merken|folgen"
    r"|abonni?er\w*.*"
    r"|voir (?:plus|tous).*|se (?:dé)?connecter|connexion|déconnexion|s[’']inscrire|s[’']abonner|partager|imprimer"
    r"|agrandir .*|accueil"
    r"|ver (?:más|todos|perfil).*|(?:iniciar|cerrar) sesión|iniciar sessão|entrar|salir|sair|registrarse|regístrate"
    r"|suscr[ií]b\w*|compartir|compartilhar|ampliar .*|imprimir"
    r"|leggi tutto|accedi|esci|registrati|abbonati|condividi|ingrandisci.*|stampa"
    r"|inloggen|uitloggen|aanmelden|abonneren|delen|logga (?:in|ut)|logg (?:inn|ut)|log (?:ind|ud)|kirjaudu.*|del"
    r"|dela|zaloguj.*|wyloguj.*|udostępnij|přihlásit.*|odhlásit.*|sdílet"
    r"|bejelentkezés|megosztás|giriş(?: yap)?|çıkış(?: yap)?|paylaş|абоне.*|войти|выйти|поделиться|подписаться|увійти"
    r"|вийти|поділитися|είσοδος|σύνδεση"
    r"|登录|登入|登錄|注册|註冊|分享|评论|評論|ログイン|ログアウト|会員登録|シェア"
    r"|로그인|로그아웃|회원가입|공유|댓글|تسجيل الدخول|تسجيل الخروج|مشاركة|ورود|خروج"
    r"|เข้าสู่ระบบ|แชร์"
    r"|(?:story|written|published|posted|text|words|photos?|reported)\s+by"
    r"|(?:da|della|de la|von der) (?:redação|redazione|redacción|redaktion))$",
    re.IGNORECASE,
)
"""What stands on buttons beside names, and labels without a name."""
FOLLOW = re.compile(r"(?<!\s)\s+(?:follow(?:ing)?|folgen|seguir|suivre)$", re.IGNORECASE)
