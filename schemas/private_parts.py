"""What must not be seen: user names, passwords, tokens and keys in addresses.

An address is requested as it was given, without its user part. Everywhere else it stands without its secrets: the value
of a secret parameter is written as `hidden-` and ten digits of its hash. So two addresses stay two, one address stays
one, and what was hidden once is not changed again.

The user part is that of RFC 3986, section 3.2.1. The names of parameters are those that error trackers leave out, and
those of OAuth 2.0 (RFC 6750, section 2.3) and of signed addresses (AWS, Google, Azure).
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote

_SECRET_NAMES = frozenset(
    [
        "auth",
        "authorization",
        "jwt",
        "sig",
        "pass",
        "pwd",
        "pw",
        "passwd",
        "appkey",
        "authkey",
        "clientkey",
        "consumerkey",
        "sharedkey",
        "secretkey",
        "userkey",
    ]
)
_SECRET_ENDINGS = (
    "token",
    "secret",
    "password",
    "passphrase",
    "apikey",
    "accesskey",
    "privatekey",
    "subscriptionkey",
    "signature",
    "credential",
    "credentials",
)
"""Of names in lower case without `-`, `_` and `.`: `X-Amz-Security-Token`, `client_secret`."""
_RANDOM = re.compile(r"(?=.{0,200}[0-9])(?=.{0,200}[A-Za-z])\w{20,}|AIza[\w-]{30,}", re.ASCII)
"""What a parameter called `key` holds where it is a key of an API: the name also stands for pages (`?key=harbour`)."""
MAY_HOLD_ONE = r"pass|pwd|pw=|secret|token|key|sig|auth|jwt|credential|@|%[4-7][0-9a-f]"
"""A pattern, in any case of letters. Nearly no address has it: the others are left as they are without being taken
apart.
"""
_MAY_HOLD_ONE = re.compile(MAY_HOLD_ONE, re.IGNORECASE)
SECRETS_DIGEST = hashlib.sha256(repr([sorted(_SECRET_NAMES), _SECRET_ENDINGS]).encode()).hexdigest()[:16]
"""Another one where other names count as secret: then the warehouse is looked through again."""
_HIDDEN = re.compile(r"hidden-[0-9a-f]{10}")
_BEFORE_HOST = re.compile(r"^(\s*(?:[a-z][a-z0-9+.-]*://|https?:[/\\]{2,9}))[^/?#\\\s]*@", re.IGNORECASE)
_LOGIN = re.compile(r"(?<=://)(?!hidden-[0-9a-f]{10}@)[^/?#\\\s]*@")
_AUTHORITY = re.compile(r"[^/?#\\\s]*")
_MATRIX = re.compile(r"(?<=;)([^=;/?#]{1,100})=([^;/?#]+)")
"""A parameter in a path."""
_ADDRESS = re.compile(r"(?::|%3A)(?://|%2F%2F)[^\s\"<>\\]+", re.IGNORECASE)
_PARAMETER = re.compile(r"(?<=[?&;])([^=&?#;\s\"'<>\\]{1,100})=([^&#\s\"<>\\]+)")
_END_OF_SENTENCE = ".,:;!)]}'`*"
_DEEPEST = 3
"""Addresses inside addresses."""


def bare_address(text: str) -> str:
    """An address without user name and password: they are never sent, so they are not kept either."""
    return _BEFORE_HOST.sub(r"\1", text)


def public_address(address: str) -> str:
    """An address as it may be kept and shown, without its user part: it is the same with and without a login."""
    return shown_address(bare_address(address))


def shown_address(address: str) -> str:
    """One address as it may be kept and shown. Where it holds no secret, it stays as it is to the letter."""
    if not _MAY_HOLD_ONE.search(address):
        return address
    for _ in range(_DEEPEST):  # hiding one part may show where another begins
        before, address = address, _shown(address, _DEEPEST)
        if address == before:
            break
    return address


def without_secrets(text: str) -> str:
    """Any text, with the secrets of every address in it hidden, also where the address is relative or encoded."""
    if not _MAY_HOLD_ONE.search(text):
        return text
    return _PARAMETER.sub(_hide_parameter, _ADDRESS.sub(_hide_in_address, text))


def holds_hidden(address: str) -> bool:
    """Whether something of the address was hidden, so that it cannot be requested as it stands."""
    return "hidden-" in address and bool(_HIDDEN.search(address))


def _hidden(value: str) -> str:
    return value if _HIDDEN.match(value) else f"hidden-{hashlib.sha256(_bytes(value)).hexdigest()[:10]}"


def _is_secret(name: str, value: str) -> bool:
    plain = unquote(name).lower().translate({ord(sign): None for sign in "-_.[] "})
    if plain == "key":
        return bool(_RANDOM.fullmatch(value))
    return bool(value) and (plain in _SECRET_NAMES or plain.endswith(_SECRET_ENDINGS))


def _shown(address: str, depth: int) -> str:
    scheme, slashes, rest = address.partition("://")
    if slashes:
        address = scheme + slashes + _without_login(rest)
    at = min((at for sign in "?#" if (at := address.find(sign)) >= 0), default=len(address))
    path = _MATRIX.sub(_hide_parameter, _LOGIN.sub("***@", address[:at]))
    return path + address[at : at + 1] + _query(address[at + 1 :], depth)


def _without_login(rest: str) -> str:
    """What follows `://`. A `/`, `?` or `#` in a password ends the authority for every parser, and what is taken for
    host and port then is the user and half of the password.
    """
    authority = _AUTHORITY.match(rest)
    host = authority[0] if authority else ""
    if "@" in host:
        return rest if _HIDDEN.match(host) else "***" + rest[host.rfind("@") :]
    name, colon, port = host.partition(":")
    end = rest.rfind("@")
    is_name_of_host = "." in name or name in {"localhost", ""} or name.startswith("[") or "%" in name
    is_cut = bool(colon) and (not is_name_of_host or not (port.isdigit() or not port))
    if end < 0 or host.startswith("[") or not (is_cut or (not is_name_of_host and ":" in rest[:end])):
        return rest
    return _hidden(rest[:end]) + rest[end:]


def _query(text: str, depth: int) -> str:
    return "".join(_part(part, depth) for part in re.split(r"([&#])", text))


def _part(part: str, depth: int) -> str:
    name, sign, value = part.partition("=")
    if sign and _is_secret(name, value):
        return f"{name}={_hidden(value)}"
    kept, said = (f"{name}=", value) if sign else ("", part)
    if ";" in said:  # an old separator of parameters
        said = _PARAMETER.sub(_hide_parameter, said)
    return kept + (_inner(said, depth - 1) if depth else said)


def _inner(value: str, depth: int) -> str:
    """The value of a parameter that may be an address itself, or a query, as it is or encoded."""
    plain = unquote(value, errors="surrogateescape")
    if plain == value:
        return _shown(value, depth) if "://" in value or "?" in value else value
    shown = _shown(plain, depth) if "://" in plain or "?" in plain else _query(plain, depth)
    return value if shown == plain else quote(_bytes(shown), safe="")


def _bytes(text: str) -> bytes:
    """In UTF-8. Bytes that are not UTF-8 come back as they were, and any other surrogate is written somehow."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _hide_parameter(found: re.Match[str]) -> str:
    name, value = found[1], found[2]
    kept = value.rstrip(_END_OF_SENTENCE)
    return f"{name}={_hidden(kept)}{value[len(kept) :]}" if _is_secret(name, kept) else found[0]


def _hide_in_address(found: re.Match[str]) -> str:
    text = found[0].rstrip(_END_OF_SENTENCE)
    rest = found[0][len(text) :]
    if text.startswith("://"):
        return _shown(text, _DEEPEST) + rest
    # Encoded: it ends where the parameter ends that it is the value of.
    value, sign, more = text.partition("&")
    return _inner(value, _DEEPEST) + sign + more + rest
