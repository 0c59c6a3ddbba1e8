"""THIRD_PARTY.md from requirements.lock: every package with its version and licence, as its own metadata says.

Run `python docs/third_party.py` after the lock changed; a test says where that was forgotten. A package that this
system
does not need (a marker of the lock) is not installed: it is listed without a licence.
"""

from __future__ import annotations

import re
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

Packages whose licence asks for something in return. Broadsheet imports or runs them as separate packages, does not
change them and does not ship them. Weak copyleft (LGPL, MPL) binds changes to the package itself. Whoever distributes
an image that has them in it also gives their licence texts and offers their source, which is public. Where several
licences are offered, Broadsheet takes BSD (docutils), the Artistic License (text-unidecode) and MPL 1.1 (tld).

"""


def third_party() -> str:
    """The page as it should be."""
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    rows = [(name, version, licence_of(name)) for name, version in sorted(set(_PINNED.findall(lock)))]
    return f"{_HEAD}{_table([row for row in rows if _COPYLEFT.search(row[2])])}\n## All\n\n{_table(rows)}"


def licence_of(name: str) -> str:
    """The licence as the metadata of the installed package says; empty where it is not installed."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return ""
    expression = str(found.get("License-Expression") or "")
    classes = [line.rpartition(" :: ")[2] for line in found.get_all("Classifier") or [] if line.startswith("License")]
    first_line = str(found.get("License") or "").strip().split("\n")[0]
    named = [name for name in classes if name != "OSI Approved"]
    return (expression or ", ".join(named) or first_line or "see its own files")[:80].replace("|", "/")


def _table(rows: list[tuple[str, str, str]]) -> str:
    lines = [f"| {name} | {version} | {licence} |" for name, version, licence in rows]
    return "\n".join(["| package | version | licence |", "| --- | --- | --- |", *lines, ""])


if __name__ == "__main__":
    TARGET.write_text(third_party(), encoding="utf-8")
