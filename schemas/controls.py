"""Characters that a terminal acts on instead of showing them: controls, and controls of writing direction.

Foreign text with them can overwrite lines, set the title of a window, or show a name backwards. Controls are those of
Unicode's category Cc (C0, DEL, C1); controls of writing direction are those of Unicode Standard Annex 9, section 2.
"""

from __future__ import annotations

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_DIRECTIONS = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_KEPT = {ord("\n"), ord("\t")}

_SHOWN: dict[int, str | None] = {code: "\N{REPLACEMENT CHARACTER}" for code in _CONTROLS if code not in _KEPT}
_SHOWN |= dict.fromkeys(_DIRECTIONS)
_REMOVED: dict[int, str | None] = dict.fromkeys(_CONTROLS, " ") | dict.fromkeys(_DIRECTIONS)
_ESCAPED = {code: f"\\u{code:04x}" for code in [*_CONTROLS, *_DIRECTIONS] if code not in _KEPT}


def shown(text: str) -> str:
    """The text for a terminal: controls but tab and line feed as replacement characters, none of writing direction."""
    return text.translate(_SHOWN)


def one_plain_line(text: str) -> str:
    """The text in one line without controls, for a value that is stored: white space and controls are single blanks."""
    return " ".join(text.translate(_REMOVED).split())


def escaped_json(text: str) -> str:
    """The same JSON, with the controls that stand in its strings written as escape sequences of JSON."""
    return text.translate(_ESCAPED)
