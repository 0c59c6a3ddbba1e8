"""What the analysis must know of a language to name speakers and people. A language is here once its figures are measured."""

from __future__ import annotations

from tasks.analyse.languages.english import ENGLISH
from tasks.analyse.languages.pack import Pack

PACKS: dict[str, Pack] = {"en": ENGLISH}
"""By ISO 639-1 code. Texts of other languages get quotations without speakers."""
