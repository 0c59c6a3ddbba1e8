"""Is what people wrote right: settings, sources, checks? And do sites learn whom to ask?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from flows.inspect.findings import Finding, fail, ok, warn
from schemas.checks import article_checks, batch_checks
from schemas.errors import SourcesFileError
from schemas.settings import Settings
from schemas.settings.loading import load_values
from schemas.source_checks import faults_in_sources
from schemas.sources import declared_sources


def settings_known(_: Settings, __: datetime) -> Iterator[Finding]:
    loaded = load_values(Settings, {})
    yield ok("settings", f"{len(loaded.origins)} set; file: {loaded.file or 'none'}")
    for variable in loaded.unknown_variables:
        yield warn(
            "settings", f"{variable} is no setting of ours, and is ignored", "Unset it, or see `broadsheet config`."
        )


def sources(settings: Settings, _: datetime) -> Iterator[Finding]:
    """Raises SourcesFileError, whose cure is the finding's."""
    if not settings.sources_file.exists():
        cure = "`broadsheet sources add URL` makes it; or set BROADSHEET_SOURCES_FILE."
        yield warn("sources", f"there is no {settings.sources_file}: the schedule has nothing to ask", cure)
        return
    declared = declared_sources(settings.sources_file)
    yield ok("sources", f"{len(declared)} declared in {settings.sources_file}")
    asks_sites = any(source.is_on_the_web or source.kind == "urls" for source in declared.values())
    if asks_sites and not settings.names_contact:
        cure = "Set the contact to an e-mail address or a page about you: nothing is fetched without."
        yield fail("contact", "sources on the web are declared, and no contact is set", cure)
    elif settings.names_contact:
        yield ok("contact", f"sites are told {settings.contact or settings.user_agent}")


def checks(settings: Settings, _: datetime) -> Iterator[Finding]:
    """Raises ChecksFileError where the file of checks is broken as a whole."""
    yield ok("checks", f"{len(article_checks(settings.checks_file))} of articles, {len(batch_checks())} of batches")
    with suppress(SourcesFileError):  # told beside the sources
        for fault in faults_in_sources(settings):
            yield fail("checks", fault.what, fault.cure)
