"""What is to be sent, decided without files or network; the time is an argument.

An *incident* is one cause of messages, from its first failure to its end. Each address gets at most one message an hour
about it, with the number of failures, and one when it is over. What an address was sent is kept with the incident, by
address: so nothing is lost while one cannot be reached, and what happened meanwhile is one message.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

PAUSE = timedelta(hours=1)
"""Between two messages to one address about the same incident."""
KEPT = timedelta(days=7)
"""How long an incident that is over is kept for an address that cannot be reached; for others, a day."""
_FORGOTTEN = timedelta(days=1)
_MOST_WORDS = 600
_MOST_IDS = 200
_WORD = re.compile(r"[0-9a-z_.:-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that failed. `key` names its cause: `run/ingest`; failures of one cause with other words count apart.

    `id` is that of the run or result: a failure that two of us see counts once.
    """

    key: str
    id: str
    title: str
    what: str
    cure: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one address was sent of an incident."""

    failures: int = 0
    """How many its messages counted."""
    at: datetime | None = None
    """Of the last message about failures."""
    over_at: datetime | None = None
    """Of the last message that it is over."""
    knows_end: bool = False
    """Whether it was sent the present end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Failures of one cause. `over_at` is None as long as it goes on."""

    key: str
    title: str
    what: str
    cure: str
    first_at: datetime
    last_at: datetime
    failures: int = 1
    over_at: datetime | None = None
    over_words: str = ""
    ids: tuple[str, ...] = ()
    sent: Mapping[str, Sent] = field(default_factory=dict)
    """By address, under a name that does not show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """To one address. `failures` is how many the address will have been sent once it has this."""

    subject: str
    body: str
    failures: int
    is_end: bool
    id: str
    """The same each time this message is sent: a receiver that took it and failed to say so can drop it."""
    kind: Literal["failure", "success", "info"]
    """By this, services give it a colour or a sign."""


def key_of(failure: Failure) -> str:
    """The key of its incident: the cause, and its words without what varies from run to run."""
    what = _WORD.sub(_without_varying, failure.what[:_MOST_WORDS].lower())
    return f"{failure.key}/{' '.join(what.split())[:160]}"


def _without_varying(word: re.Match[str]) -> str:
    """Numbers, times, ids: the same failure has others each time."""
    return "#" if any(sign.isdigit() for sign in word[0]) else word[0]


def with_failure(incident: Incident | None, failure: Failure, key: str) -> Incident:
    """The incident with one failure more, which also opens it again; a new one under this key where there is none."""
    title, what, cure = failure.title, failure.what[:_MOST_WORDS], failure.cure[:_MOST_WORDS]
    if incident is None:
        ids = (failure.id,)
        return Incident(key=key, title=title, what=what, cure=cure, first_at=failure.at, last_at=failure.at, ids=ids)
    return replace(
        incident,
        title=title,
        what=what,
        cure=cure,
        last_at=max(incident.last_at, failure.at),
        failures=incident.failures + 1,
        over_at=None,
        over_words="",
        ids=(*incident.ids, failure.id)[-_MOST_IDS:],
        sent={to: replace(sent, knows_end=False) for to, sent in incident.sent.items()},
    )


def ended(incident: Incident, at: datetime, words: str) -> Incident:
    """The incident as over; the same where it was over before, or failed again since."""
    is_open = incident.over_at is None and incident.last_at <= at
    return replace(incident, over_at=at, over_words=words) if is_open else incident


def message_for(incident: Incident, to: str, since: datetime, now: datetime) -> Message | None:
    """What the address is to be sent now, if anything. `since`: when it was first given to us."""
    sent = incident.sent.get(to, Sent())
    new = incident.failures - sent.failures
    if incident.over_at is None:
        is_due = new > 0 and (sent.at is None or now - sent.at >= PAUSE)
        return _about_failures(incident, new) if is_due else None
    if sent.at is None and incident.over_at < since:
        return None  # it was over before there was anybody to tell
    is_due = (new > 0 or not sent.knows_end) and (sent.over_at is None or now - sent.over_at >= PAUSE)
    return _about_end(incident) if is_due else None


def with_sent(incident: Incident, to: str, message: Message, at: datetime) -> Incident:
    """The incident after the address got the message. It may have failed again meanwhile."""
    before = incident.sent.get(to, Sent())
    after = replace(
        before,
        failures=message.failures,
        at=before.at or at if message.is_end else at,
        over_at=at if message.is_end else before.over_at,
        knows_end=message.is_end and incident.over_at is not None,
    )
    return replace(incident, sent={**incident.sent, to: after})


def is_done(incident: Incident, addresses: Mapping[str, datetime], now: datetime) -> bool:
    """Whether it can be forgotten: it is over for a day, and every address was sent all of it, or had a week."""
    if incident.over_at is None or now - incident.over_at < _FORGOTTEN:
        return False
    waiting = [to for to, since in addresses.items() if message_for(incident, to, since, now + PAUSE)]
    return not waiting or now - incident.over_at >= KEPT


def _about_failures(incident: Incident, new: int) -> Message:
    total = incident.failures
    count = f" {total} times" if total > 1 else ""
    if new == total:
        times = f"Since {_at(incident.first_at)}, last at {_at(incident.last_at)}." if total > 1 else ""
    else:
        more = "Once more" if new == 1 else f"{new} more times"
        times = f"{more} since the last message; {total} times since {_at(incident.first_at)}."
    when = times or f"At {_at(incident.last_at)}."
    return _message(incident, f"{incident.title}{count}", [incident.what, incident.cure, when], is_end=False)


def _about_end(incident: Incident) -> Message:
    times = "once" if incident.failures == 1 else f"{incident.failures} times"
    until = "" if incident.failures == 1 else f" to {_at(incident.last_at)}"
    past = f"It happened {times}, at {_at(incident.first_at)}{until}: {incident.what}"
    assert incident.over_at is not None
    end = f"{incident.over_words or 'It ended well'}, at {_at(incident.over_at)}."
    return _message(incident, f"over: {incident.title}", [end, past], is_end=True)


def _message(incident: Incident, subject: str, parts: list[str], *, is_end: bool) -> Message:
    body = "\n".join(part for part in parts if part)
    return Message(
        subject=f"Broadsheet: {subject}",
        body=body,
        failures=incident.failures,
        is_end=is_end,
        id=hashlib.sha256(f"{incident.key} {incident.first_at} {incident.failures} {is_end}".encode()).hexdigest()[:16],
        kind="success" if is_end else "failure",
    )


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
