"""Names that stay the same for ever: ids of addresses, sources, people and tags, and hashes of content.

Ids are UUIDv5 (RFC 9562, section 5.5), made from the text they stand for, so that two machines that see
the same address give it the same id without asking each other.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

_NAMESPACE = UUID("8c6d3f0e-5b1f-5a52-9f6b-2f1c7f4f3a10")


def address_id(address: str) -> UUID:
    """Id of an article by its address: an address has one article, whichever source offered it."""
    return uuid5(_NAMESPACE, f"address:{address}")


def source_id(name: str) -> UUID:
    return uuid5(_NAMESPACE, f"source:{name}")


class SourceNames:
    """Which source a name means: a source keeps its id when it is renamed or merged, and its former names."""

    def __init__(self, sources: Iterable[tuple[str, str, Sequence[str] | None]] = ()) -> None:
        """`sources`: id, present name, former names of each."""
        self._known: dict[str, tuple[str, str]] = {}
        for identity, name, former in sources:
            for one in (*(former or ()), name):
                self._known[one] = (identity, name)

    def current(self, name: str) -> str:
        """The present name of the source that has this name, or had it."""
        return self._known.get(name, ("", name))[1]

    def identity(self, name: str) -> str:
        """The id of the source that has this name, or had it."""
        known = self._known.get(name)
        return known[0] if known else str(source_id(name))

    @property
    def moved(self) -> dict[str, str]:
        """Ids made from names that mean a source with another id, and that id."""
        ids = {str(source_id(name)): identity for name, (identity, _) in self._known.items()}
        return {made: identity for made, identity in ids.items() if made != identity}


def author_id(name: str) -> UUID:
    return uuid5(_NAMESPACE, f"author:{fold(name)}")


def tag_id(name: str) -> UUID:
    return uuid5(_NAMESPACE, f"tag:{fold(name)}")


def capture_id(run_id: str, position: int) -> UUID:
    return uuid5(_NAMESPACE, f"capture:{run_id}:{position}")


def fold(text: str) -> str:
    """Case, accents' encoding and runs of white space taken away: "  José  PÉREZ" and "josé pérez" are one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def content_hash(*parts: str | None) -> UUID:
    """128 bits of the SHA-256 over the parts, white space folded; markup and line breaks do not count.

    A UUID because DuckDB keeps it in 16 bytes, a quarter of the hexadecimal text.
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(" ".join((part or "").split()).encode("utf-8", "replace"))
        digest.update(b"\x00")
    return UUID(bytes=digest.digest()[:16])


def payload_hash(payload: bytes) -> str:
    """SHA-256 of the bytes as received, 64 hexadecimal digits."""
    return hashlib.sha256(payload).hexdigest()
