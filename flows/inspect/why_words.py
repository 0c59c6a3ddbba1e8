"""The answer of `broadsheet why` in words. Pure: what is known of an address goes in, lines come out."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from flows.cli.output.funnel import place
from schemas.outcomes import REASONS, Family

_HOW = {
    "final": "which leads here by a redirect",
    "redirect": "which leads here by a redirect",
    "canonical": "whose page names this as its own address",
    "alias": "with the same text",
    "address": "whose article this is",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressHistory:
    """What the snapshot knows of an address. Each part is a row by column name (questions/why.sql), None where there is
    none.
    """

    key: str
    shown: str = ""
    """The address with the scheme that was typed or recorded; empty where it is the key."""
    host: str | None = None
    lead: dict[str, Any] | None = None
    """The other address that leads to this page, or whose row in a manifest names this file."""
    is_by_lead: bool = False
    """Whether the parts below are of the other address, because this one was never offered."""
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
    passed: list[dict[str, Any]] = field(default_factory=list)
    """Records of it in WARC files that are no pages."""
    waiting: list[str] = field(default_factory=list)
    """Ids of runs that have not ended and are to take it."""
    is_forgotten: bool = False
    """Whether `broadsheet forget` took it out for good."""
    file: str | None = None
    """Of a path that was never offered: why a folder does not offer the file there."""
    inside: dict[str, Any] | None = None
    """Of a path that was never offered: how many rows or records of the file were, and one of them."""
    row: str = ""
    """The row of a manifest that was asked for, where the address is what that row offers."""

    @property
    def named(self) -> str:
        """The address as a person writes it."""
        return self.shown or self.key


def answer_of(history: AddressHistory) -> str:
    """One word: there, held, discarded, refused, failed, passed_over, list, forgotten, waits or
    never_offered.
    """
    if history.is_forgotten:
        return "forgotten"
    if history.outcome is None and history.waiting:
        return "waits"
    if history.outcome is None:
        return "passed_over" if history.passed else "list" if history.inside else "never_offered"
    if history.article is not None:
        return "there"
    if history.hold is not None and history.hold["state"] in {"open", "discarded"}:
        return "held" if history.hold["state"] == "open" else "discarded"
    return "held" if history.outcome["status"] == "quarantined" else str(history.outcome["status"])


def words(history: AddressHistory) -> list[str]:
    """The answer, from what matters most to what may help."""
    return [history.named, *(f"  {line}" for line in _lines(history))]


def _lines(history: AddressHistory) -> Iterator[str]:
    if history.row:
        file, _, number = history.row.rpartition("#")
        is_sheet = file.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".xlsx", ".xls", ".ods"))
        line = f", line {int(number) + 1} of the sheet if its header is line 1" if is_sheet else ""
        yield f"offered by row {number} of {file}{line}"
    if history.is_forgotten:
        yield "was forgotten for good (`broadsheet forget`): it is never fetched or loaded again"
        return
    if history.outcome is None and history.waiting:
        yield f"is in the run {history.waiting[-1]}, which has not ended: the next run completes one that was cut off"
        yield "how far it is: broadsheet status"
        return
    if history.outcome is None:
        yield from _never_offered(history)
        return
    if history.lead and history.is_by_lead and history.lead["relation"] == "file":
        yield f"was never offered under this path, but as {history.lead['url']}: a manifest names this file for it"
    elif history.lead and history.is_by_lead:
        yield f"was never offered itself, but {history.lead['url']} was, {_HOW[history.lead['relation']]}"
    answer = answer_of(history)
    if history.article is not None:
        yield from _there(history, history.article)
    if history.hold is not None and history.hold["state"] in {"open", "discarded"}:
        yield from _held(history.hold, is_there=history.article is not None)
    if answer in {"failed", "refused"} or (
        history.article is not None and history.outcome["status"] in {"failed", "refused"}
    ):
        yield from _lost(history, history.outcome)
    yield from _requests(history, history.outcome)
    if history.lead and not history.is_by_lead:
        title = f" as “{history.lead['title']}”" if history.lead["title"] else ""
        yield f"the same page is known{title} under {history.lead['url']}, {_HOW[history.lead['relation']]}"
    if history.claim and history.article is None and history.claim["title"]:
        published = f", published {_at(history.claim['published_at'])}" if history.claim["published_at"] else ""
        yield f"{history.claim['source']} said of it: “{history.claim['title']}”{published}"


def _there(history: AddressHistory, article: dict[str, Any]) -> Iterator[str]:
    title = f"“{article['title']}”" if article["title"] else "without a title"
    yield (
        f"there: {title}, version {article['version']}, from {article['source']}, loaded {_at(article['loaded_at'])}"
        f" by run {article['run_id']}"
    )
    if history.outcome and history.outcome["status"] in {"loaded", "alias"} and history.outcome["detail"]:
        yield f"of what its manifest said: {history.outcome['detail']}"
    if history.outcome and history.outcome["status"] == "alias":
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


def _lost(history: AddressHistory, outcome: dict[str, Any]) -> Iterator[str]:
    reason = REASONS.get(outcome["reason"])
    said = reason.words if reason else outcome["reason"]
    detail = f": {outcome['detail']}" if outcome["detail"] else ""
    last = "" if history.article is None else "the last look at it "
    yield f"{last}{outcome['status']} ({outcome['reason']}) {_at(outcome['recorded_at'])}, {said}{detail}"
    address = history.address or {}
    tries = address.get("tries") or 0
    if outcome["reason"] == "forgotten":
        yield "it is never taken again"
    elif history.host is None:
        yield "if the content at this place changes, it is read again"
    elif address.get("ask_again_at"):
        yield f"it is tried again; {_times(tries)} in a row without success so far"
    elif outcome["retryable"]:
        yield f"broadsheet ingest {shlex.quote(history.named)} tries it at once"
    elif reason and Family.DECIDED_AGAIN in reason.families:
        yield "this is decided again each time that the address is offered"
    elif history.article is None:
        yield "it would end the same way again: it is not asked until its source says that it changed"


def _requests(history: AddressHistory, outcome: dict[str, Any]) -> Iterator[str]:
    address = history.address or {}
    if history.fetch and history.fetch["redirects"] and history.fetch["final_url"]:
        yield f"its address leads on to {history.fetch['final_url']}"
    source = f" by {address['source']}" if address.get("source") else ""
    seen = f", last {_at(address['seen_at'])}" if address.get("seen_at") else ""
    yield f"offered{source} in {history.runs} {'run' if history.runs == 1 else 'runs'}{seen}, as {outcome['url']}"
    if address.get("ask_again_at"):
        yield f"asked for next from {_at(address['ask_again_at'])} on"


def _never_offered(history: AddressHistory) -> Iterator[str]:
    for record in history.passed:
        captured = f", captured {_at(record['captured_at'])}" if record["captured_at"] else ""
        yield (
            f"passed over: a {record['reason']} in {record['warc_file']} at byte {record['warc_offset']}{captured},"
            f" read by run {record['run_id']}"
        )
    if history.inside:
        yield "is a list, and no article itself"
        count = history.inside["addresses"]
        example = shlex.quote(place(history.inside["example"]))
        are_known = "address in it is known" if count == 1 else "addresses in it are known"
        yield f"{count} {are_known}, for example {example}"
        return
    yield "was never offered by any source" if not history.passed else "no source offered a page of it"
    if history.same_host:
        yield f"of {history.host} these are known:"
        for row in history.same_host:
            count = f"{row['addresses']} {'address' if row['addresses'] == 1 else 'addresses'}"
            last = _at(row["last_offered_at"])
            yield f"  {count} from {row['source']}, last {last}; most like it is {row['nearest']}"
    elif history.declared:
        yield (
            f"{', '.join(history.declared)} is declared for its host and has offered no address of it:"
            f" broadsheet sources check {history.declared[0]}"
        )
    elif history.host:
        front = "/".join(history.named.split("/")[:3])
        yield f"no source is declared for {history.host}: broadsheet sources add {front}/"
    if history.file:
        yield history.file
    if history.host:
        yield f"take it by hand: broadsheet ingest {shlex.quote(history.named)}"
    elif not history.file:
        yield f"take it by hand: broadsheet ingest {shlex.quote(_path(history.key))}"


def _path(key: str) -> str:
    return unquote(key.removeprefix("file://"))


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
