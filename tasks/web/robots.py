"""What a robots.txt says of one address. Pure: its bytes, or the way that asking for it ended, give the rules.

RFC 9309: what cannot be had (4xx) forbids nothing, what cannot be reached (5xx, no connection) forbids everything;
429 is counted to the second, as the host is there and asks for less. Read up to 500 KiB (section 2.5), kept at most
24 hours (section 2.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from schemas.outcomes import Family
from tasks.web.answers import Page, Refusal
from tasks.web.encodings import TooLarge, Truncated, Undecodable, decoded
from tasks.web.opt_outs import robots_signals
from tasks.web.pace import LONGEST_CRAWL_DELAY

MOST_BYTES = 512_000
MOST_REDIRECTS = 5
_KEPT = timedelta(hours=24)
_FAILURE_KEPT = timedelta(hours=1)
"""Nobody answered: any page of the host would end so too, and that is what is said of it."""


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """How asking one host for its robots.txt ended; what is kept until the next time.

    text: the file; empty where the host has none. None where it could not be reached: `problem` says why.
    """

    origin: str
    asked_at: datetime
    text: str | None
    problem: str | None = None
    code: str = "robots_unreachable"
    """The reason that pages of the host end with meanwhile."""

    def is_fresh(self, now: datetime) -> bool:
        age = now - self.asked_at
        return timedelta(0) <= age < (_KEPT if self.text is not None else _FAILURE_KEPT)


def answer_of(origin: str, answer: Page | Refusal, now: datetime) -> RobotsAnswer:
    """RFC 9309, section 2.3.1: which end means that there are no rules, and which that there may be."""
    if isinstance(answer, Page):
        coding = next((value for name, value in answer.headers if name.lower() == "content-encoding"), None)
        try:
            return RobotsAnswer(origin, now, robots_text(decoded(answer.payload, coding, 20 * MOST_BYTES)))
        except (TooLarge, Truncated, Undecodable) as error:
            return RobotsAnswer(origin, now, None, f"Content-Encoding {coding!r}: {error or type(error).__name__}")
    reason, status = answer.outcome.reason.code, answer.http_status
    is_absent = reason in {"empty", "redirect_limit"} or (status is not None and 400 <= status < 500 and status != 429)
    if is_absent:
        return RobotsAnswer(origin, now, "")
    code = reason if Family.NO_HOST in answer.outcome.reason.families else "robots_unreachable"
    return RobotsAnswer(origin, now, None, f"{reason}: {answer.outcome.detail}", code)


def robots_text(payload: bytes) -> str:
    """UTF-8 with or without a BOM; what lies behind 500 KiB is not read, nor is the line that this cuts."""
    head = payload[:MOST_BYTES]
    if len(payload) > MOST_BYTES:
        # Half a rule is another rule: "Disallow: /a" of "Disallow: /archive" would forbid too much.
        head = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
    return head.decode("utf-8-sig", errors="replace")


class Rules:
    """What one host allows to us."""

    def __init__(self, answer: RobotsAnswer, token: str) -> None:
        self._problem = answer.problem if answer.text is None else None
        self.objection_code = "robots" if answer.text is not None else answer.code
        """The reason of whatever is objected to."""
        self._parsed = Protego.parse(answer.text or "")
        self._token = token
        self.crawl_delay = self._parsed.crawl_delay(token) or 0.0
        """Seconds."""
        self.signals = robots_signals(answer.text or "", token)
        """Content-Signal lines for us, such as ai-train=no."""
        self.sitemaps = tuple(self._parsed.sitemaps)
        """What its Sitemap lines say, as written: they stand for everybody."""

    def objection(self, url: str) -> str | None:
        """Why this address must not be fetched, in words; None where it may be."""
        if self._problem is not None:
            return f"robots.txt could not be read ({self._problem}): until it can be, nothing is fetched from this host"
        if not self._parsed.can_fetch(url, self._token):
            return f"robots.txt disallows it for {self._token}"
        if self.crawl_delay > LONGEST_CRAWL_DELAY:
            return f"robots.txt asks for {self.crawl_delay:g} s between requests, longer than the {LONGEST_CRAWL_DELAY:g} s we wait"
        return None
