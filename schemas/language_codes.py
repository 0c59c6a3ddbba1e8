"""Names of languages as sites, feeds and manifests write them, made one code each."""

from __future__ import annotations

import re

_CODE = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.IGNORECASE)
_SAME = {
    "nb": "no",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "mo": "ro",
    "zho": "zh",
    "eng": "en",
    "deu": "de",
    "fra": "fr",
    "spa": "es",
}
"""Codes that say the same, as the detector and most sites say it: two codes for one language break every grouping."""


def language_code(text: str | None) -> str | None:
    """The language of a tag (RFC 5646) or locale: "pt-BR" -> "pt"; None for what is no tag, such as "English"."""
    match = _CODE.match((text or "").strip())
    if not match:
        return None
    code = match[0].lower()
    return _SAME.get(code, code)
