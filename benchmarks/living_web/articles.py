"""Invented articles, each its own: sentences drawn by a seeded dice from word lists of ours."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

_PLACES = [
    "Nether Tharn",
    "Marrowby",
    "Port Ellery",
    "Skerravoe",
    "Hathwick",
    "Lower Quill",
    "Ambleford",
    "Great Sounding",
    "Threll",
    "Castle Merrin",
]
_PEOPLE = [
    "Joan Ferris",
    "Tom Okafor",
    "Ana Ruiz",
    "Imogen Satterly",
    "Fergus Illing",
    "Priya Nand",
    "Ola Brandt",
    "Miriam Lowe",
]
_OFFICES = [
    "harbour master",
    "mayor",
    "head teacher",
    "chief engineer",
    "librarian",
    "ferry captain",
    "magistrate",
    "surveyor",
]
_THINGS = [
    "bridge",
    "library",
    "ferry line",
    "reservoir",
    "market hall",
    "tram depot",
    "sea wall",
    "hospital wing",
    "school roof",
    "lighthouse",
]
_DEEDS = [
    "rebuilt",
    "closed",
    "repainted",
    "sold",
    "measured again",
    "moved inland",
    "opened early",
    "searched",
    "rented out",
    "flooded",
]
_TIMES = [
    "before winter comes",
    "after the spring tides",
    "within a fortnight",
    "by the end of the year",
    "once the roads are dry",
]
_REASONS = (
    "the money for it was found in an old account",
    "nobody had counted the visitors of last summer",
    "the tide came higher than the charts allow",
    "two neighbours could not agree where the fence had stood",
    "the children of the village had asked for it in a letter",
    "the insurers read their contract a second time",
    "a crack was seen from the deck of a passing boat",
)
_ASIDES = (
    "Few in the room had expected so short a meeting.",
    "The decision was written down on the back of a menu.",
    "A band played outside, though nobody had ordered one.",
    "The minutes of the evening are kept at the town hall.",
    "Rain had been forecast, and it came at noon.",
    "Those who had come by bicycle left first.",
)
_FIRST_DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)


class Article:
    """Number `number` of a host: always the same words for the same two."""

    def __init__(self, host: str, number: int) -> None:
        dice = random.Random(f"{host} {number}")  # noqa: S311 - words, not secrets
        self.path = f"/news/{number}"
        self.published = _FIRST_DAY + timedelta(hours=number, seconds=dice.randrange(3600))
        self.author = dice.choice(_PEOPLE)
        place, thing = dice.choice(_PLACES), dice.choice(_THINGS)
        self.title = f"{place}: {thing} to be {dice.choice(_DEEDS)}, says {dice.choice(_OFFICES)} no. {number}"
        self.paragraphs = [" ".join(_sentence(dice) for _ in range(3)) for _ in range(7)]

    def page(self) -> bytes:
        """The article as a publisher's page, with the furniture that pages have."""
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.title,
            "datePublished": self.published.isoformat(),
            "author": {"@type": "Person", "name": self.author},
        }
        body = "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs)
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{self.title}</title>'
            f'<script type="application/ld+json">{json.dumps(data)}</script></head><body>'
            '<nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/weather">Weather</a></nav>'
            f"<main><article><h1>{self.title}</h1>{body}</article></main>"
            "<footer>Printed and published in the county.</footer></body></html>"
        ).encode()


def _sentence(dice: random.Random) -> str:
    place, other = dice.sample(_PLACES, 2)
    thing, deed, time = dice.choice(_THINGS), dice.choice(_DEEDS), dice.choice(_TIMES)
    who, office, reason = dice.choice(_PEOPLE), dice.choice(_OFFICES), dice.choice(_REASONS)
    count = dice.randrange(12, 4000)
    return dice.choice((
        f"The {thing} of {place} is to be {deed} {time}, because {reason}.",
        f"{who}, the {office} of {place}, told {count} people in {other} that the {thing} would be {deed} {time}.",
        f"In {place} the {office} was asked about the {thing}, and answered that {reason}.",
        f"It had been {deed} {count} days earlier, and {who} of {other} said that {reason}.",
        f"{dice.choice(_ASIDES)} The {thing} at {other} cost {count} crowns, said {who}.",
    ))  # fmt: skip
