"""What kind of page it may be, as numbers: what it says of itself, its address, what it is built of, and its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.metadata.structured import ARTICLE_TYPES, Said
from tasks.clean.page import blocks as b
from tasks.clean.page.blocks import Block
from tasks.clean.page.body import CHOSEN, PageText
from tasks.clean.page.page_signs import Signs
from tasks.clean.page.surroundings import Floats
from tasks.clean.prose import holds_any, letters_of, weight_of, words_of_text

FORUM_TYPES = frozenset({"DiscussionForumPosting", "QAPage", "Question", "Answer", "Comment"})
PRODUCT_TYPES = frozenset({"Product", "ProductGroup", "Offer", "AggregateOffer", "SoftwareApplication", "Service"})
_LIST_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "OfferCatalog", "ItemList"})
_DATE_FROM = {"json_ld": 4.0, "open_graph": 4.0, "meta": 4.0, "time": 3.0, "shown": 2.0, "address": 2.0}
"""How sure a date of publication is by where it comes from; 1 for any other."""
_OG_TYPES = {"article": 1.0, "website": 2.0, "product": 3.0, "profile": 4.0}
_PRICE = re.compile(  # what it may begin with goes first: the search passes over everything else
    r"[$€£¥₹UEGCR\d](?:(?:(?<=[$€£¥₹])|(?<=\bU)SD|(?<=\bE)UR|(?<=\bG)BP|(?<=\bC)HF|(?<=\bR)s\.?) ?\d"
    r"|(?<=\d)[.,]\d\d ?(?:€|£|zł|kr\b|EUR))"
)
_CART = (
    "add to cart", "add to basket", "add to bag", "buy now", "in den warenkorb", "in den einkaufswagen",
    "ajouter au panier", "añadir al carrito", "aggiungi al carrello", "in winkelwagen", "カートに入れる", "加入购物车",
)  # fmt: skip
_REPLIES = re.compile(
    r"^(?:reply|quote|report|like|share|upvote|antworten|zitieren|responder|répondre|citer)$"
    r"|\b\d+ (?:replies|posts|views|comments)\b"
    r"|^(?:joined|posts|messages|beiträge|registriert)\b",
    re.IGNORECASE,
)
_NAMES = {
    "shop": ("product", "price", "cart", "basket", "sku", "variant", "add-to", "buy"),
    "forum": (
        "post-body", "postbody", "reply", "replies", "thread", "message", "avatar", "forum", "topic", "poster",
        "signature",
    ),
    "manual": (
        "toc", "doc-", "docs-", "sidebar-nav", "highlight", "codehilite", "admonition", "breadcrumb", "headerlink",
    ),
    "heads": ("hero", "cta", "banner", "feature", "testimonial", "pricing", "faq", "accordion"),
}  # fmt: skip
"""Words in the names of elements, by the kind of page that has many of them; `heads` are those of presentations."""
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0\d|1[0-2])")
_NUMBERED = re.compile(r"[/-]\d{5,}")
TITLE, BEGINNING, HEADING, PARAGRAPH = "=", "^", "#", ">"
"""What the words of a page begin with in the table of weights, by their place."""
_HEADS = frozenset(["h2", "h3", "h4", "button"])
_SHORT, _LONG = 30, 300
"""Characters of a text that is a label, and of a paragraph that says nothing of the page's kind."""
_LONG_WORD = re.compile(r"[A-Za-z]{3,}")
_ENDS = frozenset('.!?。！？…”"»')


def kind_features(read: PageText, signs: Signs, said: Said, meta: Metadata, url: str | None) -> dict[str, float]:
    """Numbers by name, of a page with at least one block; those of its words come from `word_features`."""
    blocks = read.blocks
    chances = np.zeros(len(blocks)) if read.chances is None else read.chances
    size = np.array([weight_of(block.text) for block in blocks], dtype=np.float64)
    length = np.array([len(block.text) for block in blocks], dtype=np.float64)
    linked = np.minimum(np.array([block.linked for block in blocks], dtype=np.float64) / length, 1.0)
    prose = (size > 120) & (linked < 0.5)
    return {
        **_said(said, meta, [block.text for block in blocks if block.box.tag == "h1"]),
        **_address(signs, url),
        **_build(read, size, linked, prose),
        **_text(read, chances, size, linked, prose),
    }


def kind_words(title: str | None, blocks: Sequence[Block]) -> set[str]:
    """What the model may know a page by: the words of its title and headings, and how short texts and paragraphs begin,
    each marked with its place.
    """
    found = {TITLE + word for word in words_of_text(title or "")}
    for block in blocks:
        size = len(block.text)
        if (is_heading := block.box.tag in _HEADS) or size < _SHORT:
            words = ["0" if word.isdigit() else word for word in words_of_text(block.text[:80])]
            if words:
                found.add(BEGINNING + " ".join(words[:2]))
            if is_heading:
                found.update([HEADING + word for word in words])
        elif size < _LONG:
            found.add(PARAGRAPH + " ".join(words_of_text(block.text[:80])[:2]))
    return found


def word_features(words: Collection[str], weights: Mapping[str, float]) -> dict[str, float]:
    """Sum, mean, greatest and least of the weights of a page's words, for each place."""
    by_place: dict[str, list[float]] = {TITLE: [], BEGINNING: [], HEADING: [], PARAGRAPH: []}
    for word in words:
        if (weight := weights.get(word)) is not None:
            by_place[word[0]].append(weight)
    found = {}
    for place, known in by_place.items():
        found[f"words{place}sum"] = total = sum(known)
        found[f"words{place}mean"] = total / max(1, len(known))
        found[f"words{place}most"] = max(0.0, *known, 0.0)
        found[f"words{place}least"] = min(0.0, *known, 0.0)
    return found


def _said(said: Said, meta: Metadata, headlines: list[str]) -> dict[str, float]:
    types = said.types
    articles = types & ARTICLE_TYPES
    og_type = re.split(r"[.:]", (said.first("og:type") or "").lower())[0]
    found: dict[str, float] = {
        "typed": bool(articles),
        "typed_news": any(kind.endswith("NewsArticle") or kind == "BlogPosting" for kind in articles),
        "typed_forum": bool(types & FORUM_TYPES),
        "typed_product": bool(types & PRODUCT_TYPES),
        "typed_list": bool(types & _LIST_TYPES),
        "types": len(types),
        "og": _OG_TYPES.get(og_type, 0.0),
        "dated": _DATE_FROM.get(meta.published_from or "", 1.0 if meta.published else 0.0),
        "modified": bool(meta.modified),
        "authors": min(3, len(meta.authors)),
        "people": min(3, len(set(meta.authors) - meta.organisations)),
        "section": bool(meta.section),
        "tags": min(10, len(meta.tags)),
        "description": min(400, len(meta.description or "")),
        "image": bool(meta.image_url),
        "title": len(meta.title or ""),
        "title_words": len((meta.title or "").split()),
        "headline_same": letters_of(meta.title or "") == letters_of(headlines[0]) if headlines else -1.0,
    }
    return {name: float(value) for name, value in found.items()}


def _address(signs: Signs, url: str | None) -> dict[str, float]:
    path = signs.path.rstrip("/")
    last = path.rpartition("/")[2]
    found: dict[str, float] = {
        "front": signs.is_front_page,
        "forum_address": signs.forum_address,
        "forum_software": signs.forum_software,
        "manual_address": signs.manual_address,
        "manual_software": signs.manual_software,
        "list_address": signs.list_address,
        "topic_address": signs.topic_address,
        "list_body": signs.list_body,
        "shop_body": signs.shop_body,
        "article_body": signs.article_body,
        "shop_address": signs.shop_address,
        "service_address": signs.service_address,
        "reference_address": signs.reference_address,
        "has_address": bool(url),
        "path_parts": path.count("/"),
        "hyphens": last.count("-"),
        "slug": len(last),
        "last_words": len(_LONG_WORD.findall(last)),
        "path_digits": sum(map(str.isdigit, path)),
        "path_dated": bool(_DATED.search(path)),
        "numbered": bool(_NUMBERED.search(path)),
        "query": signs.queries,
    }
    return {name: float(value) for name, value in found.items()}


def _build(read: PageText, size: Floats, linked: Floats, prose: NDArray[np.bool_]) -> dict[str, float]:
    blocks, boxes = read.blocks, read.boxes
    total = max(1.0, float(size.sum()))
    bits = np.array([block.box.bits for block in blocks], dtype=np.int64)
    heading = np.array([b.HEADINGS.get(block.box.tag, 0) for block in blocks])
    short = "\n".join([block.text for block in blocks if len(block.text) < 60])
    marked = _marked([box.names for box in boxes if box.names])
    parents = Counter([(block.box.parent or block.box).index for block in blocks])
    groups: Counter[tuple[str, str]] = Counter()
    for at, count in parents.items():
        groups[boxes[at].tag, boxes[at].names if len(boxes[at].names) < 200 else ""] += count
    largest = max(groups.values())
    found: dict[str, float] = {
        "blocks": len(blocks),
        "size": total,
        "link_share": (size * linked).sum() / total,
        "prose_share": size[prose].sum() / total,
        "prose_count": prose.sum(),
        "headings": (heading > 1).sum(),
        "linked_headings": ((heading > 1) & (linked > 0.5)).sum(),
        "h1": (heading == 1).sum(),
        "links": (linked > 0.8).sum(),
        "anchors": sum(len(block.anchors) for block in blocks),
        "list_share": size[bits & b.LIST > 0].sum() / total,
        "table_share": size[bits & b.TABLE > 0].sum() / total,
        "form_share": size[bits & b.FORM > 0].sum() / total,
        "pre": sum(block.box.tag == "pre" for block in blocks),
        "article_boxes": sum(box.tag == "article" for box in boxes),
        "largest_group": largest,
        "largest_group_share": largest / len(blocks),
        "prices": len(_PRICE.findall(short)),
        "cart": sum(map(short.lower().count, _CART)),
        "replies": sum(bool(_REPLIES.search(block.text)) for block in blocks if len(block.text) < 40),
        **{f"names_{name}": value for name, value in zip(_NAMES, marked, strict=True)},
        **{f"name_share_{name}": value / len(boxes) for name, value in zip(_NAMES, marked, strict=True)},
    }
    return {name: float(value) for name, value in found.items()}


def _text(read: PageText, chances: Floats, size: Floats, linked: Floats, prose: NDArray[np.bool_]) -> dict[str, float]:
    """Of the blocks that are likely text."""
    taken = chances > CHOSEN
    places = np.nonzero(taken)[0]
    chosen = [read.blocks[at] for at in places.tolist()]
    own = size[taken]
    total, all_prose = max(1.0, float(size.sum())), max(1.0, float(size[prose].sum()))
    mine, count = max(1.0, float(own.sum())), max(1, len(chosen))
    bits = np.array([block.box.bits for block in chosen], dtype=np.int64)
    headings = sum(block.box.tag in b.HEADINGS for block in chosen)
    found: dict[str, float] = {
        "text": own.sum(),
        "text_share": own.sum() / total,
        "text_prose": size[taken & prose].sum(),
        "text_of_prose": size[taken & prose].sum() / all_prose,
        "text_count": len(chosen),
        "text_mean": own.sum() / count,
        "text_longest": own.max(initial=0.0),
        "text_linked": (own * linked[taken]).sum() / mine,
        "text_headings": headings,
        "text_a_heading": mine / (1 + headings),
        "text_lists": own[bits & b.LIST > 0].sum() / mine,
        "text_tables": own[bits & b.TABLE > 0].sum() / mine,
        "text_articles": own[bits & b.ARTICLE > 0].sum() / mine,
        "text_sentences": sum(block.text[-1:] in _ENDS for block in chosen) / count,
        "text_run": _longest_run(places),
        "text_spread": (places[-1] - places[0] + 1) / count if chosen else 0.0,
        "chance": (size * chances).sum() / total,
        "sure_prose": (size * chances)[prose].sum() / all_prose,
        "doubt": read.first_doubt,
    }
    return {name: float(value) for name, value in found.items()}


def _longest_run(places: NDArray[np.intp]) -> int:
    """Blocks of the longest run of text without a gap."""
    if not len(places):
        return 0
    ends = np.nonzero(np.diff(places) > 1)[0]
    edges = np.concatenate(([-1], ends, [len(places) - 1]))
    return int(np.diff(edges).max())


def _marked(listed: Sequence[str]) -> list[int]:
    """How many of the names of a page's elements hold a word of each kind of page."""
    counts = Counter(listed)
    whole_page = "\n".join(counts).lower()
    found = []
    for parts in _NAMES.values():
        there = [part for part in parts if part in whole_page]
        found.append(sum([count for names, count in counts.items() if holds_any(names[:300].lower(), there)]))
    return found
