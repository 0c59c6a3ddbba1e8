"""How a candidate can end in a run: a status and a reason. Every reason is listed here, with its meaning and its
families.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Status(StrEnum):
    LOADED = "loaded"
    UNCHANGED = "unchanged"
    ALIAS = "alias"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    FAILED = "failed"


class Family(StrEnum):
    """What several reasons have in common, so that code and SQL ask for the family and never list reasons by hand."""

    FOUND = "found"
    """The page was there and was read."""
    NETWORK = "network"
    """The connection or the protocol failed."""
    DENIED = "denied"
    """The site does not want to be asked, or not now."""
    SERVER = "server"
    """The server has a fault."""
    NO_HOST = "no_host"
    """The host as a whole cannot be reached."""
    RETRY_AT_ONCE = "retry_at_once"
    """A second try in the same run is worth it."""
    RETRY_SLOWLY = "retry_slowly"
    """What passes within a day, not within minutes."""
    HOST_BUSY = "host_busy"
    """The host asked for a pause: its other addresses end so without being asked."""
    NOT_SENT = "not_sent"
    """An address may end so before its first request, robots.txt included, is sent."""
    OTHERS_WORTH_ASKING = "others_worth_asking"
    """The host answered: its other addresses are still worth asking for."""
    DECIDED_AGAIN = "decided_again"
    """Nothing was requested, and it is decided again whenever the address is offered."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: what it means in words, whether trying the same again later can help, and its families."""

    code: str
    status: Status
    words: str
    retryable: bool = False
    families: frozenset[Family] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The way one candidate ended, with the detail of this case (a path, a limit, a server's answer)."""

    reason: Reason
    detail: str = ""

    @property
    def status(self) -> Status:
        return self.reason.status


_ALL = (
    Reason("new", Status.LOADED, "seen for the first time"),
    Reason("revised", Status.LOADED, "text, title or manifest row changed: a further version"),
    Reason("read_again", Status.LOADED, "a replay reads the same bytes otherwise than before: a further version"),
    Reason("not_modified", Status.UNCHANGED, "the server says nothing changed"),
    Reason("not_due", Status.UNCHANGED, "known, and not to be asked again yet"),
    Reason("same_payload", Status.UNCHANGED, "the same bytes as last time"),
    Reason("same_content", Status.UNCHANGED, "other bytes, the same title and text"),
    Reason("overtaken", Status.UNCHANGED, "a later capture of it is loaded already"),
    Reason("same_text", Status.ALIAS, "the same text of the same source under another address"),
    Reason("repeated", Status.ALIAS, "the run was already offered this address"),
    Reason("failed_checks", Status.QUARANTINED, "failed at least one check that holds articles back"),
    # the call or the manifest
    Reason("not_found", Status.REFUSED, "there is no such file or folder"),
    Reason("unreadable", Status.REFUSED, "the file may not be read"),
    Reason("blocked_file", Status.REFUSED, "the file is outside the folder of its source (setting allow_folders)"),
    Reason("nothing_inside", Status.REFUSED, "the folder or list holds no article files"),
    Reason("bad_manifest", Status.REFUSED, "the manifest, or the WARC file, as a whole cannot be read"),
    Reason("bad_row", Status.REFUSED, "this row of the manifest, or item of the feed, cannot be read"),
    Reason("not_a_feed", Status.REFUSED, "neither RSS nor Atom nor JSON Feed"),
    Reason("not_a_sitemap", Status.REFUSED, "neither a sitemap, nor an index of sitemaps, nor a list of addresses"),
    Reason("bad_url", Status.REFUSED, "not an address that can be fetched"),
    Reason("blocked_address", Status.REFUSED, "the host is in a private or reserved network, or its port is closed"),
    Reason("robots", Status.REFUSED, "robots.txt of the host asks us not to fetch this"),
    Reason(
        "opted_out", Status.REFUSED, "the page says that it must not be kept or trained on (setting respect_opt_outs)"
    ),
    Reason("forgotten", Status.REFUSED, "a person had it forgotten: it is not taken again"),
    # the content
    Reason("empty", Status.REFUSED, "no bytes, or nothing but white space"),
    Reason("too_large", Status.REFUSED, "larger than the limit"),
    Reason("too_many_elements", Status.REFUSED, "more markup elements than any article has"),
    Reason("unsupported_type", Status.REFUSED, "not a web page, text or document"),
    Reason("no_text", Status.REFUSED, "a page or document without any text in it"),
    Reason("encrypted", Status.REFUSED, "a document that asks for a password"),
    Reason("bad_document", Status.REFUSED, "a document that is damaged"),
    Reason("reader_missing", Status.FAILED, "what reads this kind of document is not installed", retryable=True),
    # the web
    Reason("deadline", Status.FAILED, "the server took longer than the limit", retryable=True),
    Reason(
        "robots_unreachable",
        Status.FAILED,
        "robots.txt of the host could not be read, so nothing is fetched from it for now",
        retryable=True,
    ),
    Reason("connect", Status.FAILED, "no connection could be made", retryable=True),
    Reason("dns_temp", Status.FAILED, "the host's name could not be resolved for now", retryable=True),
    Reason("dns_nx", Status.FAILED, "there is no host of this name", retryable=True),
    Reason("tls", Status.FAILED, "no secure connection could be made", retryable=True),
    Reason("reset", Status.FAILED, "the server closed the connection early", retryable=True),
    Reason("truncated", Status.FAILED, "the content ends too early", retryable=True),
    Reason("decode_error", Status.FAILED, "the content encoding is broken or not one we asked for"),
    Reason("protocol_error", Status.FAILED, "the server's answer breaks the HTTP protocol"),
    Reason("redirect_limit", Status.FAILED, "more redirects than the limit, or a circle of them"),
    Reason("bad_redirect", Status.FAILED, "a redirect to nowhere or to something that is not a web address"),
    Reason("denied", Status.FAILED, "the server refuses access (401, 402, 403, 451)"),
    Reason("gone", Status.FAILED, "the page is not there (404, 410)"),
    Reason("http_429", Status.FAILED, "the server asks for fewer requests", retryable=True),
    Reason("http_4xx", Status.FAILED, "the server calls the request wrong"),
    Reason("http_5xx", Status.FAILED, "the server has a fault", retryable=True),
    Reason("unexpected_206", Status.FAILED, "the server sent a part, where the whole was asked for"),
    Reason("unexpected_status", Status.FAILED, "an HTTP status that no page comes with"),
    # reading
    Reason("read_error", Status.FAILED, "the disk gave an error while reading", retryable=True),
    Reason("clean_timeout", Status.FAILED, "cleaning took longer than the limit and was ended"),
    Reason("clean_memory", Status.FAILED, "cleaning needed more memory than the limit"),
    Reason("clean_crash", Status.FAILED, "the process that cleaned it died"),
    Reason("clean_error", Status.FAILED, "the extractor failed on this page"),
    Reason("not_resumed", Status.FAILED, "its run was cut off and could not be completed", retryable=True),
)

_FAMILIES: dict[Family, str] = {
    Family.FOUND: "new revised same_text same_content same_payload not_modified",
    Family.NETWORK: "connect dns_temp dns_nx tls reset deadline truncated protocol_error",
    Family.DENIED: "denied http_429 robots",
    Family.SERVER: "http_5xx",
    Family.NO_HOST: "connect dns_temp dns_nx tls",
    Family.RETRY_AT_ONCE: "reset truncated",
    Family.RETRY_SLOWLY: "dns_nx tls",
    Family.HOST_BUSY: "http_429 http_5xx",
    Family.NOT_SENT: "http_429 http_5xx blocked_address bad_url",
    Family.OTHERS_WORTH_ASKING: "denied robots gone http_4xx empty too_large decode_error redirect_limit",
    Family.DECIDED_AGAIN: "robots",
}

REASONS: dict[str, Reason] = {
    reason.code: replace(
        reason, families=frozenset(one for one, codes in _FAMILIES.items() if reason.code in codes.split())
    )
    for reason in _ALL
}


def outcome(code: str, detail: str = "") -> Outcome:
    """The outcome for a reason's code. Raises KeyError for a code that this page does not name."""
    return Outcome(REASONS[code], detail)
