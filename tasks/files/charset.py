"""Bytes to text. Order: BOM, what is UTF-8 but for a few faults, HTTP header, meta, Western text, a detector.

Valid UTF-8 goes before the labels: text in another encoding is practically never valid UTF-8 by chance, while
labels are wrong every day. Labels as the WHATWG Encoding Standard reads them: latin-1 means windows-1252.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(
    rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}encoding=["']([\w.:-]+)""", re.IGNORECASE
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_AS_BROWSERS_READ = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-9": "cp1254",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "unicode": "utf-8",
    "windows-874": "cp874",
}
_SEVEN_BIT = ("iso2022_jp", "hz", "iso2022_kr")
_GUESSED = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp874"
    " iso8859_2 koi8_r koi8_u cp932 euc_jp gb18030 big5 cp949 utf_16_le utf_16_be"
).split()
"""What pages and files without a label are in. Given every encoding there is, the detector sees old Macs in French."""
_NOT_WESTERN = re.compile(r"[^\x00-\x7f\u00a0-\u00bfÀ-ÏÑ-ÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒ“”‘’‚„…–—•€™‹›]|[¥¯¹³]")
"""What text in windows-1252 hardly has, and what other code pages look like in it: Polish ³ and ¹, Turkish þ and ý."""


_CP1252 = {bytes([byte]).decode("cp1252"): byte for byte in range(128, 160) if byte not in {129, 141, 143, 144, 157}}
_LATER = "\x80-\xbf" + "".join(_CP1252)
_TWICE = re.compile(rf"[Â-ß][{_LATER}]|[à-ï][{_LATER}]{{2}}|[ð-ô][{_LATER}]{{3}}")
"""Characters of windows-1252 whose bytes may be one character of UTF-8."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_FEWEST_TWICE = 5


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    charset: str
    replaced: int
    """Characters that came out as U+FFFD."""


def decode(payload: bytes, content_type: str | None = None) -> Decoded:
    """Text of a page or file. Never raises: what cannot be read becomes U+FFFD and is counted."""
    for bom, name in _BOMS:
        if payload.startswith(bom):
            return _replacing(payload[len(bom) :], name)
    labels = _labels(payload, content_type)
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        seven_bit = next((label for label in labels if label in _SEVEN_BIT), None)
        if seven_bit and (b"\x1b" in payload or b"~{" in payload):
            return _replacing(payload, seven_bit)
        text = _encoded_once(text)
        return Decoded(text, "utf-8", text.count("\ufffd"))
    lossy = _replacing(payload, "utf-8")
    # A text in UTF-8 with a few broken bytes has far more good sequences than bad ones. It goes before the labels
    # too: one-byte encodings take any bytes, and would make rubbish of all of it.
    good = len(payload) - len(lossy.text)
    if lossy.replaced <= good // 10:
        return lossy
    for label in labels:
        try:
            return Decoded(payload.decode(label), label, 0)
        except UnicodeDecodeError:
            continue
    if lossy.replaced <= min(good, 3):
        return lossy
    return _western(payload) or _detected(payload) or _replacing(payload, labels[0] if labels else "cp1252")


def _encoded_once(text: str) -> str:
    """UTF-8 that some system took for windows-1252 and encoded once more, as it was: "isnâ€™t" -> "isn't". Only where
    nearly everything that is not ASCII reads so.
    """
    if "â" not in text and "Ã" not in text:
        return text
    found = _TWICE.findall(text)
    if len(found) < _FEWEST_TWICE or sum(map(len, found)) < 0.8 * len(_NOT_ASCII.findall(text)):
        return text
    return _TWICE.sub(_once, text)


def _once(match: re.Match[str]) -> str:
    content = bytes(_CP1252.get(character, ord(character) & 0xFF) for character in match[0])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _labels(payload: bytes, content_type: str | None) -> list[str]:
    """Python's names of the encodings that header and meta claim, in that order, UTF-8 left out."""
    claims = [match[1] for match in [_HEADER.search(content_type or "")] if match]
    if meta := _META.search(payload[:4096]):
        claims.append((meta[1] or meta[2]).decode("ascii", "replace"))
    found: list[str] = []
    for claim in claims:
        label = claim.lower()
        try:
            name = codecs.lookup(_AS_BROWSERS_READ.get(label, label)).name
            b"a".decode(name)
        except (LookupError, UnicodeError):
            continue  # unknown, or a codec that makes no text: zlib, quopri
        if not name.startswith(("utf", "idna", "punycode", "unicode", "raw", "rot", "base64", "hex")):
            found.append(name)
    return list(dict.fromkeys(found))


def _replacing(payload: bytes, name: str) -> Decoded:
    text = payload.decode(name, "replace")
    return Decoded(text, name, text.count("\ufffd"))


def _western(payload: bytes) -> Decoded | None:
    """The text as windows-1252 where it reads like French or German: on their few letters detectors guess wrong."""
    try:
        text = payload.decode("cp1252")
    except UnicodeDecodeError:
        return None
    letters = sum(map(str.isalpha, text))
    accented = sum(character > "\x7f" for character in text if character.isalpha())
    return None if accented * 3 > letters or _NOT_WESTERN.search(text) else Decoded(text, "cp1252", 0)


def _detected(payload: bytes) -> Decoded | None:
    best = from_bytes(payload[:50_000], cp_isolation=_GUESSED).best()
    return _replacing(payload, best.encoding) if best else None
