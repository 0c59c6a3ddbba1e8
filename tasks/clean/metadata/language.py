"""The language of a text: what the page declares, checked by a detector; what the detector says where nothing is
declared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from resiliparse.parse.lang import detect_fast, supported_langs

from schemas.fields import LanguageFrom
from schemas.language_codes import language_code

_ENOUGH = 200
"""Characters from which the detector is asked at all; in East Asian scripts a fifth."""
_FAR = 100_000
"""A distance that no language exceeds: the detector's own limit is of no use here, the distances are."""
_SURE = 360
"""Distance of a text from a language up to which the language is recognised; measured: nine of ten right answers are
under 300, all wrong ones over 380."""
_APART = 1.03
"""How much farther the second language must be where the text is short and all distances are great; measured on pieces
of 200 to 500 characters: two wrong of 750."""
_REFUTED = 1.25
"""A declared language that is this much farther than the detected one was left in the template by mistake."""
_LETTERED = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)
"""Scripts of one language each, in the order in which they decide: Japanese has Chinese characters too."""
_WITHOUT_THESE = re.compile(r"[\x00-\u036f\u0400-\u058f\u0600-\u0dff\u2000-\u206f]*+")
"""A text that has none of them: all in Latin, Cyrillic or Arabic letters, and most others."""
_SMALL_WORDS = {
    # Languages of daily papers that the detector does not know; its nearest guess for them is Estonian.
    "zu": "ukuthi futhi kanye uma noma ngoba lapho khona nje kodwa njengoba abantu wathi uthe emva kwalokho".split(),
    "xh": (
        "ukuba kwaye okanye xa kunye kwakunye apho ngokuba kuba ukuze njengokuba loo kwi koko kananjalo ngexesha "
        "okokuba apha ngethuba malunga nangona ngoku"
    ).split(),
}
_UNLIKELY = frozenset("ba bo br ce cv dv eo fo fy gd gl io jv la lb rm sa sc tt ug vo".split())
"""Never guessed, as papers in them are few and their neighbours many; believed where a page declares them."""
_LIKELY = [code for code in supported_langs() if code not in _UNLIKELY]


def language_of(
    declared: Sequence[tuple[LanguageFrom, str | None]], text: str
) -> tuple[str | None, LanguageFrom | None]:
    """Language code and witness. `declared` holds (witness, tag) in the order of belief; `text` is the article's own.

    The first declaration stands unless the text is clearly of another language; then the detector is the witness, or
    another declaration that says the same.
    """
    stated = [(witness, code) for witness, tag in declared if (code := language_code(tag))]
    found = detected(text, stated[0][1] if stated else None)
    if found is None:
        return (stated[0][1], stated[0][0]) if stated else (None, None)
    return found, next((witness for witness, code in stated if code == found), "detector")


def detected(text: str, declared: str | None = None) -> str | None:
    """The language that a text is clearly in, None where it is too short or nobody can tell.

    A `declared` language that is about as near as the nearest is believed.
    """
    sample = text[:4000]
    if lettered := _by_script(sample):
        return lettered
    if len(sample) < _ENOUGH:
        return None
    languages = _LIKELY if declared is None or declared in _LIKELY else [*_LIKELY, declared]
    near = detect_fast(sample, cutoff=_FAR, n_results=len(languages), langs=languages)
    assert isinstance(near, list)
    (best, distance), (_, second) = near[0], near[1]
    if best != declared and (unknown := _by_small_words(sample)):
        return unknown
    if distance > _SURE and second < _APART * distance:
        return None
    own = next((far for language, far in near if language == declared), None)
    return declared if own is not None and own < _REFUTED * distance else best


def _by_script(text: str) -> str | None:
    if _WITHOUT_THESE.fullmatch(text):
        return None
    letters = sum(map(str.isalpha, text))
    for language, script in _LETTERED:
        count = len(script.findall(text))
        if count >= 20 and count > letters * (0.1 if language == "ja" else 0.4):
            return language
    return None


def _by_small_words(text: str) -> str | None:
    words = re.findall(r"\w+", text.casefold())
    share, language = max(
        (sum(map(words.count, small)) / max(1, len(words)), name) for name, small in _SMALL_WORDS.items()
    )
    return language if share > 0.02 else None
