"""Checks of a call of `ingest` before anything is started: inputs that cannot be meant, a missing contact, wrong
checks.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from flows.given_addresses import remember_address
from schemas.checks import require_sound_checks
from schemas.errors import UsageError
from schemas.private_parts import bare_address
from schemas.settings import Settings
from tasks.checks.own_expectations import require_known_expectations

_WEB = re.compile(r"https?://", re.IGNORECASE)
_LIKE_A_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?(/.*)?", re.IGNORECASE)


def require_possible(inputs: list[str], settings: Settings, *, due_only: bool = False) -> None:
    """Raises UsageError if there is nothing to ask, no input exists, a site would be asked and no contact is set, or
    checks make no sense.

    One input that exists is enough: the missing ones become outcomes of the run. Usually nothing heavy is imported.
    """
    if not inputs:
        from schemas.sources import names_of_all_sources

        names_of_all_sources(settings.sources_file)
    if not all(_is_there(word) for word in inputs):
        _require_one(inputs, settings)
    if not settings.names_contact and not due_only:
        _require_contact(inputs, settings)
    require_sound_checks(settings)
    require_known_expectations(settings)


def by_present_name(words: list[str], settings: Settings) -> list[str]:
    """The words; a former name of a source as its present one, unless it is declared, or a path."""
    from schemas.sources import sources_if_any

    declared = sources_if_any(settings.sources_file)
    odd = [word for word in words if word and word not in declared and not _is_there(word)]
    if not odd or not settings.snapshot.exists():
        return words
    from tasks.discover.lookup import open_lookup
    from tasks.store.snapshots import snapshot_to_read

    with open_lookup(snapshot_to_read(settings)) as memory:
        names = memory.names()
    return [names.current(word) if word in odd else word for word in words]


def require_nameable(inputs: list[str], source: str, settings: Settings) -> None:
    """Check --source and --outlet. Raises UsageError if an input is a declared source, or the name can be none."""
    from schemas.sources import name_objection

    for word in inputs or [""]:
        if not word or _is_source(word, settings):
            raise UsageError(
                f"{word or 'every declared source'} has a name of its own already",
                "Name files, folders, manifests or addresses together with --source and --outlet.",
            )
    if source and (objection := name_objection(source)):
        raise UsageError(f"--source {source!r} can be no name of a source: {objection}", "Choose another name.")


def as_meant(inputs: list[str], settings: Settings) -> list[str]:
    """The inputs with absolute paths, because the run may be resumed from another folder, and addresses without
    secrets.

    A declared source wins over a folder of the same name. The flow in this process gets the addresses as they are.
    """
    return [word if _is_source(word, settings) else remember_address(bare_address(_absolute(word))) for word in inputs]


def _is_source(word: str, settings: Settings) -> bool:
    from schemas.sources import sources_if_any

    return os.sep not in word and not _WEB.match(word) and word in sources_if_any(settings.sources_file)


def _absolute(word: str) -> str:
    return word if _WEB.match(word) or not _is_there(word) else os.path.abspath(os.path.expanduser(word))  # noqa: PTH111


def _is_there(word: str) -> bool:
    return bool(_WEB.match(word)) or os.path.exists(os.path.expanduser(word))  # noqa: PTH110, PTH111 - no path may raise


def _require_one(inputs: list[str], settings: Settings) -> None:
    from schemas.sources import sources_if_any
    from tasks.discover.readers.warc import is_glob_of_warcs

    declared = sources_if_any(settings.sources_file)
    if any(_is_there(word) or word in declared or is_glob_of_warcs(word) for word in inputs):
        return
    raise nothing_meant(inputs, declared)


def nothing_meant(inputs: list[str], declared: Mapping[str, object]) -> UsageError:
    """The error for words that name nothing. It suggests what may have been meant."""
    one, *more = inputs
    is_none = "is neither a declared source, nor a file or folder, nor an http(s) address"
    what = f"{one} {is_none}" if not more else f"{one} {is_none}, nor is any of the other {len(more)}"
    meant = [near for word in inputs[:3] for near in meant_by(word, declared)]
    if meant:
        return UsageError(what, f"Did you mean {' or '.join(dict.fromkeys(meant))}?")
    return UsageError(what, "`broadsheet sources` lists the declared ones; a path or an https:// address will do too.")


def meant_by(word: str, declared: Mapping[str, object]) -> list[str]:
    """What a person may have meant by a word that names nothing: sources, paths that exist, an address."""
    if word.lower().startswith("file:/"):
        return [unquote(urlsplit(word).path)]
    near = [*difflib.get_close_matches(word, declared, n=2), *_near_paths(word)]
    if not near and _LIKE_A_HOST.fullmatch(word):
        return [f"https://{word}"]
    return near


def _near_paths(word: str) -> list[str]:
    """The path as it was typed, with its first part that does not exist replaced by similar names."""
    parts = word.split("/")
    for number in range(len(parts)):
        here = "/".join(parts[: number + 1]) or "/"
        if os.path.lexists(os.path.expanduser(here)):  # noqa: PTH111
            continue
        parent = "/".join(parts[:number])
        try:
            names = os.listdir(os.path.expanduser(f"{parent}/") if number else ".")  # noqa: PTH111, PTH208
        except (OSError, ValueError):
            return []
        near = difflib.get_close_matches(parts[number], names, n=2, cutoff=0.7)
        paths = ["/".join([*parts[:number], name, *parts[number + 1 :]]) for name in near]
        return [path for path in paths if os.path.exists(os.path.expanduser(path))]  # noqa: PTH110, PTH111
    return []


def _require_contact(inputs: list[str], settings: Settings) -> None:
    """Check the contact for the addresses among the inputs, and for feeds and sitemaps on the web, as the first step of
    a run does.
    """
    from schemas.sources import sources_if_any
    from tasks.web.addresses import BadAddress, parse_address
    from tasks.web.contact import require_contact

    declared = sources_if_any(settings.sources_file)
    addresses = [word for word in inputs if word not in declared and _WEB.match(word)]
    named = [declared[word] for word in inputs if word in declared] if inputs else list(declared.values())
    for address in [*addresses, *(source.asked_location for source in named if source.is_on_the_web)]:
        try:
            parse_address(address)
        except BadAddress:
            continue  # it is never asked: the run ends it with an outcome
        require_contact([address], settings)
