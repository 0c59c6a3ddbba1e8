"""What a quotation is: whole sentences, a few words of one, a slogan, a title, or words the writer keeps at a
distance.
"""

from __future__ import annotations

from tasks.analyse.languages.pack import Pack
from tasks.analyse.marks import Marked
from tasks.analyse.tokens import Token

DIRECT, PARTIAL, SLOGAN, SCARE, TITLE = "direct", "partial", "slogan", "scare", "title"
_ENDS = frozenset(".,!?…-—–:;")
_LONGEST_SCARE = 4
_NEAR = 4


def kind_of(
    text: str,
    one: Marked,
    words: list[Token],
    before: list[Token],
    earlier: str | None,
    *,
    is_said: bool,
    pack: Pack | None,
) -> str:
    """`words` are the tokens inside, `before` those of the paragraph in front of it; `earlier` is the kind of the
    quotation that it continues or is the second half of; `is_said` whether a rule found a speaker.
    """
    if earlier == DIRECT:
        return DIRECT
    spoken = [token for token in words if token.is_word]
    inner = text[one.start : one.end].strip("\"'“”‘’«» \u00a0…")
    begins = inner[:1].isupper() or inner[:1].isdigit()
    ends = (
        one.goes_on
        or one.continues is not None
        or text[max(one.start, one.end - 3) : one.end].rstrip("'’”\" ")[-1:] in _ENDS
    )
    near = [token.low for token in before[-_NEAR:] if token.is_word]
    if pack is not None and len(spoken) <= 8 and any(low in pack.slogan_words for low in near):
        return SLOGAN
    capitals = sum(token.is_capital for token in spoken)
    is_titled = (
        begins and len(spoken) <= 12 and capitals >= 0.6 * len(spoken) and spoken[-1].is_capital if spoken else False
    )
    if (
        is_titled
        and len(spoken) > 1
        and (not is_said or (pack is not None and any(low in pack.title_words for low in near)))
    ):
        return TITLE
    if begins and (ends or is_whole(text, one)) and (len(spoken) > 2 or ends):
        return DIRECT
    if not is_said and len(spoken) <= _LONGEST_SCARE:
        return SCARE
    return PARTIAL


def is_whole(text: str, one: Marked) -> bool:
    """Whether the sentence ends right behind the closing mark, as British outlets write it."""
    return text[one.outer_end : one.outer_end + 1] in {".", ",", "?", "!"}
