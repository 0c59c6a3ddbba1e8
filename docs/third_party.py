"""THIRD_PARTY.md from requirements.lock: every package with its version and licence, as its own metadata says.

Run `python docs/third_party.py` after the lock changed; a test says where that was forgotten. A package that this
system does not need (a marker of the lock) is not installed: its licence is said here by hand. One with copyleft needs
a reason here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TARGET = PROJECT / "THIRD_PARTY.md"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_COPYLEFT = re.compile(r"\b(?:A?L?GPL|GNU|MPL|Mozilla|EUPL|CDDL|EPL)", re.IGNORECASE)
_HEAD = """# Parts of others

Made from `requirements.lock` by `python docs/third_party.py`. Broadsheet itself is under the Apache License 2.0
([LICENSE](LICENSE)). It contains no source of these packages: they are installed beside it, unchanged, each under its
own licence.

## Copyleft

Packages whose licence asks for something in return, one by one, with the reason why they may be used so. Broadsheet
imports or runs them as separate packages, does not change them and does not ship them. Weak copyleft (LGPL, MPL) binds
changes to the package itself, and a user must be able to put another version in its place: `pip` does. Whoever
distributes an image that has them in it also gives their licence texts and offers their source, which is public.

"""
_WEAK = "file by file (MPL): its own files stay under it, and they are unchanged"
_REASONS = {
    "axe-playwright-python": "only in tests; it contains axe-core under MPL 2.0, unchanged",
    "certifi": f"a list of authorities, read as data; {_WEAK}",
    "docutils": "comes with other packages and is not imported; of the licences offered BSD is taken",
    "hypothesis": f"only in tests; {_WEAK}",
    "orjson": f"imported; {_WEAK}",
    "pathspec": f"only for building and checking; {_WEAK}",
    "pebble": "imported as it is, and can be replaced by another version (LGPL, section 4 of version 3)",
    "psycopg": "imported as it is, only where a shared catalogue is used, and can be replaced (LGPL, section 4)",
    "psycopg-binary": "as psycopg; the libpq in it has a licence like BSD",
    "text-unidecode": "comes with Prefect; of the licences offered the Artistic License is taken",
    "tld": "comes with trafilatura's courlan; of the licences offered MPL 1.1 is taken, and its files are unchanged",
    "tqdm": f"comes with other packages; {_WEAK}",
}
"""Why a package with copyleft may be used."""
_SAID_BY_HAND = {
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT; with axe-core, MPL-2.0",
    "pywin32": "PSF-2.0",
    "whenever": "MIT",
}
"""Licences that no metadata says here: from the package's own files, for systems that need it."""


def third_party() -> str:
    """The page as it should be."""
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    rows = [(name, version, licence_of(name)) for name, version in sorted(set(_PINNED.findall(lock)))]
    bound = [(*row, _REASONS[row[0]]) for row in rows if _COPYLEFT.search(row[2])]
    columns = ("package", "version", "licence")
    return f"{_HEAD}{_table((*columns, 'why it may be used so'), bound)}\n## All\n\n{_table(columns, rows)}"


def licence_of(name: str) -> str:
    """The licence as the metadata of the installed package says, or as it is said above; empty where neither does."""
    if name in _SAID_BY_HAND:
        return _SAID_BY_HAND[name]
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return ""
    expression = str(found.get("License-Expression") or "")
    classes = [line.rpartition(" :: ")[2] for line in found.get_all("Classifier") or [] if line.startswith("License")]
    first_line = str(found.get("License") or "").strip().split("\n")[0]
    named = [name for name in classes if name != "OSI Approved"]
    return (expression or ", ".join(named) or first_line or "see its own files")[:80].replace("|", "/")


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    return "\n".join([*(f"| {' | '.join(line)} |" for line in lines), ""])


if __name__ == "__main__":
    TARGET.write_text(third_party(), encoding="utf-8")
