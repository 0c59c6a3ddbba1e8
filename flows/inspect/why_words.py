"""The answer to "why is it missing?" in words. Pure: what is known of an address goes in, lines come out."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from schemas.outcomes import REASONS

_HOW = {
    "final": "which leads here by a redirect",
    "redirect": "which leads here by a redirect",
    "canonical": "whose page names this as its own address",
    "alias": "with the same text",
    "address": "whose article this is",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the snapshot knows of an address. Each part is a row by column name (flows/inspect/questions/why.sql), None where there is none."""

    key: str
    shown: str = ""
    """The same address with the scheme that was typed, or that is known; empty where that is the key."""
    host: str | None = None
    lead: dict[str, Any] | None = None
    """The other address that leads to this page."""
    is_by_lead: bool = False
    """Whether the parts below are of that one, because this one was never offered."""
    address: dict[str, Any] | None = None
    outcome: dict[str, Any] | None = None
    article: dict[str, Any] | None = None
    hold: dict[str, Any] | None = None
    fetch: dict[str, Any] | None = None
    claim: dict[str, Any] | None = None
    runs: int = 0
    same_host: list[dict[str, Any]] = field(default_factory=list)
    """Sources that offer other addresses of its host."""
    declared: list[str] = field(default_factory=list)
    """Declared sources that are of its host."""
    file: str | None = None
    """Of a path that was never offered: what is there, and why nobody would offer it."""

    @property
    def named(self) -> str:
        """As a person names it."""
        return self.shown or self.key


def answer_of(known: Known) -> str:
    """One word: there, held, discarded, refused, failed or never_offered."""
    if known.outcome is None:
        return "never_offered"
    if known.article is not None:
        return "there"
    if known.hold is not None and known.hold["state"] in {"open", "discarded"}:
        return "held" if known.hold["state"] == "open" else "discarded"
    return "held" if known.outcome["status"] == "quarantined" else str(known.outcome["status"])


def words(known: Known) -> list[str]:
    """The answer, from what matters most to what may help."""
    return [known.named, *(f"  {line}" for line in _lines(known))]


def _lines(known: Known) -> Iterator[str]:
    if known.outcome is None:
        yield from _never_offered(known)
        return
    if known.lead and known.is_by_lead:
        yield f"was never offered itself, but {known.lead['url']} was, {_HOW[known.lead['relation']]}"
    answer = answer_of(known)
    if known.article is not None:
        yield from _there(known, known.article)
    if known.hold is not None and known.hold["state"] in {"open", "discarded"}:
        yield from _held(known.hold, is_there=known.article is not None)
    if answer in {"failed", "refused"} or (
        known.article is not None and known.outcome["status"] in {"failed", "refused"}
    ):
        yield from _lost(known, known.outcome)
    yield from _asked(known, known.outcome)
    if known.lead and not known.is_by_lead:
        title = f" as “{known.lead['title']}”" if known.lead["title"] else ""
        yield f"the same page is known{title} under {known.lead['url']}, {_HOW[known.lead['relation']]}"
    if known.claim and known.article is None and known.claim["title"]:
        published = f", published {_at(known.claim['published_at'])}" if known.claim["published_at"] else ""
        yield f"{known.claim['source']} said of it: “{known.claim['title']}”{published}"


def _there(known: Known, article: dict[str, Any]) -> Iterator[str]:
    title = f"“{article['title']}”" if article["title"] else "without a title"
    yield (
        f"there: {title}, version {article['version']}, from {article['source']}, loaded {_at(article['loaded_at'])}"
        f" by run {article['run_id']}"
    )
    if known.outcome and known.outcome["status"] in {"loaded", "alias"} and known.outcome["detail"]:
        yield f"of what its manifest said: {known.outcome['detail']}"
    if known.outcome and known.outcome["status"] == "alias":
        yield f"under another address of the same text: {article['url']}"
    if article["flags"]:
        yield f"with checks that it failed without being held: {', '.join(article['flags'])}"
    if article["status"] == "gone":
        yield f"removed by its source: its address has been empty since {_at(article['gone_since'])}"


def _held(hold: dict[str, Any], *, is_there: bool) -> Iterator[str]:
    what = "a later capture of it is held" if is_there else "held"
    if hold["state"] == "discarded":
        yield f"discarded by a person; it had been held since {_at(hold['held_at'])}"
    else:
        yield f"{what} since {_at(hold['held_at'])}, by run {hold['run_id']}, because it failed:"
    for failure in hold["failures"] or []:
        bound = f", asked for is {failure['bound']}" if failure["bound"] else ""
        yield f"  {failure['check_id']}: {failure['observed']}{bound}"
    if hold["state"] == "open":
        number = hold["quarantine_id"]
        yield f"look at it: broadsheet quarantine show {number} · let it in: broadsheet quarantine release {number}"


def _lost(known: Known, outcome: dict[str, Any]) -> Iterator[str]:
    reason = REASONS.get(outcome["reason"])
    said = reason.words if reason else outcome["reason"]
    detail = f": {outcome['detail']}" if outcome["detail"] else ""
    last = "" if known.article is None else "the last look at it "
    yield f"{last}{outcome['status']} ({outcome['reason']}) {_at(outcome['recorded_at'])}, {said}{detail}"
    address = known.address or {}
    tries = address.get("tries") or 0
    if known.host is None:
        yield "another content at this place would be looked at anew"
    elif address.get("ask_again_at"):
        yield f"it is tried again; {_times(tries)} in a row without success so far"
    elif outcome["retryable"]:
        yield f"broadsheet ingest {known.named} tries it at once"
    elif outcome["reason"] == "robots":
        yield "robots.txt is looked up again each time that it is offered"
    elif known.article is None:
        yield "it would end the same way again, so it is left alone unless its source says that it changed"


def _asked(known: Known, outcome: dict[str, Any]) -> Iterator[str]:
    address = known.address or {}
    if known.fetch and known.fetch["redirects"] and known.fetch["final_url"]:
        yield f"its address leads on to {known.fetch['final_url']}"
    source = f" by {address['source']}" if address.get("source") else ""
    seen = f", last {_at(address['seen_at'])}" if address.get("seen_at") else ""
    yield f"offered{source} in {known.runs} {'run' if known.runs == 1 else 'runs'}{seen}, as {outcome['url']}"
    if address.get("ask_again_at"):
        yield f"asked for next from {_at(address['ask_again_at'])} on"


def _never_offered(known: Known) -> Iterator[str]:
    yield "was never offered by any source"
    if known.same_host:
        yield f"of {known.host} these are known:"
        for row in known.same_host:
            count = f"{row['addresses']} {'address' if row['addresses'] == 1 else 'addresses'}"
            yield f"  {count} from {row['source']}, last {_at(row['last_offered_at'])}; most like it is {row['nearest']}"
    elif known.declared:
        yield f"{', '.join(known.declared)} is declared for its host and has offered no address of it: broadsheet sources check {known.declared[0]}"
    elif known.host:
        front = "/".join(known.named.split("/")[:3])
        yield f"no source is declared for {known.host}: broadsheet sources add {front}/"
    if known.file:
        yield known.file
    if known.host:
        yield f"take it by hand: broadsheet ingest {known.named}"
    elif not known.file:
        yield f"take it by hand: broadsheet ingest {shlex.quote(_path(known.key))}"


def _path(key: str) -> str:
    return unquote(key.removeprefix("file://"))


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
