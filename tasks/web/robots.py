"""What a robots.txt says of one address (RFC 9309), and the files that were read: in memory for this run, on disk for
the next.
"""

from __future__ import annotations

import codecs
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import orjson
from protego import Protego

from schemas.outcomes import Family
from schemas.settings import Settings
from tasks.web.answers import Page, Refusal
from tasks.web.encodings import TooLarge, Truncated, Undecodable, decoded
from tasks.web.opt_outs import agent_name, robots_signals
from tasks.web.pace import LONGEST_CRAWL_DELAY, host_file

MOST_BYTES = 512_000
MOST_REDIRECTS = 5
_KEPT = timedelta(hours=24)
_FAILURE_KEPT = timedelta(hours=1)
"""No answer: pages of the host would end with the same reason, so they get it."""


_AGENT_LINE = re.compile(r"^([ \t]*+user[ -]?agent[ \t]*+:)([^\r\n#]*+)", re.IGNORECASE | re.MULTILINE)
_ANOTHER = " (another robot)"
"""No product token has such a name."""


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
    """The reason with which pages of the host end until then."""

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
    """UTF-8 or UTF-16, with or without a BOM; without NULs, what is behind 500 KiB, and the line that this cuts."""
    head = payload[:MOST_BYTES]
    if len(payload) > MOST_BYTES:
        # Half a rule is another rule: "Disallow: /a" of "Disallow: /archive" would forbid too much.
        head = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    # Without a BOM, UTF-16 of robots.txt is its text with a NUL beside each letter.
    return head.replace(b"\0", b"").decode("utf-8-sig", errors="replace")


class Rules:
    """What one host allows this program."""

    def __init__(self, answer: RobotsAnswer, token: str) -> None:
        self._problem = answer.problem if answer.text is None else None
        self.objection_code = "robots" if answer.text is not None else answer.code
        """The reason of whatever is objected to."""
        self._parsed = Protego.parse(_with_known_agents(answer.text or "", token))
        self._token = token
        self.crawl_delay = self._parsed.crawl_delay(token) or 0.0
        """Seconds."""
        self.signals = robots_signals(answer.text or "", token)
        """Content-Signal lines for us, such as ai-train=no."""
        self.sitemaps = tuple(self._parsed.sitemaps)
        """The addresses of its Sitemap lines, as written; they hold for every agent."""

    def objection(self, url: str) -> str | None:
        """Why this address must not be fetched, in words; None where it may be."""
        if self._problem is not None:
            return f"robots.txt could not be read ({self._problem}): until it can be, nothing is fetched from this host"
        if not self._parsed.can_fetch(url, self._token):
            return f"robots.txt disallows it for {self._token}"
        if self.crawl_delay > LONGEST_CRAWL_DELAY:
            return (
                f"robots.txt asks for {self.crawl_delay:g} s between requests, longer than the"
                f" {LONGEST_CRAWL_DELAY:g} s we wait"
            )
        return None


def _with_known_agents(text: str, token: str) -> str:
    """The file with our name, `*` or a name that is never ours in each User-agent line.

    Protego compares parts of names: `b` would be the robot `broadsheet`, and `Broadsheet/0.1` would not be. A line that
    names several, or puts quotation marks around us, means us too.
    """

    def named(line: re.Match[str]) -> str:
        said = [one.strip(" \t\"'") for one in line[2].split(",")]
        names = {agent_name(one) for one in said if one}
        return line[1] + next((name for name in (token.lower(), "*") if name in names), _ANOTHER)

    return _AGENT_LINE.sub(named, text)


class RobotsMemory:
    """Looked up by scheme, host and port. A file that is damaged, old or of another host counts as none."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.private / "robots"
        self._token = settings.product_token
        self._known: dict[str, tuple[RobotsAnswer, Rules]] = {}

    def rules(self, origin: str, now: datetime) -> Rules | None:
        """What is known of a host and may still be used."""
        if origin not in self._known and (answer := self._stored(origin)) is not None:
            self._known[origin] = (answer, Rules(answer, self._token))
        answer, rules = self._known.get(origin, (None, None))
        return rules if answer is not None and answer.is_fresh(now) else None

    def keep(self, answer: RobotsAnswer) -> Rules:
        rules = Rules(answer, self._token)
        self._known[answer.origin] = (answer, rules)
        # If the file cannot be written, the next run makes one more request; no article is lost.
        with suppress(OSError):
            self._store(answer)
        return rules

    def _stored(self, origin: str) -> RobotsAnswer | None:
        try:
            note = orjson.loads(host_file(self._folder, origin).read_bytes())
            answer = RobotsAnswer(
                note["origin"],
                datetime.fromisoformat(note["asked_at"]),
                note["text"],
                note["problem"],
                note["code"],
            )
        except (OSError, ValueError, TypeError, KeyError):
            return None
        sound = isinstance(answer.text, str | None) and answer.asked_at.tzinfo is not None
        return answer if sound and answer.origin == origin else None

    def _store(self, answer: RobotsAnswer) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        note = {
            "origin": answer.origin,
            "asked_at": answer.asked_at.isoformat(),
            "text": answer.text,
            "problem": answer.problem,
            "code": answer.code,
        }
        # Batches that overlap may write the same host's file at the same time: each under a name of its own.
        descriptor, draft = tempfile.mkstemp(dir=self._folder, suffix=".draft")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(orjson.dumps(note))
            Path(draft).replace(host_file(self._folder, answer.origin))
        finally:
            Path(draft).unlink(missing_ok=True)
